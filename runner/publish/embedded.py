"""What an embed of a published page names, unless it is missing, goes in a circle or is too deep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from runner.outline import Dialect
from runner.read.tree import walk

if TYPE_CHECKING:
    import re

    from runner.outline import Block
    from runner.publish.inline_text import Scene
    from runner.publish.site import SitePage

# As deep as Logseq itself goes.
_DEEPEST = 5
_MISSING = (
    "the {} that this embeds is not among the published pages, so the embed stands as text; publish it too, "
    "or write here what it says"
)
_CYCLE = "the {} that this embeds is one that the embed itself stands in; embed another block"
_DEPTH = "this is embedded more than {} deep, where Logseq stops too; embed the {} where it is needed"


class Embedding(Struct, frozen=True, kw_only=True):
    """What is embedded: the blocks, the page that they stand on, and the block's id if it is one."""

    page: SitePage
    id: str
    blocks: tuple[Block, ...]

    @property
    def size(self) -> int:
        """How many lines it takes in."""
        return sum(block.end_line - block.line + 1 for block in walk(self.blocks))


def embedding(
    match: re.Match[str], line: int, scene: Scene, *, within: frozenset[tuple[str, str]], depth: int
) -> Embedding | None:
    """Find what an embed names, None where it is left as text.

    Args:
        match: Of `runner.read.embeds.EMBED`.
        line: The line on which it stands.
        scene: Where it is shown.
        within: The pages and blocks that it stands in.
        depth: How many embeds lead to it.
    """
    what = f"block `{match['id']}`" if match["id"] else f"page `{match['page']}`"
    found = _block(match["id"], scene) if match["id"] else _page(match["page"], scene)
    if found is None:
        scene.tell("unpublished-embed", _MISSING.format(what), line)
    elif (found.page.uri, found.id) in within:
        scene.tell("embed-cycle", _CYCLE.format(what), line)
    elif depth == _DEEPEST:
        scene.tell("embed-depth", _DEPTH.format(_DEEPEST, what), line)
    else:
        return found
    return None


def _block(identifier: str, scene: Scene) -> Embedding | None:
    target = scene.links.blocks.get(identifier.lower())
    if target is None:
        return None
    return Embedding(page=target.page, id=identifier.lower(), blocks=(target.block,))


def _page(name: str, scene: Scene) -> Embedding | None:
    page = scene.links.page(name)
    if page is None or page.outline.dialect is not Dialect.LOGSEQ:
        return None
    return Embedding(page=page, id="", blocks=page.outline.blocks)
