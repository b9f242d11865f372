"""What commands do that a reader should know first, by the table of `commands.toml`. Judges no output."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from runner.model import SectionKind, StepKind
from runner.outline import Finding, Level, Location
from runner.patterns import regex
from runner.plan.placeholders import masked
from runner.plan.shell import line_ends, read_shell
from runner.tables import read_table

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping

    from runner.model import Procedure, Step
    from runner.plan.shell import ShellCommand

_WRAPPERS = frozenset({"sudo", "doas", "env", "command", "exec", "nohup", "time", "xargs"})

_ANSWERED = frozenset({"interactive", "sudo"})


class Rule(Struct, frozen=True, kw_only=True):
    """A row of the table."""

    code: str
    level: Level
    programs: frozenset[str]
    words: tuple[re.Pattern[str], ...]
    without: tuple[re.Pattern[str], ...]
    words_at_most: int | None
    piped_from: frozenset[str]
    message: str


def commands_table() -> list[dict[str, Any]]:
    """The data file as it stands, with the examples that are its tests."""
    table = read_table(__file__, "commands.toml")
    return list(table["row"])


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(_rule(row) for row in commands_table())


def _rule(row: Mapping[str, Any]) -> Rule:
    return Rule(
        code=row["code"],
        level=Level(row["level"]),
        programs=frozenset(row["program"]),
        words=tuple(regex(word) for word in row.get("words", [])),
        without=tuple(regex(word) for word in row.get("without", [])),
        words_at_most=row.get("words_at_most"),
        piped_from=frozenset(row.get("piped_from", [])),
        message=f"{row['message']}; {row['cure']}",
    )


def find_risky_commands(procedure: Procedure) -> Iterator[Finding]:
    """Find what a page's commands do that a reader should know first.

    A cleanup section is there to delete, so deletions in it are no findings. Nor is a command that asks a
    person where the fence answers it.
    """
    for step in procedure.steps:
        if step.kind is not StepKind.COMMAND:
            continue
        for code, level, message, line in _in_step(step):
            if code == "destructive" and step.section_kind is SectionKind.CLEANUP:
                continue
            if code in _ANSWERED and step.manner.answers:
                continue
            place = Location(path=step.path or procedure.path, line=line, end_line=line)
            yield Finding(code=code, level=level, message=f"step {step.id}: {message}", location=place)


def _in_step(step: Step) -> Iterator[tuple[str, Level, str, int]]:
    source = masked(step.source)
    ends = list(line_ends(source.encode("utf-8", "replace")))
    for command in read_shell(source).commands:
        line = step.code_line + bisect_left(ends, command.words[0].start) if command.words else step.line
        for rule, program in risky(command):
            text = rule.message.replace("{program}", program).replace("{from}", command.piped_from)
            yield rule.code, rule.level, text, line


def risky(command: ShellCommand) -> Iterator[tuple[Rule, str]]:
    """The rules that a command meets, each with the program that it is about."""
    words = [word.written if word.value is None else word.value for word in command.words]
    while words:
        for rule in _rules():
            if words[0] in rule.programs and _meets(rule, words[1:], command.piped_from):
                yield rule, words[0]
        if words[0] not in _WRAPPERS:
            return
        words = words[1:]


def _meets(rule: Rule, words: list[str], piped_from: str) -> bool:
    if rule.piped_from:
        return piped_from in rule.piped_from
    if rule.words_at_most is not None and len(words) > rule.words_at_most:
        return False
    if any(pattern.fullmatch(word) for pattern in rule.without for word in words):
        return False
    return all(any(pattern.fullmatch(word) for word in words) for pattern in rule.words)
