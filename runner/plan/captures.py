"""Placeholders whose values an earlier step of the run gives. Reads no output."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.model import Capture, Hole, Source, StepKind
from runner.patterns import regex
from runner.plan.occurrences import put
from runner.plan.placeholders import masked
from runner.plan.shell import place_at, read_shell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from runner.model import PlannedStep, Step, Variable
    from runner.plan.values import Settled

_YOURS = regex(r"^(?:your|my)(?=[-_])", re.IGNORECASE)


def plain_name(name: str) -> str:
    """A name as it is compared: `YOUR_MODEL_ID`, `<model-id>` and `ModelId` are one."""
    return re.sub(r"[\W_]", "", _YOURS.sub("", name)).lower()


def captured_variables(steps: Iterable[Step], settled: Settled) -> dict[str, tuple[str, Capture]]:
    """Give the variables without a value that a step gives, each with the step's id and what to look for.

    The step is the nearest one before the variable's first place that runs.
    """
    missing = {item.name for item in settled.variables if item.missing and not item.secret}
    needed: dict[str, list[str]] = {}
    for place, name in settled.names.items():
        if name in missing:
            needed.setdefault(place.step, []).append(name)
    given: dict[str, tuple[str, Capture]] = {}
    found: dict[str, tuple[str, Capture]] = {}
    last = ""
    for step in steps:
        # What a step needs was captured before it.
        for name in needed.get(step.id, ()):
            source = given.get(plain_name(name.partition("@")[0]))
            if source is not None:
                found.setdefault(name, source)
            else:
                missing.discard(name)
        for capture in _captures(step):
            owner = last if capture.back or step.kind is not StepKind.COMMAND else step.id
            if owner:
                given[plain_name(capture.name)] = (owner, capture)
        last = step.id if step.kind is StepKind.COMMAND else last
    return {name: source for name, source in found.items() if name in missing}


def _captures(step: Step) -> Iterator[Capture]:
    yield from step.captures
    if step.kind is StepKind.COMMAND and "=" in step.source:
        for item in read_shell(masked(step.source)).assignments:
            if item.computed:
                yield Capture(name=item.name, of_shell=True, line=step.line, path=step.path)


def with_captures(
    variables: Iterable[Variable], captured: Mapping[str, tuple[str, Capture]]
) -> tuple[Variable, ...]:
    """The variables, those with a source in the run no longer missing."""
    return tuple(
        replace(
            item,
            missing=False,
            source=Source.CAPTURED,
            captured_from=captured[item.name][0],
            captured_as=captured[item.name][1].name,
        )
        if item.name in captured
        else item
        for item in variables
    )


def with_sources(
    steps: Iterable[PlannedStep], captured: Mapping[str, tuple[str, Capture]]
) -> Iterator[PlannedStep]:
    """The steps, each with what is captured from it."""
    own: dict[str, list[tuple[str, Capture]]] = {}
    for name, (step, capture) in captured.items():
        own.setdefault(step, []).append((name, capture))
    for planned in steps:
        found = own.get(planned.step.id)
        yield replace(planned, captures=tuple(found)) if found else planned


def marks(names: Iterable[str], text: str) -> dict[str, str]:
    """A plain word for each name that stands nowhere in a text, to find its places by when it is filled."""
    stem = "hole"
    while stem in text:
        stem += "x"
    return {name: f"{stem}{number}end" for number, name in enumerate(names)}


def without_marks(
    text: str, marked: Mapping[str, str], literals: Iterable[str]
) -> tuple[str, tuple[Hole, ...]]:
    """The text with what the page writes in the marks' places, in order, and where those are."""
    if not marked:
        return text, ()
    names = {mark: name for name, mark in marked.items()}
    written = iter(literals)
    pieces, holes, length, last = list[str](), list[Hole](), 0, 0
    for match in re.finditer("|".join(map(re.escape, names)), text):
        name = names[match[0]]
        before, literal = text[last : match.start()], next(written)
        pieces += [before, literal]
        length += len(before)
        holes.append(Hole(variable=name, start=length, end=length + len(literal)))
        length, last = length + len(literal), match.end()
    return "".join([*pieces, text[last:]]), tuple(holes)


def fill_holes(planned: PlannedStep, values: Mapping[str, str], *, place: str) -> PlannedStep:
    """Put captured values into a step's text.

    Raises:
        UsageError: A value cannot be written where it belongs.
    """
    text = planned.text
    plain = text
    for hole in planned.holes:
        plain = plain[: hole.start] + "x" * (hole.end - hole.start) + plain[hole.end :]
    plain = masked(plain)
    for hole in reversed(planned.holes):
        at = place_at(plain, len(plain[: hole.start].encode("utf-8", "replace")))
        written = put(values[hole.variable], at, what=hole.variable, place=place)
        text = text[: hole.start] + written + text[hole.end :]
    return replace(planned, text=text, holes=())
