"""A built site looked over: is every result in it, and no secret? Changes nothing."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

_BLOCK = re.compile(r'<(?:div|section) class="rb-(?:result|run|front)[" ]')
_TEXTS = ("*.html", "*.json", "*.xml", "*.atom", "*.svg", "*.md", "*.txt")


def missing_blocks(site: Path, expected: Mapping[str, int]) -> Iterator[str]:
    """Name each page whose HTML has another number of results than were written for it.

    Args:
        site: The folder of the built site.
        expected: From a page's uri to how many results its Markdown has.
    """
    for uri, count in expected.items():
        file = html_file(site, uri)
        found = len(_BLOCK.findall(file.read_text(encoding="utf-8"))) if file.is_file() else 0
        if found != count:
            yield f"{uri}: {count} results were written and {found} are in its HTML"


def html_file(site: Path, uri: str) -> Path:
    """Where an engine puts a page's HTML."""
    stem = uri.removesuffix(".md")
    return site / f"{stem}.html" if stem == "index" or stem.endswith("/index") else site / stem / "index.html"


def leaks(site: Path, mask: Callable[[str], str]) -> Iterator[str]:
    """Name each file of the site in which the mask would still hide something."""
    for pattern in _TEXTS:
        for file in sorted(site.rglob(pattern)):
            text = unescape(file.read_text(encoding="utf-8", errors="replace"))
            if mask(text) != text:
                yield str(file.relative_to(site))
