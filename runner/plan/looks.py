"""Whether a command only looks, so that it may be done again, by `looks.toml`. In doubt it does not."""

from __future__ import annotations

from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from runner.patterns import regex
from runner.plan.shell import read_shell
from runner.tables import read_table

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from runner.model import PlannedStep
    from runner.plan.shell import ShellCommand

_ANY = "*"
# Flags of common programs that take no value.
_SWITCH = regex(r"--(?:no-.*|debug|verbose|quiet|yes|recursive)|-(?:m|v|q|y)")
NOWHERE = frozenset({"/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty"})


class _Row(Struct, frozen=True, kw_only=True):
    programs: frozenset[str]
    verbs: re.Pattern[str] | None
    without: tuple[re.Pattern[str], ...]
    others: frozenset[str]


def looks_table() -> dict[str, Any]:
    """The data file as it stands, with the examples that are its tests."""
    return read_table(__file__, "looks.toml")


@cache
def _rows() -> tuple[_Row, ...]:
    return tuple(_row(row) for row in looks_table()["row"])


@cache
def _changing() -> re.Pattern[str]:
    return regex(looks_table()["changing"])


def _row(row: Mapping[str, Any]) -> _Row:
    return _Row(
        programs=frozenset(row["program"]),
        verbs=regex(row["verbs"]) if "verbs" in row else None,
        without=tuple(regex(word) for word in row.get("without", [])),
        others=frozenset(row.get("not", [])),
    )


def only_looks(source: str) -> bool:
    """Whether no command of a block changes anything but variables."""
    shell = read_shell(source)
    if shell.broken or any(word.value not in NOWHERE for word in shell.redirected_to):
        return False
    return bool(shell.commands) and all(command_looks(command) for command in shell.commands)


def command_looks(command: ShellCommand) -> bool:
    """Whether a command changes nothing but variables."""
    words = [word.written if word.value is None else word.value for word in command.words]
    return bool(words) and any(_meets(row, words[0], words[1:]) for row in _rows())


def _meets(row: _Row, program: str, words: list[str]) -> bool:
    if program not in row.programs and (_ANY not in row.programs or program in row.others or "/" in program):
        return False
    if any(pattern.fullmatch(word) for pattern in row.without for word in words):
        return False
    if row.verbs is None:
        return True
    first = leading(words)
    if any(_changing().fullmatch(word) for word in first):
        return False
    return any(row.verbs.fullmatch(word) for word in first)


def leading(words: list[str]) -> list[str]:
    """The plain words that lead a command; flags before them, with their values, are passed over."""
    return list(takewhile(lambda word: not word.startswith("-"), behind_flags(words)))


def behind_flags(words: list[str]) -> list[str]:
    """The words of a command from the first on that is no flag and no flag's value."""
    start = 0
    while start < len(words) and words[start].startswith("-"):
        start += 1 if "=" in words[start] or _SWITCH.fullmatch(words[start]) else 2
    return words[start:]


def without_dangerous_patience(planned: PlannedStep) -> PlannedStep:
    """The step without the tries that prose asks for, where its command may change something."""
    manner = planned.step.manner
    if manner.retry is None or not manner.retry.said or only_looks(planned.text):
        return planned
    return replace(planned, step=replace(planned.step, manner=replace(manner, retry=None)))


def patience_note(before: PlannedStep, after: PlannedStep, path: str) -> str:
    """What a person should know of patience that is not had; empty where all is."""
    asked = before.step.manner.retry
    if asked is None or after.step.manner.retry is not None:
        return ""
    return (
        f"{asked.path or path}:{asked.line}: “{asked.said}” asks for patience, but step {before.step.id} may"
        f" change something, so it is tried once; write {{retry={asked.tries}}} behind its fence's language"
        " to try it again"
    )
