"""Which steps stand in for which others: optional steps, and groups in which one way is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from runner.model import Step, StepKind
from runner.read.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runner.read.units import Way

_FIRST = frozenset({"a", "1", "i", "one"})


class Marked(Struct, frozen=True, kw_only=True):
    """A step with the texts, in lower case, that may mark it, and the ways in which it stands.

    Attributes:
        own: Its introduction.
        heading: The heading that it stands under.
        above: The procedure's own heading, where that is another one.
    """

    step: Step
    own: str
    heading: str
    above: str = ""
    ways: tuple[Way, ...] = ()


class _Met(Struct):
    """The ways met so far.

    Attributes:
        first: The steps of the option that is taken; `label_of` is the text that named it.
        main: The section's own commands; `last_words` are the first words of the last of them.
        system: The heading that names the system that is taken, while such headings follow each other.
        on_system: The steps under it.
        taken: For each set of ways the number of the way that is taken, and its steps.
    """

    section: str = ""
    label_of: str = ""
    first: list[str] = field(default_factory=list)
    main: list[str] = field(default_factory=list)
    last_words: list[str] = field(default_factory=list)
    heading: str = ""
    stands_for: tuple[str, ...] = ()
    system: str = ""
    on_system: list[str] = field(default_factory=list)
    taken: dict[int, tuple[int, list[str]]] = field(default_factory=dict)


class _Place(Struct, frozen=True, kw_only=True):
    """In whose place an alternative runs, and what names the way that it is a part of."""

    stands_for: tuple[str, ...]
    way: str = ""


def with_groups(marked: Sequence[Marked]) -> tuple[Step, ...]:
    """Mark optional and alternative steps, and say of each alternative in whose place it runs."""
    return tuple(_together(list(_steps(marked))))


def _steps(marked: Iterable[Marked]) -> Iterator[tuple[Step, str]]:
    """Each step with what names the alternative that it belongs to, empty where it belongs to none."""
    met = _Met()
    for item in marked:
        section = item.step.id.partition(".")[0]
        if section != met.section:
            met.main = [] if not _marks_heading(item) else met.main
            met.section = section
        said = words().optional.search(f"{item.own}\n{item.heading}")
        optional = item.step.optional or bool(said)
        place = _place(item, met)
        if place is None:
            if item.step.kind is StepKind.COMMAND and not optional:
                met.main.append(item.step.id)
                met.last_words = _first_words(item.step)
            yield replace(item.step, optional=optional), ""
        else:
            step = replace(item.step, optional=optional, alternative=True, stands_for=place.stands_for)
            yield step, place.way or step.id


def _marks_heading(item: Marked) -> bool:
    option = words().option.match(item.heading)
    return bool(words().alternative.search(item.heading)) or bool(option and option[1] not in _FIRST)


def _place(item: Marked, met: _Met) -> _Place | None:
    """In whose place a step runs, None where it is no alternative."""
    laid_out = _laid_out(item, met) or _of_system(item, met)
    if laid_out is not None:
        return laid_out
    label, text = _option(item)
    if label:
        return _of_option(label, text, item, met)
    if words().alternative.search(item.own):
        return _Place(stands_for=tuple(met.main))
    if words().alternative.search(item.heading):
        return _of_heading(item, met)
    again = words().other_way.match(item.own) or _is_example(item, met)
    return _Place(stands_for=tuple(met.main[-1:])) if again and met.main else None


def _laid_out(item: Marked, met: _Met) -> _Place | None:
    """Of content tabs and of a list of ways the first with a step in it is taken."""
    for way in item.ways:
        taken, steps = met.taken.setdefault(way.group, (way.number, []))
        if way.number != taken:
            return _Place(stands_for=tuple(steps), way=f"{way.group}.{way.number}")
        steps.append(item.step.id)
    return None


def _of_system(item: Marked, met: _Met) -> _Place | None:
    """Of headings side by side that name systems the first is taken."""
    if not words().system.fullmatch(item.heading):
        met.system, met.on_system = "", []
        return None
    if met.system in ("", item.heading):
        met.system = item.heading
        met.on_system.append(item.step.id)
        return None
    return _Place(stands_for=tuple(met.on_system), way=item.heading)


def _option(item: Marked) -> tuple[str, str]:
    """The label of an option, such as `b`, with the text that names it."""
    for text in (item.own, item.heading, item.above.partition(":")[2].strip(), item.above):
        match = words().option.match(text)
        if match:
            return match[1], text
    return "", ""


def _of_option(label: str, text: str, item: Marked, met: _Met) -> _Place | None:
    if label in _FIRST:
        if text != met.label_of or text == item.own:
            met.first = []
        met.first.append(item.step.id)
        met.label_of = text
        return None
    way = "" if text == item.own else text
    return _Place(stands_for=tuple(met.first or met.main), way=way)


def _of_heading(item: Marked, met: _Met) -> _Place:
    """A heading that is an alternative as a whole stands for the commands before it."""
    if met.heading != item.heading:
        met.heading, met.stands_for = item.heading, tuple(met.main)
    return _Place(stands_for=met.stands_for, way=item.heading)


def _is_example(item: Marked, met: _Met) -> bool:
    """Whether a command shows the one before it once more, with other values."""
    step = item.step
    is_last = bool(met.main) and step.kind is StepKind.COMMAND and met.last_words == _first_words(step)
    return is_last and bool(words().example.match(item.own))


def _first_words(step: Step) -> list[str]:
    return step.source.split()[:2]


def _together(steps: list[tuple[Step, str]]) -> Iterator[Step]:
    """Name for each alternative the steps that belong to the same way, itself among them."""
    ways: dict[str, list[str]] = {}
    for step, way in steps:
        if way:
            ways.setdefault(way, []).append(step.id)
    for step, way in steps:
        yield replace(step, together=tuple(ways[way])) if way else step
