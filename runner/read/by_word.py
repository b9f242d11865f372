"""Rows of a table found by the words that each of them needs. Knows nothing of what the rows are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Row = TypeVar("Row")


class ByWord(Generic[Row]):
    """Rows of which each is worth a try only where a text has one of its words."""

    def __init__(self, rows: Iterable[tuple[Sequence[str], Row]]) -> None:
        self._rows: list[Row] = []
        self._places: dict[str, list[int]] = {}
        for words, row in rows:
            for word in words:
                self._places.setdefault(word, []).append(len(self._rows))
            self._rows.append(row)
        self._words = tuple(self._places)

    def worth_a_try(self, text: str) -> list[Row]:
        """The rows one of whose words stands in a text, in their order."""
        found = [word for word in self._words if word in text]
        if not found:
            return []
        places = {place for word in found for place in self._places[word]}
        return [self._rows[place] for place in sorted(places)]
