"""A difference between a page and an output in a few lines that a person understands at a glance.

It decides nothing; where the texts are the same it has nothing to show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.shown.alignment import Change, Place, align
from runner.shown.lines import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.shown.lines import ShownLine

_MOST = 5
_WIDEST = 160
# So many lines more than the page has are looked at: the first and the last ones.
_LINES = 1000
_LEAD = 40
_GOOD = (Change.SAME, Change.ELIDED)


def tell_difference(shown: Sequence[ShownLine], actual: Sequence[str], page_lines: Sequence[int]) -> str:
    """Tell where an output leaves the page.

    Args:
        shown: The lines of the page.
        actual: The lines of the output.
        page_lines: The page's line number of each shown line.

    Returns:
        One line that says it, and a small diff below it where more than one line is concerned.
    """
    for number, line in zip(page_lines, shown, strict=True):
        if refusal(line):
            return f"line {number}: {refusal(line)}"
    if not actual:
        return "got no output"
    cut = max(len(actual) - len(shown) - _LINES, 0)
    kept = [*actual[: -cut - _LINES // 2], *actual[-_LINES // 2 :]] if cut else actual
    places = align(shown, kept)
    return "\n".join([_headline(places, page_lines, cut), *_rows(places, shown, kept, page_lines)])


def _headline(places: Sequence[Place], page_lines: Sequence[int], cut: int) -> str:
    differing = [place for place in places if place.change not in _GOOD]
    first = next((place.shown for place in differing if place.shown is not None), None)
    if first is None:
        count = len(differing) + cut
        return f"{count} more {'line' if count == 1 else 'lines'} than the page shows"
    missing = all(place.change is Change.MISSING for place in differing)
    return f"line {page_lines[first]} {'was not printed' if missing else 'differs'}"


def _rows(
    places: Sequence[Place], shown: Sequence[ShownLine], actual: Sequence[str], page_lines: Sequence[int]
) -> Iterator[str]:
    """The first differing places and their neighbours; what is the same between them is folded."""
    width = len(str(page_lines[-1])) if page_lines else 1
    differing = [index for index, place in enumerate(places) if place.change not in _GOOD]
    last = -1
    for index in _with_neighbours(differing[:_MOST], places):
        if last >= 0 and index > last + 1:
            yield f"  {'':>{width}}   ..."
        last = index
        place = places[index]
        page = None if place.shown is None else shown[place.shown].text
        got = None if place.actual is None else actual[place.actual]
        number = "" if place.shown is None else str(page_lines[place.shown])
        yield from _row(f"{number:>{width}}", page, got, same=place.change in _GOOD)
    if len(differing) > _MOST:
        yield f"  {'':>{width}}   ... {len(differing) - _MOST} more"


def _with_neighbours(differing: Sequence[int], places: Sequence[Place]) -> list[int]:
    near = {index + by for index in differing for by in (-1, 0, 1) if 0 <= index + by < len(places)}
    return sorted(
        index
        for index in near
        if index in differing or (places[index].change in _GOOD and places[index].actual is not None)
    )


def _row(number: str, page: str | None, got: str | None, *, same: bool) -> Iterator[str]:
    if same:
        yield f"  {number} | {visible(page if page is not None else got or '')}"
        return
    start = _first_difference(page, got)
    if page is not None:
        yield f"- {number} | {visible(page, start)}"
    if got is not None:
        yield f"+ {'':>{len(number)}} | {visible(got, start)}"


def _first_difference(page: str | None, got: str | None) -> int:
    if page is None or got is None:
        return 0
    pairs = zip(page, got, strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), min(len(page), len(got)))


def visible(line: str, start: int = 0) -> str:
    """A line as a report shows it, from about `start` on; what the eye would miss is escaped.

    A long line is cut only where white space stands: half of a secret would not be known for one.
    """
    begin = 0
    if len(line) > _WIDEST and start > _LEAD:
        begin = max(line.rfind(" ", 0, start - _LEAD), 0)
    end = len(line)
    if end - begin > _WIDEST:
        end = line.rfind(" ", begin + 1, begin + _WIDEST)
        if end < 0:
            return f"(a line of {len(line)} characters)"
    text = f"{'…' if begin else ''}{line[begin:end]}{'…' if end < len(line) else ''}"
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(char: str) -> str:
    return char if char.isprintable() else char.encode("unicode_escape").decode()
