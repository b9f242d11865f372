"""The lines of a Logseq page to raw blocks, as Logseq's own parser splits them.

The rules are those of Logseq's last release for file graphs (its parser is mldoc 1.5.7); `make compare-mldoc`
holds them against that parser. Makes no parts and no properties; that is `runner.read.logseq`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.patterns import regex
from runner.read.logseq_blocks import RawBlock, Scan
from runner.read.logseq_marks import LEADING
from runner.read.logseq_regions import LIST_OPENING, OPENERS, Regions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runner.read.logseq_blocks import Region

_HEADING = regex(r"(#+)(?:[ \t]+|$)")
_MARKER = regex(r"(TODO|DOING|WAITING|WAIT|DONE|CANCELED|CANCELLED|STARTED|IN-PROGRESS|NOW|LATER) +")
_MARKER_LETTERS = frozenset("TDWCSINL")
_PRIORITY = regex(r"\[#[A-Za-z]\] *")
_DEEPEST_HEADING = 6


# The first line of a block, taken apart: the first six fields of a RawBlock.
_Head = tuple[int, bool, int, str, int, str]
_PREAMBLE: _Head = (-1, False, 0, "", 0, "")


def scan_lines(lines: Sequence[str]) -> Scan:
    """Split the lines of a page into raw blocks that cover each line once, in time linear in the page."""
    finder = Regions(lines)
    blocks: list[RawBlock] = []
    regions: list[Region] = []
    head = _PREAMBLE
    index, size = finder.take_front_matter(regions), len(lines)
    while index < size:
        line = lines[index]
        opening = line.lstrip(LEADING)
        first = opening[:1]
        if first not in OPENERS:
            index += 1
        elif first in "-#" and (found := _head(line, opening, index)):
            if index:
                blocks.append(RawBlock(*head, index - 1, tuple(regions)))
            head, regions = found, []
            index = finder.take(found[3], index, regions) if found[3][:1] in OPENERS else index + 1
        elif LIST_OPENING.match(opening):
            index = finder.take_list(index, max(head[0], 0), regions)
        else:
            index = finder.take(opening, index, regions)
    if size:
        blocks.append(RawBlock(*head, size - 1, tuple(regions)))
    return Scan(blocks=blocks, unclosed=finder.unclosed, endless=finder.endless)


def _head(line: str, opening: str, index: int) -> _Head | None:
    """Take the first line of a block apart, None if the line starts none."""
    bullet = opening[0] == "-"
    rest = opening[1:] if bullet else opening
    text = rest.lstrip(LEADING)
    level, marker, first = 0, "", text[:1]
    if first == "#" and (heading := _HEADING.match(text)):
        level, text = min(len(heading[1]), _DEEPEST_HEADING), text[heading.end() :]
        first = text[:1]
    elif not bullet or len(text) == len(rest) > 0:
        return None
    if first in _MARKER_LETTERS and (match := _MARKER.match(text)):
        marker, text = match[1], text[match.end() :]
        first = text[:1]
    if first == "[" and (match := _PRIORITY.match(text)):
        text = text[match.end() :]
    return len(line) - len(opening) if bullet else 0, bullet, index, text, level, marker


def depths_of(blocks: Iterable[RawBlock]) -> list[int]:
    """Give how deep each block stands: 0 for those that stand under none.

    An outdent to a width not in use joins the shallowest deeper block as its sibling, and takes over its
    width.
    """
    depths: list[int] = []
    widths: list[int] = []
    for block in blocks:
        indent = block.indent
        while widths and widths[-1] >= indent:
            widths.pop()
        depths.append(len(widths))
        widths.append(indent)
    return depths
