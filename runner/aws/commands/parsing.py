"""Words to flags and their values, by the parser that the AWS CLI itself uses. Judges no value."""

from __future__ import annotations

import argparse
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from msgspec import Struct

from runner.aws.commands.said import UNKNOWN
from runner.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from runner.aws.commands.customised import Flag
    from runner.aws.commands.said import Argument

_ARGUMENT = regex(r"argument (?P<name>[^:]+): (?P<what>.*)", re.DOTALL)
_SAID = {
    "expected one argument": "`{name}` needs a value behind it",
    "expected at least one argument": "`{name}` needs a value behind it",
}
# The CLI takes one more word than it has places for: `help`.
_COMMAND = "command"


class Parsed(Struct, frozen=True, kw_only=True):
    """What the words of a command say.

    Attributes:
        values: The words behind each flag that is given, by the flag's full name.
        left: What no flag and no place takes, in order.
        refused: Why the CLI cannot read the words at all, empty where it can.
        open: Whether words are missing here that only the run knows.
    """

    values: Mapping[str, tuple[str, ...]]
    left: tuple[str, ...] = ()
    refused: str = ""
    open: bool = False


class _RefusedError(Exception):
    """The words cannot be read."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _RefusedError(message)


def parse(arguments: Iterable[Argument], flags: Mapping[str, Flag], *, command: bool = False) -> Parsed:
    """Read words by the flags that are known; an abbreviated flag is read as the one that it begins.

    Args:
        arguments: The words.
        flags: The known flags by their names.
        command: Whether one word of them is a command, which `values` gives as `command`.
    """
    given = list(arguments)
    texts = [item.text for item in given if not _is_open(item)]
    is_open = len(texts) < len(given)
    try:
        found, left = _parser(tuple(flags.values()), command=command).parse_known_args(texts)
    except _RefusedError as refusal:
        refused = "" if is_open else _in_words(str(refusal))
        return Parsed(values={}, refused=refused, open=True)
    values = {name: _as_words(value) for name, value in vars(found).items() if value is not None}
    return Parsed(values=values, left=tuple(left), open=is_open)


def _is_open(item: Argument) -> bool:
    return item.several or item.text.startswith((f"-{UNKNOWN}", f"--{UNKNOWN}"))


# To make one takes ten times as long as to read a command, and the commands of a project are of a few kinds.
@lru_cache(maxsize=64)
def _parser(flags: tuple[Flag, ...], *, command: bool) -> _Parser:
    parser = _Parser(add_help=False, conflict_handler="resolve", argument_default=None)
    for flag in flags:
        name = flag.name if flag.positional else f"--{flag.name}"
        options: dict[str, Any] = {} if flag.positional else {"dest": flag.name}
        parser.add_argument(name, **options, **_takes(flag))
    if command:
        parser.add_argument(_COMMAND, nargs="?")
    return parser


def _takes(flag: Flag) -> dict[str, Any]:
    many = {"values": "*", "maybe": "?"}
    if flag.takes == "nothing":
        return {"action": "store_const", "const": ()}
    if flag.takes == "maybe" and not flag.positional:
        return {"nargs": "?", "const": ()}
    if flag.takes == "value":
        return {"nargs": "?"} if flag.positional else {}
    if flag.positional:
        return {"nargs": "*"}
    return {"nargs": many.get(flag.takes) or int(flag.takes)}


def _as_words(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _in_words(message: str) -> str:
    found = _ARGUMENT.match(message)
    if found is None:
        return message
    said = _SAID.get(found["what"], "`{name}`: {what}")
    return said.format(name=found["name"], what=found["what"])
