"""Links to pages, files and blocks that do not exist. Looks at names on the disk, never into other hosts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from runner.outline import Dialect, Finding, Level, Location
from runner.read.links import Link, LinkKind, read_links

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.outline import Outline
    from runner.read.graph import Graph, Graphs


def find_missing_links(outline: Outline, graphs: Graphs) -> Iterator[Finding]:
    """Find the links whose target is not there; `[[names]]` are looked up where the page lies in a graph."""
    page = Path(outline.path)
    graph = graphs.graph_of(page) if outline.dialect is Dialect.LOGSEQ else None
    for link in read_links(outline.blocks):
        if not _is_there(link, page, graph):
            what = {LinkKind.FILE: "file", LinkKind.PAGE: "page", LinkKind.BLOCK: "block"}[link.kind]
            message = f"the {what} `{link.target}` that this links to does not exist; correct the link"
            place = Location(path=outline.path, line=link.line, end_line=link.line)
            yield Finding(code="missing-link", level=Level.WARNING, message=message, location=place)


def _is_there(link: Link, page: Path, graph: Graph | None) -> bool:
    match link.kind:
        case LinkKind.FILE:
            return not link.target or (page.parent / unquote(link.target)).exists()
        case LinkKind.PAGE:
            return graph is None or graph.page(link.target) is not None
        case LinkKind.BLOCK:
            return graph is None or link.target in graph.blocks
