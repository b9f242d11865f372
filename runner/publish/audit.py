"""A built site looked over: is every result in it, and no secret? Changes nothing."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from runner.patterns import regex
from runner.publish.place import html_path
from runner.publish.proven import content_digest
from runner.run.hinted import Hinted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from runner.publish.proven import Proven
    from runner.run.masking import Mask

_BLOCK = regex(r'<(?:div|section) class="rb-(?:result|run|front)[" ]')
# Of a line with a secret, from its end.
_SHOWN = 60
_ARTICLE = regex(r"<title>.*?</title>|<article\b.*</article>", re.DOTALL)
_OF_THE_THEME = ("assets/javascripts/", "assets/stylesheets/")
_START = 1 << 13


def missing_blocks(site: Path, expected: Mapping[str, int], *, folders: bool = True) -> Iterator[str]:
    """Name each page whose HTML has another number of results than were written for it.

    Args:
        site: The folder of the built site.
        expected: From a page's uri to how many results its Markdown has.
        folders: Whether each page's address is a folder.
    """
    for uri, count in expected.items():
        file = site / html_path(uri, folders=folders)
        found = len(_BLOCK.findall(file.read_text(encoding="utf-8"))) if file.is_file() else 0
        if found != count:
            yield f"{uri}: {count} results were written and {found} are in its HTML"


def leaks(folder: Path, mask: Mask, proven: Proven | None = None) -> Iterator[str]:
    """Name each file below a folder in which the mask would still hide something, with its line, masked.

    Args:
        folder: What is looked over.
        mask: What hides secrets.
        proven: Contents in which this mask found no shape before, and where those of now are noted.
    """
    hinted = Hinted(authored=mask.authored)
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.is_file() and not name.startswith(_OF_THE_THEME):
            data = file.read_bytes()
            known_by = content_digest(data) if proven else ""
            clean = proven is not None and proven.has(known_by)
            if clean and not mask.knows_values:
                continue
            # A picture or a font: what a mask could find there is chance.
            text = "" if b"\0" in data[:_START] else _of_pages(data.decode("utf-8", "replace"))
            spans = mask.find(text, () if clean else hinted.rules_for(text))
            for span in spans[:1]:
                line = mask(text[text.rfind("\n", 0, span.start) + 1 : span.end]).strip()
                yield f"{name}: a secret ({span.kind}) in “{line[-_SHOWN:]}”"
            if proven is not None and not spans:
                proven.add(known_by)


def _of_pages(text: str) -> str:
    """What pages and runs gave to a file: the theme's part of it would take the mask most of its time."""
    # What is drawn for a page has titles of its own, and is no page.
    parts = _ARTICLE.findall(text) if "<article" in text else ()
    return unescape("\n".join(parts) if parts else text)
