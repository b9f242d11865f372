"""A Logseq outline to blocks and page properties. Gives no meaning to what it finds."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from runner.outline import Block, BlockKind, Fence, Finding, Html, Level, Location, Part, Property, Text
from runner.read.logseq_split import BLOCK_START, RawBlock, Region, nest, scan_lines
from runner.read.markdown import markdown_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PROPERTY = re.compile(r"[ \t]*([^\s:]+)::(?:[ \t]+(.*))?$")
_INNER = re.compile(r"[ \t]*(?:>|\d+[.)][ \t]|[*+][ \t]|\|)")
_INFO = re.compile(r"\s*(\S*)\s*(.*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """What a page holds: its properties, its blocks, and what the reader refused to guess."""

    properties: tuple[Property, ...]
    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...]


def split_outline(path: str, lines: list[str]) -> Split:
    """Split the lines of a Logseq page into its properties and its tree of blocks."""
    scan = scan_lines(lines)
    preamble = [block for block in scan.blocks if block.indent < 0]
    body = [block for block in scan.blocks if block.indent >= 0]
    blocks = tuple(_block(root, lines) for root in nest(body))
    if preamble:
        prose = _block(preamble[0], lines)
        blocks = (prose, *blocks) if prose.parts or prose.children else blocks
    return Split(
        properties=_page_properties(preamble, body, lines),
        blocks=blocks,
        findings=tuple(_findings(path, scan.unclosed, body, lines)),
    )


def _page_properties(
    preamble: list[RawBlock], body: list[RawBlock], lines: list[str]
) -> tuple[Property, ...]:
    """Front matter and the properties before the first bullet, or those that fill the first bullet."""
    found: list[Property] = []
    if preamble:
        for region in preamble[0].regions:
            if region.kind == "front-matter":
                found += _front_matter_properties(lines, region)
        start = preamble[0].regions[0].end + 1 if preamble[0].regions else 0
        found += _property_run(lines, start, preamble[0].end)
    elif body and body[0].bullet and not body[0].level:
        first = _properties(body[0], lines)
        if first and first[0].line == body[0].start + 1 and len(first) == body[0].end - body[0].start + 1:
            found += first
    return tuple(found)


def _front_matter_properties(lines: list[str], region: Region) -> list[Property]:
    from runner.read.front_matter import front_matter_properties

    return list(front_matter_properties(lines[region.start + 1 : region.end], first_line=region.start + 2))


def _property_run(lines: list[str], start: int, end: int) -> list[Property]:
    found: list[Property] = []
    for index in range(start, end + 1):
        match = _PROPERTY.match(lines[index])
        if match is None:
            if lines[index].strip() or found:
                break
            continue
        found.append(_property(match, index))
    return found


def _property(match: re.Match[str], index: int) -> Property:
    name = match[1].lower().replace("_", "-").replace(" ", "-")
    return Property(name=name, value=(match[2] or "").strip(), line=index + 1)


def _properties(block: RawBlock, lines: list[str]) -> list[Property]:
    """The first run of property lines outside opaque regions; later runs do not count."""
    found: list[Property] = []
    for index, text in _prose_lines(block, lines):
        match = _PROPERTY.match(text)
        if match is not None:
            if found and found[-1].line != index:
                break
            found.append(_property(match, index))
        elif found:
            break
    return found


def _prose_lines(block: RawBlock, lines: list[str]) -> Iterable[tuple[int, str]]:
    regions = iter([*block.regions, None])
    region = next(regions)
    index = block.start
    while index <= block.end:
        if region is not None and index == region.start:
            index, region = region.end + 1, next(regions)
            continue
        yield index, block.head if index == block.start and block.indent >= 0 else lines[index]
        index += 1


def _block(raw: RawBlock, lines: list[str]) -> Block:
    properties = tuple(_properties(raw, lines)) if raw.indent >= 0 else ()
    parts, inner = _content(raw, lines, {item.line - 1 for item in properties})
    ordered = any(item.name == "logseq.order-list-type" and item.value == "number" for item in properties)
    return Block(
        kind=BlockKind.HEADING if raw.level else BlockKind.ITEM if raw.bullet else BlockKind.PARAGRAPH,
        line=raw.start + 1,
        end_line=raw.end + 1,
        level=raw.level,
        ordered=ordered,
        marker=raw.marker,
        properties=properties,
        parts=parts,
        children=(*inner, *(_block(child, lines) for child in raw.children)),
    )


def _content(
    raw: RawBlock, lines: list[str], property_lines: set[int]
) -> tuple[tuple[Part, ...], tuple[Block, ...]]:
    """The block's parts; what follows a list, quote or table of its own are children."""
    parts: list[Part] = []
    inner: list[Block] = []
    for piece in _pieces(raw, lines, property_lines):
        if isinstance(piece, Block):
            inner.append(piece)
        elif inner:
            inner.append(_paragraph(piece))
        else:
            parts.append(piece)
    return tuple(parts), tuple(inner)


def _pieces(raw: RawBlock, lines: list[str], property_lines: set[int]) -> Iterator[Part | Block]:
    for part in _parts(raw, lines, property_lines):
        if not isinstance(part, Text):
            yield part
            continue
        head, rest = _split_head(part, raw)
        if head is not None:
            yield head
        if rest is not None:
            yield from _markdown_pieces(rest)


def _split_head(text: Text, raw: RawBlock) -> tuple[Text | None, Text | None]:
    """A text without lists, quotes and tables is all head; else the line beside the bullet is."""
    first, newline, rest = text.text.partition("\n")
    if not any(_INNER.match(line) for line in rest.split("\n")):
        if text.line == raw.start + 1 and not first.startswith((">", "|")):
            return text, None
        if not _INNER.match(first):
            return text, None
    if text.line != raw.start + 1 or _INNER.match(first):
        return None, text
    head = Text(text=first, line=text.line, end_line=text.line)
    return head, Text(text=rest, line=text.line + 1, end_line=text.end_line) if newline else None


