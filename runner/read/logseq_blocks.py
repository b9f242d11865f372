"""What a Logseq page is split into: raw blocks and regions, plain data. Splits and reads nothing."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from runner.read.logseq_marks import LEADING

if TYPE_CHECKING:
    from collections.abc import Sequence


class RegionKind(StrEnum):
    """What a region is; the first word in it tells."""

    FRONT_MATTER = "front-matter"
    FENCE = "fence"
    SOURCE = "source"
    EXAMPLE = "example"
    CONTAINER = "container"
    HIDDEN = "hidden"
    DRAWER = "drawer"
    HTML = "html"
    LIST = "list"
    QUOTE = "quote"
    TABLE = "table"


# A tuple, for it is asked for every fence and an enum's member takes long to hash.
CODE_KINDS = (RegionKind.FENCE, RegionKind.SOURCE, RegionKind.EXAMPLE)


class Region(NamedTuple):
    """Lines that belong together; 0-based indices, `end` inclusive.

    Attributes:
        info: What stands behind the mark that opens it; a drawer's name.
        inside: The list or quote that it stands in.
        cut: The line at which Logseq gives up a fence in a list item that is kept whole here, else -1.
    """

    kind: RegionKind
    start: int
    end: int
    info: str = ""
    inside: RegionKind | None = None
    cut: int = -1


class RawBlock(NamedTuple):
    """A block as split; lines are 0-based indices, `end` inclusive.

    Attributes:
        indent: The white-space characters before the bullet; 0 for a heading without bullet, -1 for the lines
            before the first block.
        head: The first line without bullet, heading marks, task marker and priority.
        level: The rank of a heading, else 0.
        regions: Lines of the block that belong together whatever they look like, in page order.
    """

    indent: int
    bullet: bool
    start: int
    head: str
    level: int
    marker: str
    end: int
    regions: tuple[Region, ...]

    @property
    def column(self) -> int:
        """The column at which Logseq writes the block's text: two behind its bullet."""
        return self.indent + 2 if self.indent > 0 else 2

    def text(self, lines: Sequence[str], index: int, width: int) -> str:
        """A line of the block without what the page indents it, which is at most `width` columns."""
        if index == self.start and self.indent >= 0:
            return self.head.rstrip()
        line = lines[index]
        return line.lstrip(LEADING) if line[:width].strip(LEADING) else line[width:]


class Scan(NamedTuple):
    """What a pass over the lines gives: blocks in page order and what of them stays open.

    Attributes:
        unclosed: Indices of the lines where a fence opens that is never closed.
        endless: Indices of the lines where a LaTeX environment takes in the rest of the page.
    """

    blocks: list[RawBlock]
    unclosed: list[int]
    endless: list[int]
