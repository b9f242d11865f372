"""The words behind `aws` to the command that they name. Reads no flag of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.aws.commands.customised import commands_below, customised
from runner.aws.commands.models import operations, service_names, version, waiters
from runner.aws.commands.said import UNKNOWN, Fault, or_nearest
from runner.outline import Level

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_VERSIONS = {"v1": "AWS CLI v1", "v2": "AWS CLI v2"}


class Called(Struct, frozen=True, kw_only=True):
    """What a command line calls.

    Attributes:
        path: Its words, such as `s3 cp` or `ec2 wait instance-running`.
        rest: The words behind them.
        service: Botocore's name of the service, empty for a command without a model.
        operation: Botocore's name of the operation, empty likewise.
        row: The words under which the table of customised operations has it.
    """

    path: str
    rest: tuple[str, ...]
    service: str = ""
    operation: str = ""
    row: str = ""


@cache
def _service_words() -> frozenset[str]:
    renamed = customised().services
    # `s3` is the word of the high-level commands; `config` and `codedeploy` have other words.
    hidden = frozenset(renamed.values()) - {"sagemaker-runtime"}
    return (service_names() - hidden) | frozenset(renamed)


def resolve(words: Sequence[str]) -> Called | Fault | None:
    """Find what the words name; None where only the run knows, or help is asked for."""
    if not words or any(UNKNOWN in word for word in words[:2]) or "help" in words[:3]:
        return None
    word = words[0]
    if word in _service_words():
        return _in_service(word, words)
    if word not in commands_below(""):
        return _unknown(word, "command", "aws", _service_words() | set(commands_below("")))
    return _without_model(words)


def _in_service(word: str, words: Sequence[str]) -> Called | Fault | None:
    service = customised().services.get(word, word)
    name = "".join(words[1:2])
    if not name:
        return None
    path = f"{word} {name}"
    if path in customised().commands:
        return _without_model(words)
    known = operations(service)
    if name == "wait" and waiters(service):
        return _waiter(word, service, words)
    if name in known and path not in customised().without:
        return Called(path=path, rest=tuple(words[2:]), service=service, operation=known[name], row=path)
    if path in customised().without:
        return _no_command(path, customised().without[path])
    every = {*known, *commands_below(word), "wait"}
    return _unknown(name, "operation", f"aws {word}", every)


def _waiter(word: str, service: str, words: Sequence[str]) -> Called | Fault | None:
    known = waiters(service)
    name = "".join(words[2:3])
    if not name or UNKNOWN in name:
        return None
    if name not in known:
        return _unknown(name, "waiter", f"aws {word} wait", set(known))
    operation = known[name]
    row = next(name for name, other in operations(service).items() if other == operation)
    path = f"{word} wait {name}"
    return Called(path=path, rest=tuple(words[3:]), service=service, operation=operation, row=f"{word} {row}")


def _without_model(words: Sequence[str]) -> Called | Fault | None:
    depth = 1
    while depth < len(words) and words[depth] in commands_below(" ".join(words[:depth])):
        depth += 1
    path = " ".join(words[:depth])
    below = commands_below(path)
    if below and depth < len(words):
        following = words[depth]
        if UNKNOWN in following:
            return None
        if not following.startswith("-") and path not in ("configure", "update"):
            return _unknown(following, "command", f"aws {path}", set(below))
    if path not in customised().commands:
        return None
    return Called(path=path, rest=tuple(words[depth:]))


def _no_command(path: str, only: str) -> Fault | None:
    if only:
        return only_fault(f"aws {path}", only)
    message = f"the AWS CLI has no command `aws {path}`, though the service has the operation; use an SDK"
    return Fault(code="aws-command", level=Level.ERROR, message=message)


def only_fault(what: str, only: str) -> Fault:
    """Say that one version of the CLI alone has something."""
    message = f"only {_VERSIONS[only]} has `{what}`; say so on the page, or do without it"
    other = "v1" if only == "v2" else "v2"
    return Fault(code="aws-version", level=Level.WARNING, message=message, fails_in=other)


def _unknown(word: str, kind: str, of: str, known: Collection[str]) -> Fault:
    near = or_nearest(word, known)
    end = near or f" in {version()}; see `{of} help`"
    return Fault(code="aws-command", level=Level.ERROR, message=f"`{of}` has no {kind} `{word}`{end}")
