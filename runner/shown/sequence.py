"""Lines that a page shows, held against all lines of an output. Tells no difference."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.patterns import regex
from runner.shown.lines import Differences, ShownLine, is_literal, match_line, read_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.shown.volatile import Kind

_ESCAPES = regex(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[()][0-9A-B]|[=>78@-Z^_])")

_ANY_AND_NEXT = 2

# What was let pass on the way to a state, newest first.
_Trail = tuple[Differences, "_Trail"] | None
_States = dict[int, _Trail]


def without_escapes(text: str) -> str:
    """A text as a reader sees it on a terminal: without colours, links and moves of the cursor."""
    return _ESCAPES.sub("", text) if "\x1b" in text else text


def clean_lines(text: str) -> list[str]:
    """An output's lines without colours, white space at their ends, and blank lines at the end.

    Of what a carriage return overwrites, such as a progress bar, the last state counts.
    """
    plain = without_escapes(text)
    lines = [line.rstrip() for line in plain.split("\n")]
    if "\r" in plain:
        lines = [line.rpartition("\r")[2] for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    return lines


# A text is held against the outputs of the steps around it, one after the other.
@lru_cache(maxsize=32)
def shown_lines(text: str) -> tuple[ShownLine, ...]:
    """The lines that a page shows, with their marks read; blank ones around `...` set it off for the eye."""
    lines = [read_line(line) for line in clean_lines(text)]
    for index, line in enumerate(lines):
        if not line.text and any(near.any_lines for near in lines[max(index - 1, 0) : index + 2]):
            lines[index] = replace(line, optional=True)
    return tuple(lines)


def match_lines(shown: Sequence[ShownLine], actual: Sequence[str]) -> Differences | None:
    """Hold the lines of a page against those of an output, in time linear in the output.

    Returns:
        The kinds of the volatile parts that differ; None where the output is another.
    """
    states = _with_skips({0: None}, shown)
    index = 0
    while index < len(actual):
        index = _skip(states, shown, actual, index)
        states = _with_skips(_next_states(states, shown, actual[index]), shown)
        if not states:
            return None
        if len(shown) in states and shown[-1].any_lines:
            break
        index += 1
    return _end(states, shown)


def _skip(states: _States, shown: Sequence[ShownLine], actual: Sequence[str], index: int) -> int:
    """Where the next line stands that could change the states, found fast where `...` meets a plain line."""
    place = min(states)
    if len(states) != _ANY_AND_NEXT or not shown[place].any_lines or place + 1 not in states:
        return index
    if place + 1 == len(shown) or not is_literal(shown[place + 1]):
        return index
    try:
        return actual.index(shown[place + 1].text, index)
    except ValueError:
        return len(actual) - 1


def _end(states: _States, shown: Sequence[ShownLine]) -> Differences | None:
    """What was let pass if the output may end here; blank lines at the end count on neither side."""
    for place, trail in states.items():
        if all(line.any_lines or line.optional or not line.text for line in shown[place:]):
            return tuple(_passed(trail))
    return None


def _next_states(states: _States, shown: Sequence[ShownLine], text: str) -> _States:
    """Where the page may stand behind this line of the output; a state is the next shown line."""
    found: _States = {}
    for index, trail in states.items():
        if index == len(shown):
            continue
        line = shown[index]
        if line.any_lines:
            found.setdefault(index, trail)
            continue
        differences = match_line(line, text)
        if differences is not None:
            found.setdefault(index + 1, (differences, trail) if differences else trail)
    return found


def _with_skips(states: _States, shown: Sequence[ShownLine]) -> _States:
    """Add the states that lie behind lines which need not be printed."""
    for index, trail in list(states.items()):
        place = index
        while place < len(shown) and (shown[place].any_lines or shown[place].optional):
            place += 1
            states.setdefault(place, trail)
    return states


def _passed(trail: _Trail) -> Iterator[Kind]:
    found: list[Differences] = []
    while trail is not None:
        differences, trail = trail
        found.append(differences)
    return chain.from_iterable(reversed(found))
