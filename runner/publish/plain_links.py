"""What a plain page shows and links to: the pictures that its site needs, and what the site will not have.

Changes no link: a plain page stays as its author wrote it.
"""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec import Struct

from runner.outline import Finding, Html, Level, Location, Text
from runner.patterns import regex
from runner.publish.inline_text import PICTURES, Asset
from runner.publish.place import html_path
from runner.read.links import Link, file_link, read_definitions, read_links
from runner.read.missing_links import is_file, missing_link
from runner.read.tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.outline import Block
    from runner.publish.site import SitePage
    from runner.publish.site_links import Links

_SHOWN = regex(r"""<img\b[^<>]*?\bsrc=["']([^"'<>]+)["']""")
_UNPUBLISHED = "`{}` is not published with this page, so its link leads nowhere; {}"
_PUBLISH_IT = "name that page too"
_LINK_ELSEWHERE = "only pages and pictures are, so link to where the file can be read"
_MOVE_IT = "it lies outside the site's folder, so move it below"


class Followed(Struct, frozen=True, kw_only=True):
    """The pictures to copy for a page, and a finding for each link that its site cannot follow."""

    pictures: tuple[Asset, ...]
    findings: tuple[Finding, ...]


def follow_links(page: SitePage, links: Links) -> Followed:
    """Look where the links of a plain page lead on its site.

    A picture is put where the page's own words name it: an engine leads links of Markdown from the page's
    file, and leaves those of HTML to the browser, which goes by the page's address.
    """
    met = list(_followed(page, links))
    return Followed(
        pictures=tuple(item for item in met if isinstance(item, Asset)),
        findings=tuple(item for item in met if isinstance(item, Finding)),
    )


def _followed(page: SitePage, links: Links) -> Iterator[Asset | Finding]:
    folder = posixpath.dirname(page.path)
    for link, base in _links(page):
        path = posixpath.normpath(posixpath.join(folder, link.target))
        if links.file(path) is not None:
            continue
        if not is_file(Path(path)):
            yield missing_link(page.path, link)
        elif not path.lower().endswith(PICTURES):
            told = _PUBLISH_IT if path.lower().endswith(".md") else _LINK_ELSEWHERE
            yield _unpublished(page, link, told)
        else:
            uri = posixpath.normpath(posixpath.join(base, link.target))
            outside = uri.startswith("../")
            yield _unpublished(page, link, _MOVE_IT) if outside else Asset(path=path, uri=uri)


def _links(page: SitePage) -> Iterator[tuple[Link, str]]:
    """The links of a page, each with the folder of the site that it is named from."""
    blocks = page.outline.blocks
    for link in (*read_links(blocks), *read_definitions(blocks, page.text.split("\n"))):
        yield link, posixpath.dirname(page.uri)
    for link in _shown_by_html(blocks):
        yield link, posixpath.dirname(html_path(page.uri))


def _shown_by_html(blocks: Sequence[Block]) -> Iterator[Link]:
    for block in walk(blocks):
        for part in block.parts:
            if isinstance(part, Text | Html) and "<img" in part.text:
                for match in _SHOWN.finditer(part.text):
                    line = part.line + part.text.count("\n", 0, match.start())
                    yield from file_link(unquote(match[1]), line)


def _unpublished(page: SitePage, link: Link, told: str) -> Finding:
    place = Location(path=page.path, line=link.line, end_line=link.line)
    message = _UNPUBLISHED.format(link.target, told)
    return Finding(code="unpublished-file", level=Level.WARNING, message=message, location=place)
