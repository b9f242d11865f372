"""Which line of the page stands for which line of an output, where the two are not the same.

The fewest changes win, found by dynamic programming within a bound; texts beyond it are paired in order.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.shown.lines import ShownLine, match_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# So many pairs of lines are tried at most: some tenths of a second.
_MOST_PAIRS = 160_000


class Change(StrEnum):
    """What a place of an alignment is."""

    SAME = "same"
    ELIDED = "elided"
    OTHER = "other"
    MISSING = "missing"
    EXTRA = "extra"


# What each costs. A line replaced is cheaper than one that `...` swallows beside one that is missing.
_COSTS = {Change.SAME: 0, Change.ELIDED: 0, Change.OTHER: 10, Change.MISSING: 11, Change.EXTRA: 11}


class Place(Struct, frozen=True, kw_only=True):
    """A place of an alignment: an index of a shown line, of an output's line, or of both.

    An elided place is a shown line that stands for no line of the output, or for the one that it names.
    """

    change: Change
    shown: int | None = None
    actual: int | None = None


def align(shown: Sequence[ShownLine], actual: Sequence[str]) -> tuple[Place, ...]:
    """Pair the lines; every shown and every actual line appears, in order."""
    head = _common(shown, actual)
    tail = _common(shown[head:][::-1], actual[head:][::-1])
    first, last = len(shown) - tail, len(actual) - tail
    same = [Place(change=Change.SAME, shown=index, actual=index) for index in range(head)]
    middle = _middle(shown[head:first], actual[head:last])
    rest = [Place(change=Change.SAME, shown=first + index, actual=last + index) for index in range(tail)]
    return (*same, *(_moved(place, head) for place in middle), *rest)


def _moved(place: Place, by: int) -> Place:
    return Place(
        change=place.change,
        shown=None if place.shown is None else place.shown + by,
        actual=None if place.actual is None else place.actual + by,
    )


def _common(shown: Sequence[ShownLine], actual: Sequence[str]) -> int:
    count = 0
    for line, text in zip(shown, actual, strict=False):
        if line.any_lines or line.optional or match_line(line, text) is None:
            break
        count += 1
    return count


def _middle(shown: Sequence[ShownLine], actual: Sequence[str]) -> Sequence[Place]:
    if (len(shown) + 1) * (len(actual) + 1) > _MOST_PAIRS:
        return list(_in_order(len(shown), len(actual)))
    # From the end to the start, so that of equal alignments the one that pairs the first lines wins.
    return _walk(_steps(shown[::-1], actual[::-1]), len(shown), len(actual))


def _in_order(shown: int, actual: int) -> Iterator[Place]:
    both = min(shown, actual)
    for index in range(both):
        yield Place(change=Change.OTHER, shown=index, actual=index)
    for index in range(both, shown):
        yield Place(change=Change.MISSING, shown=index)
    for index in range(both, actual):
        yield Place(change=Change.EXTRA, actual=index)


# A step into a cell: its change, and how many shown and actual lines it takes.
_Step = tuple[Change, int, int]


def _steps(shown: Sequence[ShownLine], actual: Sequence[str]) -> list[list[_Step]]:
    """The cheapest step into each cell: so many shown lines against so many of the output."""
    costs = [11 * column for column in range(len(actual) + 1)]
    table: list[list[_Step]] = [[(Change.EXTRA, 0, 1)] * (len(actual) + 1)]
    for line in shown:
        above, costs = costs, []
        row: list[_Step] = []
        for column in range(len(actual) + 1):
            cost, step = min(_ways(line, actual, column, above, costs), key=lambda way: way[0])
            costs.append(cost)
            row.append(step)
        table.append(row)
    return table


def _ways(
    line: ShownLine, actual: Sequence[str], column: int, above: list[int], left: list[int]
) -> Iterator[tuple[int, _Step]]:
    """The ways into a cell with their costs, the preferred one first."""
    if column and not line.any_lines:
        same = match_line(line, actual[column - 1]) is not None
        change = Change.SAME if same else Change.OTHER
        yield above[column - 1] + _COSTS[change], (change, 1, 1)
    left_out = Change.ELIDED if line.any_lines or line.optional else Change.MISSING
    yield above[column] + _COSTS[left_out], (left_out, 1, 0)
    if column:
        swallowed = Change.ELIDED if line.any_lines else Change.EXTRA
        yield left[column - 1] + _COSTS[swallowed], (swallowed, 0, 1)


def _walk(table: list[list[_Step]], shown: int, actual: int) -> list[Place]:
    places: list[Place] = []
    row, column = shown, actual
    while row or column:
        change, down, right = table[row][column]
        places.append(
            Place(
                change=change,
                shown=shown - row if down else None,
                actual=actual - column if right else None,
            )
        )
        row, column = row - down, column - right
    return places
