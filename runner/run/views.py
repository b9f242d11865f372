"""A text as an eye joins it: without colours, or without white space too. Finds no secrets itself."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from msgspec import Struct

from runner.patterns import regex

# What a terminal shows nothing for: escape sequences, what is struck over, controls, invisible characters.
_INVISIBLE = (
    r"\x1b\[[0-?]{0,64}[ -/]{0,8}[@-~]"
    r"|\x1b\][^\x07\x1b\n]{0,4096}(?:\x07|\x1b\\)"
    r"|\x1b[ -/]{0,8}[0-Z\\^-~]"
    r"|[^\n]\x08"
    r"|[\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200f\u2060\ufeff]"
)
_ANYTHING_INVISIBLE = regex(r"[\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200f\u2060\ufeff]")


class View(Struct, frozen=True, kw_only=True):
    """A text without some of its characters, and where those that are left stood.

    Attributes:
        at: Offsets in `text` at which a piece begins, ascending, the first 0.
        origin: For each of them the offset in the original text.
    """

    text: str
    at: list[int]
    origin: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the place in the original text of `text[start:end]`, which must not be empty."""
        return self._origin_of(start), self._origin_of(end - 1) + 1

    def _origin_of(self, offset: int) -> int:
        piece = bisect_right(self.at, offset) - 1
        return self.origin[piece] + offset - self.at[piece]


def whole(text: str) -> View:
    """Give the text as it is."""
    return View(text=text, at=[0], origin=[0])


def has_invisible(text: str) -> bool:
    """Whether anything stands in the text that a terminal shows nothing for."""
    return _ANYTHING_INVISIBLE.search(text) is not None


def first_invisible(text: str, start: int, end: int) -> int | None:
    """Where the first such thing stands in a part of the text, None where there is none."""
    found = _ANYTHING_INVISIBLE.search(text, start, end)
    return found.start() if found else None


def plain(text: str) -> View:
    """Give the text without what a terminal shows nothing for."""
    return _without(_gaps(""), text)


def packed(text: str) -> View:
    """Give the same without white space: a value that was wrapped, spaced or folded stands in one piece."""
    return _without(_gaps(r"|\s"), text)


def packed_text(text: str) -> str:
    """Give the text of `packed`, faster, for a text in which nothing is invisible."""
    return "".join(text.split())


@cache
def _gaps(more: str) -> re.Pattern[str]:
    return re.compile(f"(?:{_INVISIBLE}{more})+")


def _without(gaps: re.Pattern[str], text: str) -> View:
    pieces, at, origin = list[str](), [0], [0]
    length = last = 0
    for gap in gaps.finditer(text):
        if gap.start() > last:
            pieces.append(text[last : gap.start()])
            length += gap.start() - last
        last = gap.end()
        if at[-1] == length:
            origin[-1] = last
        else:
            at.append(length)
            origin.append(last)
    pieces.append(text[last:])
    return View(text="".join(pieces), at=at, origin=origin)
