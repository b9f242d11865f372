"""The section of a page that says which other pages link to it, with their words. Finds no links itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.outline import Text
from runner.publish.escapes import as_line, as_text
from runner.publish.inline_text import inline_markdown
from runner.publish.pieces import INDENT, Piece
from runner.read.embeds import EMBED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.publish.inline_text import Scene
    from runner.publish.site import SitePage
    from runner.publish.site_links import Reference


def reference_pieces(references: Sequence[Reference], scene: Scene) -> Iterator[Piece]:
    """Give the section, nothing for a page that no other links to."""
    by_page: dict[str, tuple[SitePage, list[Reference]]] = {}
    for reference in references:
        by_page.setdefault(reference.page.uri, (reference.page, []))[1].append(reference)
    if by_page:
        yield Piece(prefix="", lines=("## Linked references",))
    for page, own in by_page.values():
        yield Piece(prefix=INDENT, lead="- ", lines=(scene.link(as_text(page.title), page),))
        for reference in own:
            if line := _said(reference, scene):
                yield Piece(prefix=INDENT * 2, lead="- ", lines=(line,))


def _said(reference: Reference, scene: Scene) -> str:
    """The first line of a block that has one."""
    block = reference.block
    part = next((part for part in block.parts if isinstance(part, Text)), None) if block else None
    if part is None:
        return ""
    first = part.text.split("\n", 1)[0].strip()
    if "{{" in first and EMBED.fullmatch(first):
        return ""
    there = replace(scene, source=reference.page, quiet=True)
    return as_line(inline_markdown(first, part.line, there).strip())
