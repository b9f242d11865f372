"""What the commands of a step do at most, by `impacts.toml`: read, write, delete, cost money. Stops nothing.

In doubt a command writes: that it deletes or costs money is only said where the table knows it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from runner.model import Impact, StepKind
from runner.patterns import regex
from runner.plan.looks import NOWHERE, behind_flags, command_looks, leading
from runner.plan.shell import read_shell
from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from runner.model import PlannedStep
    from runner.plan.shell import ShellCommand

_DEEPEST = 3
# Of a command's words so many characters are looked at: a search takes the square of them.
_LONGEST = 10_000


class _Row(Struct, frozen=True, kw_only=True):
    """A program's commands: what is `searched` in all words goes before the `forms` of the leading ones.

    Attributes:
        input: Whether what the program reads may say what is done, so that all of the block is searched.
    """

    cloud: bool
    input: bool
    forms: tuple[tuple[Impact, re.Pattern[str]], ...]
    searched: tuple[tuple[Impact, re.Pattern[str]], ...]


class _Table(Struct, frozen=True, kw_only=True):
    """The table as it is; `rows` by program, each compiled only for a page that calls it."""

    rows: Mapping[str, Mapping[str, Any]]
    dry: str
    carriers: frozenset[str]
    evaluators: frozenset[str]
    shells: frozenset[str]
    local_clusters: frozenset[str]
    of_cluster: frozenset[str]


class _Done(Struct, frozen=True, kw_only=True):
    """What one command does, and by which program."""

    impact: Impact
    program: str = ""
    cloud: bool = False


def impacts_table() -> dict[str, Any]:
    """The data file as it stands, with the examples that are its tests."""
    return read_table(__file__, "impacts.toml")


@cache
def _table() -> _Table:
    data = impacts_table()
    return _Table(
        rows={program: row for row in data["row"] for program in row["program"]},
        dry=data["dry"],
        carriers=frozenset(data["carriers"]),
        evaluators=frozenset(data["evaluators"]),
        shells=frozenset(data["shells"]),
        local_clusters=frozenset(data["local_clusters"]),
        of_cluster=frozenset(data["of_cluster"]),
    )


@cache
def _row(program: str) -> _Row:
    row = _table().rows[program]
    searched = (
        (Impact.READ, _table().dry),
        (Impact.DELETE, row.get("delete_if")),
        (Impact.WRITE, row.get("write_if")),
    )
    return _Row(
        cloud=row.get("cloud", False),
        input=row.get("input", False),
        forms=tuple(
            (impact, regex(f"(?:{form})(?: .*)?", re.DOTALL))
            for impact in (Impact.PAID, Impact.DELETE, Impact.READ)
            for form in row.get(impact.value, ())
        ),
        searched=tuple((impact, regex(form)) for impact, form in searched if form),
    )


def with_impacts(steps: Sequence[PlannedStep]) -> list[PlannedStep]:
    """Give the steps with what each does at most; a manual step does nothing by itself."""
    found = [_of_step(step) for step in steps]
    programs = {name for step in steps if _is_command(step) for name in _programs(step.text)}
    own_cluster = bool(programs & _table().local_clusters)
    return [_labelled(step, done, own_cluster=own_cluster) for step, done in zip(steps, found, strict=True)]


def _of_step(step: PlannedStep) -> list[_Done]:
    if step.step.kind is StepKind.FILE:
        return [_Done(impact=Impact.WRITE)]
    return list(_of_text(step.text, 0)) if _is_command(step) else []


def _is_command(step: PlannedStep) -> bool:
    return step.step.kind is StepKind.COMMAND


def _programs(text: str) -> Iterator[str]:
    return (command.program for command in read_shell(text).commands)


def _labelled(step: PlannedStep, done: Iterable[_Done], *, own_cluster: bool) -> PlannedStep:
    done = list(done)
    local = _table().of_cluster if own_cluster else frozenset[str]()
    impacts = {item.impact for item in done}
    cloud = {item.impact for item in done if item.cloud and item.program not in local}
    grave = [impact for impact in (Impact.DELETE, Impact.PAID) if impact in impacts]
    mild = Impact.WRITE if Impact.WRITE in impacts else Impact.READ
    return replace(
        step,
        impacts=tuple(grave or ([mild] if impacts else ())),
        in_cloud=tuple(impact for impact in grave if impact in cloud),
    )


def _of_text(text: str, depth: int) -> Iterator[_Done]:
    shell, table = read_shell(text), _table()
    if shell.broken or any(word.value not in NOWHERE for word in shell.redirected_to):
        yield _Done(impact=Impact.WRITE)
    for command in shell.commands:
        for done in _of_command(command, depth):
            searched = done.program in table.rows and _row(done.program).input
            yield replace(done, impact=Impact.DELETE) if searched and _deletes(text, done.program) else done


def _deletes(text: str, program: str) -> bool:
    """Whether a block tells a program to delete something, be it by what the program reads."""
    forms = (form for impact, form in _row(program).searched if impact is Impact.DELETE)
    return any(form.search(text[:_LONGEST]) for form in forms)


def _evaluated(words: list[str], depth: int) -> str:
    """The text that a command has a shell read, empty where it has none."""
    if depth >= _DEEPEST:
        return ""
    if words[0] in _table().shells and "-c" in words[1:-1]:
        return words[words.index("-c") + 1]
    if words[0] not in _table().evaluators:
        return ""
    # The first word of `ssh` that is no flag is the host.
    behind = words[1:] if words[0] == "eval" else behind_flags(words[1:])[1:]
    return " ".join(behind)


def _of_command(command: ShellCommand, depth: int) -> Iterator[_Done]:
    words = [word.written if word.value is None else word.value for word in command.words]
    table = _table()
    if words and (text := _evaluated(words, depth)):
        yield from _of_text(text, depth + 1)
        return
    if words and "/" in words[0] and words[0].rpartition("/")[2] in table.rows:
        words[0] = words[0].rpartition("/")[2]
    program = words[0] if words else ""
    if program in table.carriers:
        known = table.rows.keys() | table.shells
        start = next((number for number, word in enumerate(words) if word in known), len(words))
        words = words[start:]
    if words and words[0] in table.shells and words[0] != program and depth < _DEEPEST:
        yield from _of_command(replace(command, words=command.words[-len(words) :]), depth + 1)
    elif words and words[0] in table.rows:
        yield _by_row(words, _row(words[0]))
    else:
        yield _Done(impact=Impact.READ if command_looks(command) else Impact.WRITE)


def _by_row(words: list[str], row: _Row) -> _Done:
    whole = f" {' '.join(words[1:])} "[:_LONGEST]
    led = " ".join(leading(words[1:]))[:_LONGEST]
    searched = (impact for impact, form in row.searched if form.search(whole))
    matched = (impact for impact, form in row.forms if form.fullmatch(led))
    impact = next(searched, None) or next(matched, Impact.WRITE)
    return _Done(impact=impact, program=words[0], cloud=row.cloud)
