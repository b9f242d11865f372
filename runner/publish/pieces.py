"""The pieces of a page's Markdown: put together, with a result block behind those that a mark names.

Knows lines and columns alone, not what a piece says.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.publish.escapes import RESULT_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runner.publish.site import Mark

INDENT = "    "
# Python-Markdown calls itself for each level, and Python has an end of that.
_DEEPEST = 10 * len(INDENT)
# What keeps two lists apart that Python-Markdown would make one.
_BETWEEN_LISTS = "<!-- -->"


class Piece(Struct, frozen=True, kw_only=True):
    """A heading, paragraph, item, fence or table.

    Attributes:
        prefix: What each line begins with: the columns and quote marks of what the piece stands in.
        lead: The marks of a list item that the piece begins, in place of the prefix's last four columns.
        place: Which stretch of which page the piece is of, as an index; -1 for none.
        first: The first line there.
        last: The last line there.
    """

    prefix: str
    lines: tuple[str, ...]
    lead: str = ""
    place: int = -1
    first: int = 0
    last: int = 0

    @property
    def outer(self) -> str:
        """The prefix of what a list item stands in."""
        return self.prefix[: -len(INDENT)]

    @property
    def list_kind(self) -> str:
        """Whether the item that the piece begins is numbered."""
        return "numbered" if self.lead[:1].isdigit() else "bulleted"

    def text(self) -> Iterator[str]:
        """The lines as they stand on the page."""
        for index, line in enumerate(self.lines):
            if index == 0 and self.lead:
                yield f"{self.outer}{self.lead}{line}"
            else:
                yield f"{self.prefix}{line}".rstrip() if not line else f"{self.prefix}{line}"


def deeper(prefix: str) -> str:
    """The prefix of what stands in a list item or note; from some depth on no deeper."""
    return prefix + INDENT if len(prefix) < _DEEPEST else prefix


def mark_lines(mark: Mark, ticks: str = "```") -> list[str]:
    """The fence that a result is drawn in."""
    return [f"{ticks}{RESULT_LANGUAGE}", *mark.body.split("\n"), ticks]


def with_marks(
    pieces: Sequence[Piece], places: Sequence[str], marks: Iterable[Mark], header: int
) -> list[Piece]:
    """Put a result block behind the piece that each mark names; none is lost.

    Args:
        pieces: The page's.
        places: The path of each stretch, empty for the page's own.
        marks: A mark that names lines which are shown more than once takes the first place that is free.
        header: The index of the piece behind which the mark of line 0 stands.
    """
    behind: dict[int, list[Mark]] = {}
    taken: dict[tuple[str, int], int] = {}
    stretches = _stretches(pieces, places)
    for mark in marks:
        if not mark.line and not mark.path:
            behind.setdefault(header, []).append(mark)
            continue
        found = _candidates(stretches.get(mark.path, []), mark.line) or [len(pieces) - 1]
        count = taken.get((mark.path, mark.line), 0)
        taken[mark.path, mark.line] = count + 1
        behind.setdefault(found[min(count, len(found) - 1)], []).append(mark)
    made: list[Piece] = []
    for index, piece in enumerate(pieces):
        made.append(piece)
        made += [Piece(prefix=piece.prefix, lines=tuple(mark_lines(mark))) for mark in behind.get(index, ())]
    return made


class _Stretch(Struct, frozen=True):
    """The pieces of a stretch: the line on which each begins, in order, and its index."""

    firsts: list[int]
    indices: list[int]
    last: int


def _stretches(pieces: Sequence[Piece], places: Sequence[str]) -> dict[str, list[_Stretch]]:
    own: dict[int, list[tuple[int, int]]] = {}
    lasts: dict[int, int] = {}
    for index, piece in enumerate(pieces):
        if piece.place >= 0:
            own.setdefault(piece.place, []).append((piece.first, index))
            lasts[piece.place] = max(lasts.get(piece.place, 0), piece.last)
    found: dict[str, list[_Stretch]] = {}
    for place in sorted(own):
        ordered = sorted(own[place])
        firsts, indices = [first for first, _ in ordered], [index for _, index in ordered]
        found.setdefault(places[place], []).append(_Stretch(firsts, indices, lasts[place]))
    return found


def _candidates(stretches: Iterable[_Stretch], line: int) -> list[int]:
    """The last piece that begins before a line's end, in each stretch that has the line; else in any."""
    holding: list[int] = []
    nearest: list[int] = []
    for stretch in stretches:
        index = bisect_right(stretch.firsts, line) - 1
        if index >= 0:
            (holding if line <= stretch.last else nearest).append(stretch.indices[index])
    return sorted(holding) or sorted(nearest)


def put_together(pieces: Iterable[Piece]) -> str:
    """Give the pieces' Markdown: items of one paragraph stand close, all else has a blank line around it."""
    lines: list[str] = []
    before: Piece | None = None
    for piece, close in _with_separators(pieces):
        if before is not None and not close:
            lines.append(_blank(before, piece))
        lines += piece.text()
        before = piece
    return "\n".join([*lines, ""])


def _blank(before: Piece, piece: Piece) -> str:
    """A blank line, inside the quote that both stand in if there is one."""
    prefix = piece.outer if piece.lead else piece.prefix
    if ">" not in prefix or ">" not in before.prefix:
        return ""
    shared = next(
        (end for end, (a, b) in enumerate(zip(prefix, before.prefix, strict=False)) if a != b), None
    )
    return prefix[: min(len(prefix), len(before.prefix)) if shared is None else shared].rstrip()


def _with_separators(pieces: Iterable[Piece]) -> Iterator[tuple[Piece, bool]]:
    """Keep a numbered list from going on in a bulleted one; tell which items stand close to the last."""
    lists: dict[str, str] = {}
    before: Piece | None = None
    for piece in pieces:
        at = piece.outer if piece.lead else piece.prefix
        apart = bool(piece.lead) and lists.get(at, piece.list_kind) != piece.list_kind
        if apart:
            yield Piece(prefix=at, lines=(_BETWEEN_LISTS,)), False
        beside = before is not None and bool(before.lead) and (at in lists or at == before.prefix)
        for prefix in [prefix for prefix in lists if len(prefix) >= len(at) + bool(piece.lead)]:
            del lists[prefix]
        if piece.lead:
            lists[at] = piece.list_kind
        yield piece, bool(piece.lead) and beside and not apart
        before = piece
