"""Runs of `*` and `_` to emphasis, as CommonMark pairs them. Knows nothing of code, links or words.

Source of the rules: CommonMark 0.31, section 6.2 and "process emphasis" of its appendix. Time is linear in
the runs: a search that failed is not made again over the same openers.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

_THREE = 3


class Run(Struct):
    """A run of one mark in a text, from `start` to before `end`.

    Attributes:
        left: How many of its marks no emphasis has taken, so that they are text.
        opens: Whether emphasis begins behind what is left.
        closes: Whether emphasis ends before what is left.
    """

    mark: str
    start: int
    end: int
    left: int
    opens: bool = False
    closes: bool = False


class _Opener(Struct):
    """A run that may open emphasis; `number` is its place among all runs."""

    run: Run
    number: int
    both: bool


def pair_emphasis(runs: Iterable[Run], text: str, end: int) -> None:
    """Pair the runs of a text that reaches to before `end`, and write into them what they are."""
    openers: list[_Opener] = []
    # Per kind of closer: up to which run it is known that none opens for it.
    searched: dict[tuple[str, bool, int], int] = {}
    for number, run in enumerate(runs):
        opening, closing = _flanks(run, text, end)
        closer = _Opener(run, number, opening and closing)
        while closing and run.left:
            place = _opener_of(closer, openers, searched)
            if place < 0:
                break
            _pair(openers[place].run, run)
            del openers[place + (openers[place].run.left > 0) :]
        if opening and run.left:
            openers.append(closer)


def _pair(opener: Run, closer: Run) -> None:
    count = 2 if opener.left > 1 and closer.left > 1 else 1
    opener.left -= count
    closer.left -= count
    opener.opens = closer.closes = True


def _opener_of(closer: _Opener, openers: list[_Opener], searched: dict[tuple[str, bool, int], int]) -> int:
    """The place of the nearest opener that the closer may take, -1 if there is none."""
    length = closer.run.end - closer.run.start
    kind = closer.run.mark, closer.both, length % _THREE
    bottom = searched.get(kind, -1)
    for place in range(len(openers) - 1, -1, -1):
        opener = openers[place]
        if opener.number <= bottom:
            break
        if opener.run.mark == closer.run.mark and not _odd(opener, closer, length):
            return place
    searched[kind] = closer.number - 1
    return -1


def _odd(opener: _Opener, closer: _Opener, length: int) -> bool:
    """Whether the rule of three keeps the two apart: `*a**b*` is one emphasis."""
    other = opener.run.end - opener.run.start
    return (opener.both or closer.both) and (other + length) % _THREE == 0 and length % _THREE != 0


def _flanks(run: Run, text: str, end: int) -> tuple[bool, bool]:
    """Whether a run may open, and whether it may close, by the characters beside it."""
    before = text[run.start - 1] if run.start else " "
    after = text[run.end] if run.end < end else " "
    space_before, mark_before = _class(before)
    space_after, mark_after = _class(after)
    left = not space_after and (not mark_after or space_before or mark_before)
    right = not space_before and (not mark_before or space_after or mark_after)
    if run.mark == "*":
        return left, right
    return left and (not right or mark_before), right and (not left or mark_after)


def _class(char: str) -> tuple[bool, bool]:
    """Whether a character is white space, and whether it is punctuation or a symbol."""
    if char.isalnum():
        return False, False
    category = unicodedata.category(char)
    return category == "Zs" or char in "\t\n\v\f\r", category[0] in "PS"
