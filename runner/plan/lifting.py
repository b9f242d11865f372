"""Literals in commands to the reader's variables, by the table of `lift.toml`. Chooses no values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from runner.model import StepKind
from runner.plan.shell import Quoting, quote, read_shell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from runner.model import Step
    from runner.plan.shell import ShellCommand


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A literal in a step's source: the variable, its text, and its place in bytes of UTF-8."""

    variable: str
    literal: str
    step: str
    line: int
    start: int
    end: int


@cache
def lift_table() -> Mapping[str, Mapping[str, str]]:
    """Program → flag → variable, as the data file has it."""
    return tomllib.loads(files("runner.plan").joinpath("lift.toml").read_text(encoding="utf-8"))


def find_literals(steps: Iterable[Step], extra: Mapping[str, Mapping[str, str]]) -> Iterator[Occurrence]:
    """Find the literals that are variables; `extra` adds to the table, as the configuration's `[lift]`."""
    for step in steps:
        if step.kind is not StepKind.COMMAND:
            continue
        for command in read_shell(step.source).commands:
            flags = {**lift_table().get(command.program, {}), **extra.get(command.program, {})}
            if flags:
                yield from _in_command(step, command, flags)


def _in_command(step: Step, command: ShellCommand, flags: Mapping[str, str]) -> Iterator[Occurrence]:
    source = step.source.encode("utf-8", "replace")
    for index, word in enumerate(command.words):
        flag, equals, value = (word.value or "").partition("=")
        if flag not in flags:
            continue
        start, end = word.start, word.end
        if equals:
            start += len(flag.encode()) + 1
            if source[start:end].decode("utf-8", "replace") != value:
                continue  # quoted in part, as in --flag="x": the place is not plain
        elif index + 1 < len(command.words) and command.words[index + 1].value is not None:
            value, start, end = (
                command.words[index + 1].value or "",
                command.words[index + 1].start,
                command.words[index + 1].end,
            )
        else:
            continue
        line = step.code_line + source[:start].count(b"\n")
        yield Occurrence(variable=flags[flag], literal=value, step=step.id, line=line, start=start, end=end)


def fill_literals(source: str, occurrences: Iterable[Occurrence], values: Mapping[Occurrence, str]) -> str:
    """Put values in the place of literals; where the value is the literal the text stays as written."""
    data = source.encode("utf-8", "replace")
    for occurrence in sorted(occurrences, key=lambda item: item.start, reverse=True):
        value = values[occurrence]
        if value != occurrence.literal:
            written = quote(value, Quoting.BARE).encode()
            data = data[: occurrence.start] + written + data[occurrence.end :]
    return data.decode("utf-8", "replace")
