"""What the tests of comparisons have in common."""

from __future__ import annotations

from runner.expectations import Predicate
from runner.shown.compare import Comparison, Shown, compare


def held(shown: str, actual: str, predicate: Predicate = Predicate.SHOWN) -> Comparison:
    first = 11
    return compare(predicate, Shown(text=shown, page_lines=tuple(range(first, first + len(shown)))), actual)


HASHES = (
    "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
    "commit 02d0ae598e95dc970b74767f19372d61af89fceb",
)
