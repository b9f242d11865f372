"""New output in the place of what a page shows. It changes no line that still holds and no other line.

It does not judge whether the output should be taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from runner.edit.json_layout import laid_out
from runner.edit.page_text import PageLine, joined, page_lines
from runner.expectations import Predicate
from runner.outline import Dialect
from runner.patterns import regex
from runner.shown.alignment import Change, align
from runner.shown.compare import Shown, compare
from runner.shown.sequence import clean_lines, shown_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.expectations import Expectation

_MARK = regex(r"`{3,}|~{3,}")
_DOCUMENTS = (Predicate.JSON, Predicate.JSON_SUBSET, Predicate.JSON_FORM)
_MARGIN = regex(r"[\s>]*")


class CannotRewriteError(Exception):
    """The output cannot be written into the page; the text says why and what to do."""


class NewOutput(Struct, frozen=True, kw_only=True):
    """An output for the place of what an expectation shows.

    Attributes:
        line: The line of the fence's opening mark.
        inline: Whether commands stand in the same fence.
    """

    expectation: Expectation
    line: int
    actual: str
    inline: bool = False


def rewrite(text: str, new: NewOutput, dialect: Dialect) -> str:
    """Write an output into a page: lines, elisions and marks that still hold are kept.

    Raises:
        CannotRewriteError: The place has no fence marks, or marks that cannot hold the output.
    """
    lines = page_lines(text)
    body = _body(lines, new)
    first, last = _span(new)
    opening = new.line - 1 if new.inline else first - 1
    _fit_marks(lines, (opening, last), [line.text for line in body], dialect)
    return joined([*lines[:first], *body, *lines[last:]])


def _span(new: NewOutput) -> tuple[int, int]:
    """The indexes of the lines that are replaced; blank ones at the end of the fence stay."""
    count = len(clean_lines(new.expectation.objects[0]))
    places = new.expectation.page_lines[:count]
    if not places:
        return new.line, new.line
    if places[-1] - places[0] + 1 != len(places):
        raise CannotRewriteError("its lines do not stand together; edit the page by hand")
    return places[0] - 1, places[-1]


def _body(lines: Sequence[PageLine], new: NewOutput) -> list[PageLine]:
    """The new lines; every line of the page that still holds is taken over as it is."""
    first, _ = _span(new)
    margin, end = _margin(lines, new), lines[new.line - 1].end or "\n"
    body: list[PageLine] = []
    for line in _merged(new):
        if isinstance(line, int):
            kept = lines[first + line]
            body.append(replace(kept, end=kept.end or end))
        else:
            body.append(PageLine(text=margin + line if line else margin.rstrip(), end=end))
    return body


def _merged(new: NewOutput) -> list[int | str]:
    """For each new line the index of the shown line that is kept, or its text."""
    text = new.expectation.objects[0]
    actual: Sequence[str] = clean_lines(new.actual)
    if new.expectation.predicate in _DOCUMENTS:
        actual = laid_out(actual, text)
    merged = list(_kept_or_new(text, actual))
    own = text.split("\n")
    trial = "\n".join(own[line] if isinstance(line, int) else line for line in merged)
    holds = compare(new.expectation.predicate, Shown(text=trial, page_lines=()), new.actual).holds
    return merged if holds else list(actual)


def _kept_or_new(text: str, actual: Sequence[str]) -> Iterator[int | str]:
    for place in align(shown_lines(text), actual):
        if place.change in (Change.SAME, Change.ELIDED):
            if place.shown is not None:
                yield place.shown
        elif place.actual is not None:
            yield actual[place.actual]


def _margin(lines: Sequence[PageLine], new: NewOutput) -> str:
    """What stands before the code on each line: bullets' indentation, tabs, marks of a quote."""
    shown = new.expectation.objects[0].split("\n")
    for number, code in zip(new.expectation.page_lines, shown, strict=False):
        line = lines[number - 1].text
        if code.strip() and line.endswith(code):
            return line[: len(line) - len(code)]
    # A blank line need not have the margin of its place, and the opening mark may stand behind a bullet.
    closing = None if new.inline else _closing(lines, new.line)
    beside = lines[new.line - 1 if closing is None else closing].text
    found = _MARGIN.match(beside)
    return found[0] if found else ""


def _fit_marks(lines: list[PageLine], marks: tuple[int, int], body: Sequence[str], dialect: Dialect) -> None:
    """Make the fence's marks such that no line of the output ends it.

    Args:
        lines: The page's, changed where the marks are.
        marks: The index of the opening mark's line, and one from which the closing mark is looked for.
        body: The lines of the output.
        dialect: The page's.
    """
    opening, closing = marks[0], _closing(lines, marks[1])
    mark = _MARK.search(lines[opening].text) if opening >= 0 else None
    if mark is None or closing is None or mark[0] not in lines[closing].text:
        raise CannotRewriteError(
            "it stands in no fence with marks; put it into one, or edit the page by hand"
        )
    fitting = _mark_for(mark[0], body, dialect)
    if fitting == mark[0]:
        return
    for index in (opening, closing):
        text = _MARK.sub(fitting, lines[index].text, count=1)
        lines[index] = replace(lines[index], text=text)


def _closing(lines: Sequence[PageLine], last: int) -> int | None:
    """The index of the closing mark's line, behind blank lines at the end of the fence."""
    for index in range(last, len(lines)):
        if lines[index].text.strip(" \t>"):
            return index
    return None


def _mark_for(mark: str, body: Sequence[str], dialect: Dialect) -> str:
    if dialect is Dialect.LOGSEQ:
        if not any(mark in line for line in body):
            return mark
        other = "~~~" if mark[0] == "`" else "```"
        if any(other in line for line in body):
            raise CannotRewriteError("the output holds the marks of a fence; edit the page by hand")
        return other
    longest = max((len(run) for line in body for run in _MARK.findall(line) if run[0] == mark[0]), default=0)
    return mark[0] * max(len(mark), longest + 1)
