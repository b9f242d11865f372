"""Which steps stand in for which others: optional steps, and groups in which one way is taken."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from runner.model import Step, StepKind
from runner.read.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_FIRST = frozenset({"a", "1", "i", "one"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A step with the texts, in lower case, that may mark it: its introduction and its heading."""

    step: Step
    own: str
    heading: str


@dataclass(slots=True)
class _Ways:
    """The ways met so far: `first` is the way that is taken, `main` are the section's own commands."""

    section: str = ""
    heading: str = ""
    first: list[str] = field(default_factory=list)
    main: list[str] = field(default_factory=list)
    stands_for: tuple[str, ...] = ()


def with_groups(marked: Sequence[Marked]) -> tuple[Step, ...]:
    """Mark optional and alternative steps, and say of each alternative in whose place it runs."""
    return tuple(_together(list(_steps(marked))))


def _steps(marked: Iterable[Marked]) -> Iterator[tuple[Step, str]]:
    """Each step with the heading of the alternative that it belongs to, empty where it belongs to none."""
    ways = _Ways()
    for item in marked:
        section = item.step.id.partition(".")[0]
        if section != ways.section:
            ways.main = [] if not _marks_heading(item) else ways.main
            ways.section = section
        stands_for = _stands_for(item, ways)
        optional = bool(words().optional.search(f"{item.own}\n{item.heading}"))
        if stands_for is None:
            if item.step.kind is StepKind.COMMAND and not optional:
                ways.main.append(item.step.id)
            yield replace(item.step, optional=optional), ""
            continue
        step = replace(item.step, optional=optional, alternative=True, stands_for=stands_for)
        yield step, item.heading if _marks_heading(item) else step.id


def _marks_heading(item: Marked) -> bool:
    option = words().option.match(item.heading)
    return bool(words().alternative.search(item.heading)) or bool(option and option[1] not in _FIRST)


def _stands_for(item: Marked, ways: _Ways) -> tuple[str, ...] | None:
    """The steps in whose place this one runs, None where it is no alternative."""
    option = words().option.match(item.own) or words().option.match(item.heading)
    if option is not None:
        return _option(item, option[1], ways)
    if words().alternative.search(item.own):
        return tuple(ways.main)
    if words().alternative.search(item.heading):
        return _heading(item, ways)
    if words().other_way.match(item.own):
        return tuple(ways.main[-1:])
    return None


def _option(item: Marked, label: str, ways: _Ways) -> tuple[str, ...] | None:
    if label in _FIRST:
        if not (ways.first and ways.heading == item.heading and not words().option.match(item.own)):
            ways.first = []
        ways.first.append(item.step.id)
        ways.heading = item.heading
        return None
    return tuple(ways.first or ways.main)


def _heading(item: Marked, ways: _Ways) -> tuple[str, ...]:
    """A heading that is an alternative as a whole stands for the commands before it."""
    if ways.heading != item.heading:
        ways.heading, ways.stands_for = item.heading, tuple(ways.main)
    return ways.stands_for


def _together(steps: list[tuple[Step, str]]) -> Iterator[Step]:
    """Name for each alternative the steps that belong to the same way, itself among them."""
    ways: dict[str, list[str]] = {}
    for step, way in steps:
        if way:
            ways.setdefault(way, []).append(step.id)
    for step, way in steps:
        yield replace(step, together=tuple(ways[way])) if way else step
