"""Links to pages, files and blocks that do not exist. Looks at names on the disk, never into other hosts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from runner.outline import Dialect, Finding, Level, Location
from runner.patterns import regex
from runner.read.graph import find_graph
from runner.read.links import Link, LinkKind, read_definitions, read_links

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.outline import Outline
    from runner.read.graph import Graph

_ID = regex(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# What a site makes of a page: `x.md` is shown as `x.html`, `x/` or `x`.
_MADE_OF_PAGES = ("", ".html", ".htm")


def find_missing_links(outline: Outline, lines: Sequence[str] = ()) -> Iterator[Finding]:
    """Find the links whose target is not there; `[[names]]` are looked up where the page lies in a graph."""
    page = Path(outline.path)
    graph = find_graph(page) if outline.dialect is Dialect.LOGSEQ else None
    for link in (*read_links(outline.blocks), *read_definitions(outline.blocks, lines)):
        if not _is_there(link, page, graph):
            yield missing_link(outline.path, link)


def missing_link(path: str, link: Link) -> Finding:
    """The finding that a link of the page at a path leads nowhere."""
    what = {LinkKind.FILE: "file", LinkKind.PAGE: "page", LinkKind.BLOCK: "block"}[link.kind]
    message = f"the {what} `{link.target}` that this links to does not exist; correct the link"
    place = Location(path=path, line=link.line, end_line=link.line)
    return Finding(code="missing-link", level=Level.WARNING, message=message, location=place)


def _is_there(link: Link, page: Path, graph: Graph | None) -> bool:
    match link.kind:
        case LinkKind.FILE:
            return is_file(page.parent / link.target)
        case LinkKind.PAGE:
            return graph is None or any(_is_page(name, graph) for name in _page_names(link.target))
        case LinkKind.BLOCK:
            return graph is None or link.target in graph.blocks


def is_file(target: Path) -> bool:
    """Whether a link that names a path leads to a file or folder, or to the page that a site makes of it."""
    try:
        return target.exists() or (
            target.suffix in _MADE_OF_PAGES and bool(target.name) and target.with_suffix(".md").exists()
        )
    except (OSError, ValueError):
        return False


def _page_names(written: str) -> list[str]:
    """The name as written, and without the part of the page or the label that other tools let follow."""
    return [written, re.split(r"[#|]", written, maxsplit=1)[0]]


def _is_page(name: str, graph: Graph) -> bool:
    """A day needs no page, nor does the id of a block; a namespace's page is made by Logseq."""
    if _ID.fullmatch(name) or graph.is_day(name):
        return True
    return graph.page(name) is not None or graph.is_namespace(name)
