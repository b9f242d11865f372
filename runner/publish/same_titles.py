"""What tells pages of the same title apart in a list. Changes no title."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runner.publish.evidence import PageEvidence


def places_of(pages: Iterable[PageEvidence]) -> dict[str, str]:
    """Give the place in the site of each page whose title another page has too, by uri."""
    listed = list(pages)
    counted = Counter(item.page.title for item in listed)
    return {
        item.page.uri: item.page.uri.removesuffix(".md") for item in listed if counted[item.page.title] > 1
    }
