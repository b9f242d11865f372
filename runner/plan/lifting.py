"""Literals in commands to the reader's variables, by the table of `lift.toml`. Chooses no values."""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from runner.model import StepKind
from runner.plan.occurrences import Occurrence
from runner.plan.placeholders import masked
from runner.plan.shell import line_ends, read_shell

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
        code = _Code.of(step)
        for command in read_shell(masked(step.source)).commands:
            flags = {**lift_table().get(command.program, {}), **extra.get(command.program, {})}
            if flags:
                yield from _in_command(code, command, flags)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Code:
    """A step's source in UTF-8, and the offsets at which its lines end."""

    step: Step
    source: bytes
    ends: tuple[int, ...]

    @classmethod
    def of(cls, step: Step) -> _Code:
        source = step.source.encode("utf-8", "replace")
        return cls(step=step, source=source, ends=tuple(line_ends(source)))

    def line(self, offset: int) -> int:
        """The page's line at an offset."""
        return self.step.code_line + bisect_left(self.ends, offset)


def _in_command(code: _Code, command: ShellCommand, flags: Mapping[str, str]) -> Iterator[Occurrence]:
    for index, word in enumerate(command.words):
        flag, equals, value = (word.value or "").partition("=")
        if flag not in flags:
            continue
        start, end = word.start, word.end
        if equals:
            start += len(flag.encode()) + 1
            if code.source[start:end].decode("utf-8", "replace").strip("'\"") != value:
                continue  # quoted in part: the place is not plain
        elif index + 1 < len(command.words) and command.words[index + 1].value is not None:
            value, start, end = (
                command.words[index + 1].value or "",
                command.words[index + 1].start,
                command.words[index + 1].end,
            )
        else:
            continue
        yield Occurrence(
            variable=flags[flag],
            literal=value,
            step=code.step.id,
            line=code.line(start),
            start=start,
            end=end,
            same=value,
        )
