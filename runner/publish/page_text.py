"""The Markdown of a page as it is published, with a place for each result. Reads and writes no file."""

from __future__ import annotations

import json
import os
from html import escape
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from runner.outline import Dialect, Finding
from runner.publish.escapes import as_line, as_text
from runner.publish.inline_marks import listed_names
from runner.publish.inline_text import Asset, Scene, Shown, inline_markdown
from runner.publish.linked_references import reference_pieces
from runner.publish.outline_text import OutlineText, Standing
from runner.publish.pieces import Piece, put_together, with_marks
from runner.publish.plain_text import plain_page
from runner.publish.shown_data import shown_data
from runner.read.inline import plain
from runner.read.sections import heading_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.outline import Block, Property
    from runner.publish.site import Mark, SitePage
    from runner.publish.site_links import Links

# What Python-Markdown needs to show a page that is written here, the fence of results aside.
EXTENSIONS = (
    "admonition",
    "tables",
    "toc",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pymdownx.tasklist",
)
_LISTS = ("tags", "tag", "alias")


class PageText(Struct, frozen=True, kw_only=True):
    """A page's Markdown, what is wrong in it, and the files that must be copied for it."""

    text: str
    findings: tuple[Finding, ...] = ()
    assets: tuple[Asset, ...] = ()


def page_text(page: SitePage, marks: Sequence[Mark], links: Links) -> PageText:
    """Write a page for the site.

    A plain page stays as it is but for the places of results. A Logseq page is written anew.

    Args:
        page: The page.
        marks: Where results are drawn: at each exactly one `runbook` fence that holds its body.
        links: All published pages.
    """
    if page.outline.dialect is Dialect.COMMONMARK:
        return PageText(text=plain_page(page, marks))
    shown = Shown()
    scene = Scene(source=page, on=page, links=links, shown=shown)
    outline_text = OutlineText()
    title, body = _title_and_blocks(page)
    head = _title_pieces(page, title, outline_text, scene)
    standing = Standing(scene=scene, within=frozenset({(page.uri, "")}))
    own = [head[0], *_table(page, scene), *head[1:], *outline_text.pieces(body, standing)]
    paths = [os.path.normpath(path) if path else "" for path in outline_text.places]
    pieces = with_marks(own, paths, [_normal(mark, page) for mark in marks], header=0)
    pieces += reference_pieces(links.references.get(page.uri, ()), scene)
    text = f"{_front_matter(page)}{put_together(pieces)}"
    return PageText(text=text, findings=tuple(shown.findings), assets=tuple(shown.assets.values()))


def _normal(mark: Mark, page: SitePage) -> Mark:
    """A mark with its path as stretches have theirs."""
    path = os.path.normpath(mark.path) if mark.path else ""
    return replace(mark, path="" if path == os.path.normpath(page.path) else path)


def _front_matter(page: SitePage) -> str:
    """What MkDocs reads: the title, which themes print as HTML, and that nothing here is a macro's."""
    title = "".join(char for char in page.title if char.isprintable())
    shown = json.dumps(escape(title, quote=False), ensure_ascii=False)
    return f"---\ntitle: {shown}\nrender_macros: false\n---\n\n"


def _title_and_blocks(page: SitePage) -> tuple[Block | None, tuple[Block, ...]]:
    """The heading that says the page's title if it opens the page, and all else."""
    blocks = page.outline.blocks
    properties = page.outline.properties
    if blocks and properties and blocks[0].properties == properties and not blocks[0].parts:
        blocks = (*blocks[0].children, *blocks[1:])
    first = blocks[0] if blocks else None
    if first is not None and first.level == 1 and not first.marker and _same(heading_text(first), page.title):
        return first, blocks[1:]
    return None, blocks


def _same(heading: str, title: str) -> bool:
    return plain(heading).casefold() == plain(title).casefold()


def _title_pieces(page: SitePage, title: Block | None, text: OutlineText, scene: Scene) -> list[Piece]:
    if title is not None:
        standing = Standing(scene=scene, rank=0, within=frozenset({(page.uri, "")}))
        return text.pieces((title,), standing)
    shown = " ".join(as_text(page.title).split())
    return [Piece(prefix="", lines=(f"# {shown}",))]


def _table(page: SitePage, scene: Scene) -> Iterator[Piece]:
    """The page's own properties, as far as they say something to a reader."""
    data = shown_data()
    rows = [item for item in page.outline.properties if data.is_shown(item.name)]
    if rows:
        lines = ["| Property | Value |", "| --- | --- |"]
        lines += [f"| {as_text(item.name)} | {_value(item, scene)} |" for item in rows]
        yield Piece(prefix="", lines=tuple(lines), place=0, first=rows[0].line, last=rows[0].line)


def _value(item: Property, scene: Scene) -> str:
    if item.name in _LISTS:
        return ", ".join(_tag(name, scene) for name in listed_names(item.value))
    value = ", ".join(map(str, item.value)) if isinstance(item.value, list | tuple) else str(item.value)
    return as_line(" ".join(inline_markdown(value, item.line, scene).split()))


def _tag(name: str, scene: Scene) -> str:
    page = scene.links.page(name)
    return scene.link(as_text(name), page) if page and page is not scene.on else as_text(name)
