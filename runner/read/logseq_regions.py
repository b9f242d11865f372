"""The opaque regions of a Logseq page: lines in which no block starts and no property counts.

Knows lines, not blocks: who owns a region is for `runner.read.logseq_split`, what it holds for
`runner.read.logseq`. The rules are those of Logseq's own parser (mldoc 1.5.7), seen from outside.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner.patterns import regex
from runner.read.logseq_blocks import CODE_KINDS, Region, RegionKind
from runner.read.logseq_marks import ELEMENTS, FENCE_MARKS, LEADING, Marks

if TYPE_CHECKING:
    from collections.abc import Sequence

OPENERS = frozenset("-#`~<>$:\\|*+0123456789")
LIST_OPENING = regex(r"[ \t]*(?:[*+]|\d+[.)])[ \t]+(?=\S)")
_EMPTY_ITEM = regex(r"\d+\.|[*+][ \t]")
_BULLET = regex(r"-(?: |$)")
_BEGIN = regex(r"#\+BEGIN_(\S+)(.*)", re.IGNORECASE)
_DRAWER = regex(r":([^: \n]+):$")
_LATEX = regex(r"\\begin\{([^}]+)\}", re.IGNORECASE)
_NO_QUOTE = regex(r"[ \t]*>?[ \t]*(?:$|[-#](?: |$)|id:: )", re.IGNORECASE)
_TAG = regex(r"<([a-z][a-z0-9]*)[ \t>]", re.IGNORECASE)
_MARKUP = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))


_BEGIN_KINDS = {
    "src": RegionKind.SOURCE,
    "example": RegionKind.EXAMPLE,
    "comment": RegionKind.HIDDEN,
    "export": RegionKind.HIDDEN,
    "query": RegionKind.HIDDEN,
}


class Regions:
    """Finds the regions of a page as a pass over its lines comes to them.

    Attributes:
        unclosed: Lines where a fence opens that is never closed.
        endless: Lines where a LaTeX environment opens that takes in the rest of the page.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self.unclosed: list[int] = []
        self.endless: list[int] = []
        self._lines = lines
        self._marks = Marks(lines)
        self._bullet_at = -1

    def take_front_matter(self, regions: list[Region]) -> int:
        """Add the lines from a first line `---` to the next to the regions; give the index behind them."""
        lines = self._lines
        if lines and lines[0].rstrip() == "---":
            for index in range(1, len(lines)):
                if lines[index].rstrip() == "---":
                    regions.append(Region(RegionKind.FRONT_MATTER, 0, index))
                    return index + 1
        return 0

    def take(self, opening: str, index: int, regions: list[Region]) -> int:
        """Add what opens with this text on this line to the regions, if anything does.

        Lists are for `take_list`: none begins beside a bullet. Gives the index of the next line to look at.

        Args:
            opening: A text that begins with one of `OPENERS`.
            index: The line's.
            regions: Where to add.
        """
        first = opening[:1]
        if first == ">":
            return index + 1 if _NO_QUOTE.match(opening) else self._take_quote(opening, index, regions)
        region = self._opened(opening, index)
        if region is None:
            return index + 1
        if region.kind is RegionKind.CONTAINER:
            self._divide(region, self._lines[index : region.end + 1], regions)
        else:
            regions.append(region)
        return region.end + 1

    def _opened(self, opening: str, index: int) -> Region | None:
        """The region that opens with this text on this line; lists and quotes are not for it."""
        match opening[0]:
            case "`" | "~":
                return self._fence(opening, index) if opening.startswith(FENCE_MARKS) else None
            case "#":
                return self._begin(opening, index)
            case "|":
                return self._table(index)
            case "<":
                return self._html(opening, index)
            case "$" | ":" | "\\":
                return self._rare(opening, index)
            case _:
                return None

    def _fence(self, opening: str, index: int) -> Region | None:
        end = self._marks.fence(index)
        if end is not None:
            return Region(RegionKind.FENCE, index, end, opening[3:])
        if opening[:3] not in opening[3:]:
            self.unclosed.append(index)
        return None

    def _begin(self, opening: str, index: int) -> Region | None:
        match = _BEGIN.match(opening)
        end = self._marks.begin(match[1], index) if match else None
        if match is None or end is None:
            return None
        return Region(_BEGIN_KINDS.get(match[1].lower(), RegionKind.CONTAINER), index, end, match[2])

    def _rare(self, opening: str, index: int) -> Region | None:
        end = None
        if opening.startswith("$$") and "$$" not in opening[2:]:
            end = self._marks.text("$$", index)
        elif match := _LATEX.match(opening):
            return self._latex(match[1], opening, index)
        elif match := _DRAWER.match(opening):
            end = self._marks.drawer(index)
            return None if end is None else Region(RegionKind.DRAWER, index, end, match[1].lower())
        return None if end is None else Region(RegionKind.HIDDEN, index, end)

    def _latex(self, name: str, opening: str, index: int) -> Region | None:
        if f"\\end{{{name}}}".lower() in opening.lower():
            return None
        end = self._marks.latex(name, index)
        if end is None:
            self.endless.append(index)
            end = len(self._lines) - 1
        return Region(RegionKind.HIDDEN, index, end)

    def _html(self, opening: str, index: int) -> Region | None:
        """HTML on one line is a region only if no text follows it: else it is part of a sentence."""
        end = self._end_of_html(opening, index)
        if end is None or (end == index and not opening.rstrip().endswith(">")):
            return None
        return Region(RegionKind.HTML, index, end)

    def _end_of_html(self, opening: str, index: int) -> int | None:
        tag = _TAG.match(opening)
        if tag and tag[1].lower() in ELEMENTS:
            end = self._marks.element(index, len(self._lines[index]) - len(opening))
            return self._line_with("/>", opening, index) if end is None else end
        for mark, closing in _MARKUP:
            if opening.startswith(mark):
                return self._line_with(closing, opening[len(mark) :], index)
        return None

    def _line_with(self, mark: str, rest: str, index: int) -> int | None:
        return index if mark in rest else self._marks.text(mark, index)

    def _table(self, index: int) -> Region:
        lines, end = self._lines, index
        while end + 1 < len(lines) and lines[end + 1].lstrip(LEADING).startswith("|"):
            end += 1
        return Region(RegionKind.TABLE, index, end)

    def _take_quote(self, opening: str, start: int, regions: list[Region], *, in_list: bool = False) -> int:
        """A quote goes on to a blank line, bullet, heading or `id::` line; in a list to the item's end."""
        lines, end = self._lines, start
        while end + 1 < len(lines) and not _ends_quote(lines[end + 1]):
            if in_list and _ends_item(lines[end + 1]):
                break
            end += 1
        texts = [opening, *lines[start + 1 : end + 1]]
        self._divide(Region(RegionKind.QUOTE, start, end), texts, regions)
        return end + 1

    def _divide(self, region: Region, texts: Sequence[str], regions: list[Region]) -> None:
        """Add the code in a region and what stands between; code is closed in the region or is none."""
        texts = [text.lstrip("> \t") for text in texts]
        start = index = region.start
        while index <= region.end:
            inner = self._within(region, texts, index)
            if inner is None:
                index += 1
                continue
            if inner.kind in CODE_KINDS:
                _add(regions, region.kind, start, index - 1)
                regions.append(inner._replace(inside=region.kind))
                start = inner.end + 1
            index = inner.end + 1
        _add(regions, region.kind, start, region.end)

    def _within(self, region: Region, texts: Sequence[str], index: int) -> Region | None:
        text = texts[index - region.start]
        inner: Region | None = None
        if text.startswith(FENCE_MARKS):
            places = range(index + 1, region.end + 1)
            end = next(
                (place for place in places if texts[place - region.start].startswith(FENCE_MARKS)), None
            )
            if end is None:
                self.unclosed.append(index)
                return None
            return Region(RegionKind.FENCE, index, end, text[3:])
        if text[:1] == "<" and (last := self._end_of_html(text, index)) is not None:
            inner = Region(RegionKind.HTML, index, last)
        elif text[:2] == "#+" and index > region.start:
            inner = self._begin(text, index)
        return inner if inner and inner.end <= region.end else None

    def take_list(self, index: int, indent: int, regions: list[Region]) -> int:
        """Add a list and the fences in it to the regions; give the index of the first line behind it.

        Logseq ends a list item, and gives up an open fence in it, at an empty line, a bullet, an item or text
        at column 0. A fence is kept whole here up to its closing mark, unless a bullet stands before that at
        or left of the block's own (`indent`).
        """
        lines, first, start = self._lines, index, index
        while index < len(lines) and (index == first or self._in_list(index)):
            item = LIST_OPENING.match(lines[index])
            text = lines[index][item.end() :] if item else lines[index].lstrip(LEADING)
            inner: list[Region] = []
            behind = self._take_in_item(text, index, indent, inner) if text[:1] in "`~#><" else index + 1
            if inner:
                _add(regions, RegionKind.LIST, start, index - 1)
                regions += inner
                start = behind
            index = behind
        _add(regions, RegionKind.LIST, start, index - 1)
        return index

    def _in_list(self, index: int) -> bool:
        line = self._lines[index]
        if not line:
            following = self._lines[index + 1 : index + 2]
            return bool(following and LIST_OPENING.match(following[0]))
        return not _ends_item(line) or bool(LIST_OPENING.match(line))

    def _take_in_item(self, opening: str, index: int, indent: int, regions: list[Region]) -> int:
        if opening[:1] == ">" and not _NO_QUOTE.match(opening):
            return self._take_quote(opening, index, regions, in_list=True)
        region = self._opened(opening, index) if opening else None
        if region is None:
            return index + 1
        if self._bullet_between(index, region.end, indent):
            if region.kind is RegionKind.FENCE:
                self.unclosed.append(index)
            return index + 1
        places = range(index + 1, region.end + 1)
        cut = next(
            (place for place in places if not self._lines[place] or _ends_item(self._lines[place])), -1
        )
        if cut >= 0 and region.kind not in CODE_KINDS:
            return index + 1
        regions.append(region._replace(inside=RegionKind.LIST, cut=cut))
        return region.end + 1

    def _bullet_between(self, index: int, end: int, indent: int) -> bool:
        """Whether a bullet stands there at or left of the column; one found is kept, for more may ask."""
        if index < self._bullet_at < end:
            return True
        for place in range(index + 1, end):
            text = self._lines[place].lstrip(LEADING)
            if _BULLET.match(text) and len(self._lines[place]) - len(text) <= indent:
                self._bullet_at = place
                return True
        return False


def _add(regions: list[Region], kind: RegionKind, start: int, end: int) -> None:
    if start <= end:
        regions.append(Region(kind, start, end))


def _ends_item(line: str) -> bool:
    """Whether a line ends the text of a list item: column 0, a bullet, or an item of its own."""
    text = line.lstrip(LEADING)
    if text and len(text) == len(line):
        return True
    return bool(_BULLET.match(text) or LIST_OPENING.match(text) or _EMPTY_ITEM.match(text))


def _ends_quote(line: str) -> bool:
    text = line.strip(LEADING)
    return not text or (text != ">" and bool(_NO_QUOTE.match(text)))
