"""Rows of a table found by the words that each of them needs. Knows nothing of what the rows are."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Row = TypeVar("Row")

_REMEMBERED = 4096


class ByWord(Generic[Row]):
    """Rows of which each is worth a try only where a text has one of its words.

    Looking for each word in each text would take longer than to try the rows. So a word of a text, which
    comes again in others, is looked up with the rows that it may be a word of.

    Args:
        rows: Of each the words, further ones of which a text must have one as well (if there are any), and
            the row. A word may hold spaces, and be a part of a longer one.
    """

    def __init__(self, rows: Iterable[tuple[Sequence[str], Sequence[str], Row]]) -> None:
        self._rows: list[tuple[Sequence[str], Row]] = []
        self._pieces: dict[str, set[int]] = {}
        for words, also, row in rows:
            for word in words:
                self._pieces.setdefault(_piece(word), set()).add(len(self._rows))
            self._rows.append((also, row))
        self._places = lru_cache(maxsize=_REMEMBERED)(self._places_of)

    def worth_a_try(self, text: str) -> list[Row]:
        """The rows that a text may have the words for, in their order."""
        places = set[int]().union(*map(self._places, text.split()))
        rows = [self._rows[place] for place in sorted(places)]
        return [row for also, row in rows if not also or any(map(text.__contains__, also))]

    def _places_of(self, written: str) -> frozenset[int]:
        """The places of the rows that have a word of which a part stands in a word of a text."""
        apart = f" {written} "
        found = (places for piece, places in self._pieces.items() if piece in apart)
        return frozenset[int]().union(*found)


def _piece(word: str) -> str:
    """The longest part of a word with no space but at its ends; at one that has none the text may go on."""
    parts = word.split(" ")
    last = len(parts) - 1
    return max(
        (f"{' ' * (at > 0)}{part}{' ' * (at < last)}" for at, part in enumerate(parts) if part), key=len
    )
