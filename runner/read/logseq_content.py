"""What a block of a Logseq page holds: its prose, code and HTML as parts, its lists and quotes as blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.outline import Block, BlockKind, Html, Text
from runner.read.logseq_blocks import CODE_KINDS, RegionKind
from runner.read.logseq_code import blank, read_code
from runner.read.logseq_inner import read_inner
from runner.read.logseq_regions import LIST_OPENING
from runner.read.tree import paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.outline import Part
    from runner.read.logseq_blocks import RawBlock, Region

MARKDOWN = (RegionKind.LIST, RegionKind.QUOTE, RegionKind.TABLE)


def read_content(
    raw: RawBlock, lines: Sequence[str], skipped: set[int]
) -> tuple[tuple[Part, ...], tuple[Block, ...]]:
    """Give the block's parts; what follows a list, quote or table of its own are children.

    Args:
        raw: The block.
        lines: The page's.
        skipped: Indices of the lines that are no content: the block's properties.
    """
    parts: list[Part] = []
    inner: list[Block] = []
    for piece in _pieces(raw, lines, skipped):
        if isinstance(piece, Block):
            inner.append(piece)
        elif inner:
            inner.append(paragraph(piece))
        else:
            parts.append(piece)
    return tuple(parts), tuple(inner)


def _pieces(raw: RawBlock, lines: Sequence[str], skipped: set[int]) -> list[Part | Block]:
    """Regions and the prose between them, in page order."""
    pieces: list[Part | Block] = []
    index = raw.start
    for region in _with_first_item(raw):
        if index < region.start:
            pieces += _prose(raw, lines, range(index, region.start), skipped)
        if region.kind in CODE_KINDS:
            pieces.append(read_code(region, raw, lines))
        else:
            pieces += _region_pieces(region, raw, lines)
        index = region.end + 1
    if index <= raw.end:
        pieces += _prose(raw, lines, range(index, raw.end + 1), skipped)
    return pieces


def _with_first_item(raw: RawBlock) -> Sequence[Region]:
    """Let a list begin beside the bullet: to Logseq its first item there is prose, to a reader an item.

    The number of a heading is its own.
    """
    if raw.regions and raw.indent >= 0 and not raw.level:
        first = raw.regions[0]
        if first.kind is RegionKind.LIST and first.start == raw.start + 1 and LIST_OPENING.match(raw.head):
            return (first._replace(start=raw.start), *raw.regions[1:])
    return raw.regions


def _prose(raw: RawBlock, lines: Sequence[str], places: range, skipped: set[int]) -> tuple[Text, ...]:
    """The text of these lines, without the blank lines around it."""
    width = raw.column
    texts = ["" if index in skipped else raw.text(lines, index, width) for index in places]
    filled = [place for place, text in enumerate(texts) if text and not text.isspace()]
    if not filled:
        return ()
    first, last = filled[0], filled[-1]
    line = places.start + 1
    return (Text(text="\n".join(texts[first : last + 1]), line=line + first, end_line=line + last),)


def _region_pieces(region: Region, raw: RawBlock, lines: Sequence[str]) -> Iterator[Part | Block]:
    if region.kind in MARKDOWN:
        yield from _markdown_pieces(region, raw, lines)
    elif region.kind is RegionKind.HTML:
        body = [raw.text(lines, region.start, 0), *lines[region.start + 1 : region.end + 1]]
        yield Html(text="\n".join(body).strip(), line=region.start + 1, end_line=region.end + 1)
    elif region.kind is RegionKind.CONTAINER:
        yield from _container(region, raw, lines)


def _markdown_pieces(region: Region, raw: RawBlock, lines: Sequence[str]) -> Iterator[Part | Block]:
    for block in read_inner(region_texts(region, raw, lines), region.start + 1):
        if block.kind is BlockKind.PARAGRAPH:
            yield from block.parts
        else:
            yield block


def region_texts(region: Region, raw: RawBlock, lines: Sequence[str]) -> list[str]:
    """The lines of a list, quote or table without what the page indents them."""
    at_head = region.start == raw.start and raw.indent >= 0
    width = raw.column if at_head else blank(lines[region.start])
    return [raw.text(lines, index, width) for index in range(region.start, region.end + 1)]


def _container(region: Region, raw: RawBlock, lines: Sequence[str]) -> Iterator[Block]:
    """What stands between `#+BEGIN_x` and `#+END_x`, or between one of them and a fence, as a quote."""
    texts = [raw.text(lines, index, raw.column) for index in range(region.start, region.end + 1)]
    children = read_inner(["" if text.startswith("#+") else text for text in texts], region.start + 1)
    if children:
        yield Block(kind=BlockKind.QUOTE, line=region.start + 1, end_line=region.end + 1, children=children)
