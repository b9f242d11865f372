"""Where the marks stand that close the opaque regions of a Logseq page.

Knows lines and marks alone: what a region is, is for `runner.read.logseq_regions`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from runner.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LEADING = " \t"
FENCE_MARKS = ("```", "~~~")
_END = regex(r"[ \t]*#\+END_(\S+)", re.IGNORECASE)
_LATEX_END = regex(r"\\end\{([^}]+)\}", re.IGNORECASE)
_TAG = regex(r"<(?:([a-z][a-z0-9]*)(?=[ \t>])|/([a-z][a-z0-9]*)>)", re.IGNORECASE)
# Those of HTML's elements that Logseq's parser knows: found by trying each.
ELEMENTS = frozenset(
    re.findall(
        r"\w+",
        "a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption "
        "cite code col colgroup data datalist dd del details dfn div dl dt em embed fieldset figcaption "
        "figure footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd keygen label "
        "legend li link main map mark meta meter nav noscript object ol optgroup option output p param pre "
        "progress q rb rp rt rtc ruby s samp script section select small source span strong style sub "
        "summary sup table tbody td template textarea tfoot th thead time title tr track u ul var video wbr",
    )
)


class Marks:
    """Finds closing marks, in time linear in the page however often it is asked.

    A search that came to the last line in vain is not repeated: from a later line there is nothing to find
    either. Marks that bear a name are indexed once. All lines are 0-based indices.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._nowhere: set[str] = set()
        self._fence_behind = self._fence_at = -1

    def fence(self, index: int) -> int | None:
        """The next line that begins with either fence mark, whatever follows it there."""
        if self._fence_behind <= index < self._fence_at:
            return self._fence_at
        if "fence" in self._nowhere:
            return None
        lines = self._lines
        for end in range(index + 1, len(lines)):
            line = lines[end]
            if ("```" in line or "~~~" in line) and line.lstrip(LEADING)[:3] in FENCE_MARKS:
                self._fence_behind, self._fence_at = index, end
                return end
        self._nowhere.add("fence")
        return None

    def drawer(self, index: int) -> int | None:
        """The next line that is `:END:`, in any case."""
        if ":END:" in self._nowhere:
            return None
        lines = self._lines
        for end in range(index + 1, len(lines)):
            if lines[end].strip(LEADING).upper() == ":END:":
                return end
        self._nowhere.add(":END:")
        return None

    def text(self, mark: str, index: int) -> int | None:
        """The next line that holds the mark anywhere."""
        if mark in self._nowhere:
            return None
        lines = self._lines
        for end in range(index + 1, len(lines)):
            if mark in lines[end]:
                return end
        self._nowhere.add(mark)
        return None

    def begin(self, name: str, index: int) -> int | None:
        """The next `#+END_name`, the name in any case."""
        return _behind(self._begins.get(name.lower(), ()), index)

    def latex(self, name: str, index: int) -> int | None:
        r"""The next line with `\end{name}`, the name in any case."""
        return _behind(self._latex.get(name.lower(), ()), index)

    def element(self, index: int, column: int) -> int | None:
        """The line on which the known HTML element ends that begins at this line and column."""
        return self._elements.get((index, column))

    @cached_property
    def _begins(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for index, line in enumerate(self._lines):
            if "#+" in line and (match := _END.match(line)):
                found.setdefault(match[1].lower(), []).append(index)
        return found

    @cached_property
    def _latex(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for index, line in enumerate(self._lines):
            for match in _LATEX_END.finditer(line):
                found.setdefault(match[1].lower(), []).append(index)
        return found

    @cached_property
    def _elements(self) -> dict[tuple[int, int], int]:
        """Tags of one name nest; its case matters where an element begins and not where it ends."""
        ends: dict[tuple[int, int], int] = {}
        opened: dict[str, dict[str, list[tuple[int, int]]]] = {}
        for index, match in self._tags():
            if match[1]:
                spellings = opened.setdefault(match[1].lower(), {})
                spellings.setdefault(match[1], []).append((index, match.start()))
                continue
            spellings = opened.get(match[2].lower(), {})
            for spelling in list(spellings):
                ends[spellings[spelling].pop()] = index
                if not spellings[spelling]:
                    del spellings[spelling]
        return ends

    def _tags(self) -> Iterator[tuple[int, re.Match[str]]]:
        for index, line in enumerate(self._lines):
            if "<" in line:
                for match in _TAG.finditer(line):
                    if (match[1] or match[2]).lower() in ELEMENTS:
                        yield index, match


def _behind(places: Sequence[int], index: int) -> int | None:
    place = bisect_right(places, index)
    return places[place] if place < len(places) else None
