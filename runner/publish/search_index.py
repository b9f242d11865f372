"""The search of a site of which only some pages were built again. Knows the index, not what finds in it."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

# Where Material's and MkDocs' own search look for it, below the site.
INDEX = "search/search_index.json"


def merged_index(before: str, after: str, rebuilt: Iterable[str]) -> str:
    """Give an index of all pages: an engine that builds some of them writes one of those alone.

    Args:
        before: The index of the whole site.
        after: That of what was built again.
        rebuilt: The addresses of the pages that were built again, some of which may have no entry.

    Raises:
        ValueError: One of them is no index.
    """
    old, new = _pages(before), _pages(after)
    entries = {page: own for page, own in old.items() if page not in set(rebuilt) - new.keys()}
    # A page keeps its place, so that the index is the one of a site that is built from nothing.
    merged = {**json.loads(after), "docs": [entry for own in (entries | new).values() for entry in own]}
    return json.dumps(merged, separators=(",", ":"))


def _pages(index: str) -> dict[str, list[dict[str, Any]]]:
    """The entries of each page, by its address.

    Raises:
        ValueError: It is no index.
    """
    try:
        entries = json.loads(index)["docs"]
        return {page: list(own) for page, own in groupby(entries, key=_page_of)}
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no index of a search") from error


def _page_of(entry: dict[str, Any]) -> str:
    page: str = entry["location"].partition("#")[0]
    return page
