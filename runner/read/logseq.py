"""A Logseq outline to blocks and page properties. Gives no meaning to what it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from runner.outline import Block, BlockKind, Text
from runner.read.depth import find_too_deep
from runner.read.logseq_blocks import CODE_KINDS
from runner.read.logseq_code import find_faults, read_code
from runner.read.logseq_content import MARKDOWN, read_content, region_texts
from runner.read.logseq_properties import block_properties, opens_page, page_properties
from runner.read.logseq_split import depths_of, scan_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.outline import Finding, Part, Property
    from runner.read.logseq_blocks import RawBlock

# Looked up once: an enum's member costs as much as a small object, and there is one a block.
_HEADING, _ITEM, _PARAGRAPH = BlockKind.HEADING, BlockKind.ITEM, BlockKind.PARAGRAPH


class Split(Struct, frozen=True, kw_only=True):
    """What a page holds: its properties, its blocks, and what the reader refused to guess."""

    properties: tuple[Property, ...]
    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...]


def split_outline(path: str, lines: Sequence[str]) -> Split:
    """Split the lines of a Logseq page into its properties and its tree of blocks."""
    scan = scan_lines(lines)
    return Split(
        properties=page_properties(scan.blocks, lines),
        blocks=tuple(_nested(scan.blocks, lines)),
        findings=(*find_faults(path, scan, lines), *_too_deep(path, scan.blocks, lines)),
    )


def _too_deep(path: str, raws: list[RawBlock], lines: Sequence[str]) -> Iterator[Finding]:
    for raw in raws:
        for region in raw.regions:
            if region.kind in MARKDOWN:
                texts = region_texts(region, raw, lines)
                yield from find_too_deep(path, texts, first_line=region.start + 1)


def _nested(raws: list[RawBlock], lines: Sequence[str]) -> list[Block]:
    """Make the blocks from the last to the first, so that each has its children when it is made."""
    preamble = 1 if raws and raws[0].indent < 0 else 0
    body = raws[preamble:]
    # What no block has taken as its child yet, the first in page order on top.
    pending: list[Block] = []
    depths: list[int] = []
    for raw, depth in zip(reversed(body), reversed(depths_of(body)), strict=True):
        size = len(depths)
        while depths and depths[-1] > depth:
            depths.pop()
        children = tuple(reversed(pending[len(depths) :])) if len(depths) < size else ()
        del pending[len(depths) :]
        pending.append(_block(raw, lines, children))
        depths.append(depth)
    if preamble:
        prose = _block(raws[0], lines, ())
        if prose.parts or prose.children:
            pending.append(prose)
    return pending[::-1]


def _block(raw: RawBlock, lines: Sequence[str], children: tuple[Block, ...]) -> Block:
    """Make a block; lines of prose and bullets of one fence, most of a page, take a short way."""
    _, _, start, head, level, marker, end, regions = raw
    parts: tuple[Part, ...] = ()
    if not regions and start == end and "::" not in head and raw.indent >= 0:
        if text := head.rstrip():
            parts = (Text(text=text, line=start + 1, end_line=start + 1),)
    elif regions and regions[0].start == start and regions[0].end == end and regions[0].kind in CODE_KINDS:
        parts = (read_code(regions[0], raw, lines),)
    else:
        return _long_block(raw, lines, children)
    kind = _HEADING if level else _ITEM if raw.bullet else _PARAGRAPH
    return Block(
        kind=kind,
        line=start + 1,
        end_line=end + 1,
        level=level,
        marker=marker,
        parts=parts,
        children=children,
    )


def _long_block(raw: RawBlock, lines: Sequence[str], children: tuple[Block, ...]) -> Block:
    properties = block_properties(raw, lines)
    parts, inner = read_content(raw, lines, {item.line - 1 for item in properties} if properties else set())
    return Block(
        kind=_HEADING if raw.level else _ITEM if raw.bullet else _PARAGRAPH,
        line=raw.start + 1,
        end_line=raw.end + 1,
        level=raw.level,
        ordered=bool(properties) and _is_numbered(properties),
        marker=raw.marker,
        properties=() if raw.indent < 0 and opens_page(raw, properties, lines) else properties,
        parts=parts,
        children=(*inner, *children),
    )


def _is_numbered(properties: tuple[Property, ...]) -> bool:
    return any(item.name == "logseq.order-list-type" and item.value == "number" for item in properties)
