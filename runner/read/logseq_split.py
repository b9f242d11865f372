"""The lines of a Logseq page to raw blocks and opaque regions, as Logseq's own parser splits them.

The rules are those that Logseq's last release for file graphs follows (its parser is mldoc 1.5.7).
Makes no parts and no properties; that is `runner.read.logseq`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

BLOCK_START = re.compile(r"([ \t]*)(?:-(?:[ \t]+|$)|(?=#+(?:\s|$)))(.*)$")
_HEADING = re.compile(r"(#+)(?:[ \t]+|$)(.*)$")
_MARKER = re.compile(
    r"(TODO|DOING|WAITING|WAIT|DONE|CANCELED|CANCELLED|STARTED|IN-PROGRESS|NOW|LATER)(?:[ \t]+|$)"
)
_PRIORITY = re.compile(r"\[#[A-Z]\](?:[ \t]+|$)")
_FENCE = re.compile(r"(?:```|~~~)(.*)$")
_BEGIN = re.compile(r"#\+BEGIN_(\w+)(.*)$", re.IGNORECASE)
_DRAWER = re.compile(r":(\w+):$")
_HTML = re.compile(
    r"<(?:!--|/?(?:a|abbr|article|aside|audio|b|blockquote|br|button|center|code|dd|details|div|dl|dt|em|figure|"
    r"footer|form|h[1-6]|header|hr|i|iframe|img|input|kbd|li|main|mark|nav|ol|p|pre|s|script|section|small|span|"
    r"strong|style|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul|video)\b)",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(\w+)")


@dataclass(slots=True)
class Region:
    """Lines that belong together whatever they look like; indices are 0-based, `end` inclusive."""

    kind: str
    start: int
    end: int
    info: str = ""


@dataclass(slots=True)
class RawBlock:
    """A block as split: `head` is its first line without bullet, heading marks and marker."""

    indent: int
    bullet: bool
    start: int
    head: str
    level: int = 0
    marker: str = ""
    end: int = 0
    regions: list[Region] = field(default_factory=list)
    children: list[RawBlock] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What a pass over the lines gives: blocks in page order and the indices of fences never closed.

    Lines before the first block are a block of their own, with the indent -1.
    """

    blocks: list[RawBlock]
    unclosed: list[int]


def scan_lines(lines: list[str]) -> Scan:
    """Split the lines of a page into raw blocks, in time linear in the lines."""
    scanner = _Scanner(lines)
    return Scan(blocks=scanner.scan(), unclosed=scanner.unclosed)


class _Scanner:
    """One pass over the lines; the indexes of closing marks keep it linear however much stays unclosed."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.unclosed: list[int] = []
        self._closers: dict[str, list[int]] = {}

    def scan(self) -> list[RawBlock]:
        """Split into blocks in page order; lines before the first block have the indent -1."""
        lines, blocks = self.lines, [RawBlock(indent=-1, bullet=False, start=0, head="", end=-1)]
        index, size = self._front_matter(blocks[0]), len(lines)
        while index < size:
            block = _start_block(lines[index], index)
            if block is not None:
                blocks.append(block)
                opening = block.head if not block.level else ""
            else:
                opening = lines[index].lstrip()
            region = self._region(opening, index) if opening else None
            if region is not None:
                blocks[-1].regions.append(region)
                index = region.end
            blocks[-1].end = index
            index += 1
        return blocks if blocks[0].end >= 0 else blocks[1:]

    def _front_matter(self, preamble: RawBlock) -> int:
        if not self.lines or self.lines[0].rstrip() != "---":
            return 0
        for index in range(1, len(self.lines)):
            if self.lines[index].rstrip() == "---":
                preamble.regions.append(Region("front-matter", 0, index))
                preamble.end = index
                return index + 1
        return 0

    def _region(self, opening: str, index: int) -> Region | None:
        first = opening[0]
        if first in "`~" and (match := _FENCE.match(opening)):
            end = self._next("fence", index)
            if end is None:
                self.unclosed.append(index)
                return None
            return Region("fence", index, end, match[1])
        if first == "#" and (match := _BEGIN.match(opening)):
            end = self._next(f"#+END_{match[1].upper()}", index)
            kind = {"SRC": "src", "EXAMPLE": "example", "COMMENT": "comment"}.get(
                match[1].upper(), "container"
            )
            return None if end is None else Region(kind, index, end, match[2])
        if first in ":$<>":
            return self._rare_region(opening, index)
        return None

    def _rare_region(self, opening: str, index: int) -> Region | None:
        if opening[0] == ">":
            return Region("quote", index, self._end_of_quote(index))
        if _DRAWER.match(opening.rstrip()) and opening.strip().upper() != ":END:":
            end = self._next(":END:", index)
            return None if end is None else Region("drawer", index, end)
        if opening.startswith("$$") and "$$" not in opening[2:]:
            end = self._next("$$", index)
            return None if end is None else Region("math", index, end)
        if _HTML.match(opening):
            return Region("html", index, self._end_of_html(opening, index))
        return None

    def _end_of_quote(self, index: int) -> int:
        lines = self.lines
        while index + 1 < len(lines) and lines[index + 1].strip() and not BLOCK_START.match(lines[index + 1]):
            index += 1
        return index

    def _end_of_html(self, opening: str, index: int) -> int:
        tag = _TAG.match(opening)
        closer = "-->" if opening.startswith("<!--") else f"</{tag[1]}>" if tag else ""
        if not closer or closer in opening:
            return index
        end = self._next(closer, index)
        return index if end is None else end

    def _next(self, closer: str, index: int) -> int | None:
        """The first line behind `index` that holds the closer."""
        places = self._closers.get(closer)
        if places is None:
            places = self._closers[closer] = [
                number for number, line in enumerate(self.lines) if _closes(closer, line)
            ]
        place = bisect_right(places, index)
        return places[place] if place < len(places) else None


def _closes(closer: str, line: str) -> bool:
    if closer == "fence":
        return line.lstrip().startswith(("```", "~~~"))
    if closer in ("$$", "-->") or closer.startswith("</"):
        return closer.lower() in line.lower()
    return line.strip().upper() == closer


def _start_block(line: str, index: int) -> RawBlock | None:
    match = BLOCK_START.match(line)
    if match is None:
        return None
    indent, rest = len(match[1]), match[2]
    bullet = line[indent] == "-"
    block = RawBlock(indent=indent if bullet else 0, bullet=bullet, start=index, head=rest, end=index)
    if heading := _HEADING.match(rest):
        block.level, block.head = min(len(heading[1]), 6), heading[2]
    if marker := _MARKER.match(block.head):
        block.marker, block.head = marker[1], block.head[marker.end() :]
    if priority := _PRIORITY.match(block.head):
        block.head = block.head[priority.end() :]
    return block


def nest(blocks: Iterable[RawBlock]) -> list[RawBlock]:
    """Nest by indent.

    An outdent to a width not in use joins the shallowest deeper entry and takes over its width.
    """
    roots: list[RawBlock] = []
    stack: list[tuple[int, list[RawBlock]]] = []
    for block in blocks:
        siblings = None
        while stack and stack[-1][0] >= block.indent:
            siblings = stack.pop()[1]
        if siblings is None:
            siblings = _last_children(stack, roots)
        siblings.append(block)
        stack.append((block.indent, siblings))
    return roots


def _last_children(stack: list[tuple[int, list[RawBlock]]], roots: list[RawBlock]) -> list[RawBlock]:
    return stack[-1][1][-1].children if stack else roots
