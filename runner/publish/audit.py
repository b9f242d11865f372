"""A built site looked over: is every result in it, and no secret? Changes nothing."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from runner.run.masking import Mask

_BLOCK = re.compile(r'<(?:div|section) class="rb-(?:result|run|front)[" ]')
# Of a line with a secret, from its end.
_SHOWN = 60
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


def leaks(folder: Path, mask: Mask) -> Iterator[str]:
    """Name each file below a folder in which the mask would still hide something, with its line, masked."""
    files = (file for pattern in _TEXTS for file in sorted(folder.rglob(pattern)) if file.is_file())
    for file in files:
        text = unescape(file.read_text(encoding="utf-8", errors="replace"))
        for span in mask.find(text)[:1]:
            line = mask(text[text.rfind("\n", 0, span.start) + 1 : span.end]).strip()
            yield f"{file.relative_to(folder)}: a secret ({span.kind}) in “{line[-_SHOWN:]}”"
