"""Literals in commands to the reader's variables, by the table of `lift.toml`. Chooses no values."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from runner.model import StepKind
from runner.plan.occurrences import Occurrence
from runner.plan.placeholders import masked
from runner.plan.shell import read_shell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from runner.model import Step
    from runner.plan.shell import ShellCommand


@cache
def lift_table() -> Mapping[str, Mapping[str, str]]:
    """Program → flag → variable, as the data file has it."""
    return tomllib.loads(files("runner.plan").joinpath("lift.toml").read_text(encoding="utf-8"))


def find_literals(steps: Iterable[Step], extra: Mapping[str, Mapping[str, str]]) -> Iterator[Occurrence]:
    """Find the literals that are variables; `extra` adds to the table, as the configuration's `[lift]`."""
    for step in steps:
        if step.kind is not StepKind.COMMAND:
            continue
        for command in read_shell(masked(step.source)).commands:
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
            if source[start:end].decode("utf-8", "replace").strip("'\"") != value:
                continue  # quoted in part: the place is not plain
        elif index + 1 < len(command.words) and command.words[index + 1].value is not None:
            value, start, end = (
                command.words[index + 1].value or "",
                command.words[index + 1].start,
                command.words[index + 1].end,
            )
        else:
            continue
        line = step.code_line + source[:start].count(b"\n")
        yield Occurrence(
            variable=flags[flag], literal=value, step=step.id, line=line, start=start, end=end, same=value
        )