def _markdown_pieces(text: Text) -> Iterator[Part | Block]:
    for block in markdown_blocks(text.text, first_line=text.line):
        if block.kind is not BlockKind.PARAGRAPH:
            yield block
            continue
        for part in block.parts:
            # Logseq takes a fence behind a quoted line into the quote and trims its lines there.
            yield replace(part, code=textwrap.dedent(part.code)) if isinstance(part, Fence) else part


def _paragraph(part: Part) -> Block:
    return Block(kind=BlockKind.PARAGRAPH, line=part.line, end_line=part.end_line, parts=(part,))


def _parts(raw: RawBlock, lines: list[str], property_lines: set[int]) -> Iterator[Part | Block]:
    prose: list[str] = []
    index = raw.start
    regions = {region.start: region for region in raw.regions if region.kind != "quote"}
    while index <= raw.end:
        region = regions.get(index)
        if region is None:
            prose.append(_prose_line(raw, lines, index, property_lines))
            index += 1
            continue
        yield from _prose(prose, index)
        prose = []
        yield from _region_pieces(region, raw, lines)
        index = region.end + 1
    yield from _prose(prose, index)


def _prose_line(raw: RawBlock, lines: list[str], index: int, property_lines: set[int]) -> str:
    if index in property_lines or (raw.indent < 0 and _PROPERTY.match(lines[index])):
        return ""
    if index == raw.start and raw.indent >= 0:
        return raw.head.strip()
    return _dedent(lines[index], raw)


def _dedent(line: str, raw: RawBlock) -> str:
    width = raw.indent + 2
    blank = len(line) - len(line.lstrip(" \t"))
    return line[min(blank, width) :]


def _prose(lines: list[str], end: int) -> Iterable[Text]:
    """The text of the lines before index `end`, without the blank lines around it."""
    while lines and not lines[-1].strip():
        lines = lines[:-1]
        end -= 1
    first = next((index for index, line in enumerate(lines) if line.strip()), None)
    if first is not None:
        yield Text(text="\n".join(lines[first:]), line=end - len(lines) + first + 1, end_line=end)


def _region_pieces(region: Region, raw: RawBlock, lines: list[str]) -> Iterator[Part | Block]:
    if region.kind in ("fence", "src", "example"):
        yield _fence(region, raw, lines)
    elif region.kind == "html":
        body = lines[region.start : region.end + 1]
        if region.start == raw.start and raw.indent >= 0:
            body = [raw.head, *body[1:]]
        yield Html(text="\n".join(body).strip(), line=region.start + 1, end_line=region.end + 1)
    elif region.kind == "container":
        body = [_dedent(line, raw) for line in lines[region.start + 1 : region.end]]
        yield Block(
            kind=BlockKind.QUOTE,
            line=region.start + 1,
            end_line=region.end + 1,
            children=markdown_blocks("\n".join(body), first_line=region.start + 2),
        )


def _fence(region: Region, raw: RawBlock, lines: list[str]) -> Fence:
    match = _INFO.match(region.info)
    language, attributes = (match[1], match[2]) if match else ("", "")
    if language.startswith("{"):
        language, attributes = "", f"{language} {attributes}"
    return Fence(
        language=language,
        attributes=attributes.strip(),
        code=_code(region, raw, lines),
        line=region.start + 1,
        end_line=region.end + 1,
    )


def _code(region: Region, raw: RawBlock, lines: list[str]) -> str:
    """The author's text: dedented by what the marks are indented, at most to the block's own column."""
    opening = _blank(lines[region.start])
    if region.start == raw.start and raw.bullet:
        opening = raw.indent + 2
    width = min(opening, _blank(lines[region.end]), max(raw.indent, 0) + 2)
    body = lines[region.start + 1 : region.end]
    if region.kind == "src" and body:
        width = _blank(body[0])
    return "".join(f"{line[min(width, _blank(line)) :]}\n" for line in body)


def _blank(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


_LONG_FENCE = "Logseq opens a fence with exactly three marks, so this one ends at the next mark; use three"
_UNCLOSED = "this fence is never closed, so Logseq shows it as text; close it"


def _findings(path: str, unclosed: list[int], blocks: list[RawBlock], lines: list[str]) -> Iterable[Finding]:
    for index in unclosed:
        yield _finding(path, index, "unclosed-fence", _UNCLOSED)
    for block in blocks:
        for region in block.regions:
            if region.kind == "fence":
                yield from _fence_findings(path, region, block, lines)


def _fence_findings(path: str, region: Region, block: RawBlock, lines: list[str]) -> Iterator[Finding]:
    if region.info.lstrip(" ").startswith(("`", "~")):
        yield _finding(path, region.start, "long-fence", _LONG_FENCE)
    for index in range(region.start + 1, region.end):
        if BLOCK_START.match(lines[index]) and _swallowed(lines[index], block):
            message = f"the fence opened at line {region.start + 1} takes in this bullet; close it before"
            yield _finding(path, index, "swallowed-bullet", message, level=Level.WARNING)
            return


def _swallowed(line: str, block: RawBlock) -> bool:
    return line.lstrip().startswith("- ") and block.bullet and _blank(line) <= block.indent


def _finding(path: str, index: int, code: str, message: str, *, level: Level = Level.ERROR) -> Finding:
    place = Location(path=path, line=index + 1, end_line=index + 1)
    return Finding(code=code, level=level, message=message, location=place)
