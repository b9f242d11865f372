"""The known name that a misspelt one most likely meant. Knows no names itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONG_NAME = 6
# Of 1: in how much of their letters two names must agree, in order.
_ALIKE = 0.7


def edits(one: str, other: str) -> int:
    """The least number of inserted, removed or changed characters between two names."""
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, start=1):
        above, row[0] = row[0], i
        for j, right in enumerate(other, start=1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (left != right))
    return row[-1]


def misspelt(name: str, known: Iterable[str]) -> str | None:
    """The known name that is one edit away (two for names of more than six letters), if any.

    The bound is the contract's: authors have properties of their own.
    """
    for candidate in known:
        allowed = 2 if len(candidate) > _LONG_NAME else 1
        if abs(len(name) - len(candidate)) <= allowed and 0 < edits(name, candidate) <= allowed:
            return candidate
    return None


def look_alike(name: str, known: Iterable[str]) -> str | None:
    """The known name that shares most of its letters with a name, if any shares enough: for long names."""
    import difflib

    found = difflib.get_close_matches(name, list(known), n=1, cutoff=_ALIKE)
    return found[0] if found else None


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """The known name that a message may offer: at most half of its letters differ."""
    scored = sorted((edits(name, candidate), candidate) for candidate in known)
    return scored[0][1] if scored and scored[0][0] <= max(len(name), 2) // 2 else None
