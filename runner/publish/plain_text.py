"""A plain Markdown page with a place for each result. Changes nothing of what the author wrote."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.outline import BlockKind
from runner.publish.pieces import mark_lines
from runner.publish.superfences import COLUMNS, Container, Fences, margin_of, seen_fences
from runner.read.commonmark import end_of_front_matter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.outline import Block
    from runner.publish.site import Mark, SitePage

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_CONTAINERS = (BlockKind.ITEM, BlockKind.QUOTE, BlockKind.TAB)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """A part of the page behind which a result may stand, in what it stands, and the outermost of that."""

    line: int
    end_line: int
    containers: tuple[Container, ...]
    top: range


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A mark behind a line, with what its lines begin with."""

    mark: Mark
    line: int
    margin: str = ""


def plain_page(page: SitePage, marks: Sequence[Mark]) -> str:
    """Give a page byte for byte with a result block behind what each mark names.

    Where Python-Markdown could not see a block there, it stands behind the whole list, quote or note.
    """
    source = _LINE.findall(page.raw or page.text)
    lines = [line.rstrip("\r\n").expandtabs(COLUMNS) for line in source]
    fences = seen_fences(lines)
    spots = sorted(_spots(page.outline.blocks, lines), key=lambda spot: spot.line)
    title = _end_of_title(page, lines)
    placed = [
        _placed(mark, spots, lines, fences)
        if mark.line and not mark.path
        else _Placed(mark=mark, line=len(lines) if mark.path else title)
        for mark in marks
    ]
    return _inserted(source, placed)


def _end_of_title(page: SitePage, lines: list[str]) -> int:
    title = next((block for block in page.outline.blocks if block.level == 1), None)
    if title is None:
        return end_of_front_matter(lines)
    return title.end_line


def _spots(blocks: Sequence[Block], lines: Sequence[str]) -> Iterator[_Spot]:
    """Each part of a page; a table is one, for a block within it would cut it in two."""
    pending: list[tuple[Block, tuple[Container, ...], range | None]] = []
    pending += [(block, containers, None) for block, containers in _in_turn(blocks, (), lines)][::-1]
    while pending:
        block, containers, top = pending.pop()
        around = top or range(block.line, block.end_line + 1)
        if block.kind is BlockKind.TABLE:
            yield _Spot(line=block.line, end_line=block.end_line, containers=containers, top=around)
        else:
            for part in block.parts:
                yield _Spot(line=part.line, end_line=part.end_line, containers=containers, top=around)
        inside = None if block.level and top is None else around
        pending += [(child, own, inside) for child, own in _in_turn(block.children, containers, lines)][::-1]


def _in_turn(
    siblings: Sequence[Block], around: tuple[Container, ...], lines: Sequence[str]
) -> Iterator[tuple[Block, tuple[Container, ...]]]:
    """Blocks with the containers that they and what they hold stand in."""
    before: Block | None = None
    listed = False
    for block in siblings:
        if block.kind not in _CONTAINERS:
            yield block, around
        else:
            follows = before is not None and before.kind is BlockKind.ITEM
            listed = listed if follows else _begins_list(block, around, lines)
            yield block, (*around, Container(block=block, listed=listed))
        before = block


def _begins_list(block: Block, around: tuple[Container, ...], lines: Sequence[str]) -> bool:
    """Whether Python-Markdown begins a list here: not straight behind a paragraph, but in an item."""
    above = lines[block.line - 2] if block.line > 1 else ""
    bare = above.strip("> ")
    return not bare or bare.startswith("#") or bool(around and around[-1].block.line < block.line)


def _placed(mark: Mark, spots: Sequence[_Spot], lines: Sequence[str], fences: Fences) -> _Placed:
    index = bisect_right(spots, mark.line, key=lambda spot: spot.line) - 1
    if index < 0:
        return _Placed(mark=mark, line=len(lines))
    spot = spots[index]
    margin = margin_of(spot.containers, spot.line, lines)
    end = spot.end_line
    while end > spot.line and not lines[end - 1].strip("> "):
        end -= 1
    if margin is None or fences.ends.get(end, end) != end:
        return _behind(mark, spot, lines, fences)
    if fences.open_from and end >= fences.open_from:
        return _Placed(mark=mark, line=max(min(spot.top.start, fences.open_from) - 1, 0))
    return _Placed(mark=mark, line=end, margin=margin)


def _behind(mark: Mark, spot: _Spot, lines: Sequence[str], fences: Fences) -> _Placed:
    """Behind the outermost block, and behind the fence that Python-Markdown may see there."""
    end = spot.top.stop - 1
    while end > spot.top.start and not lines[end - 1].strip():
        end -= 1
    end = fences.ends.get(end, end)
    if fences.open_from and end >= fences.open_from:
        end = max(min(spot.top.start, fences.open_from) - 1, 0)
    return _Placed(mark=mark, line=end)


def _inserted(source: Sequence[str], placed: Sequence[_Placed]) -> str:
    behind: dict[int, list[_Placed]] = {}
    for item in placed:
        behind.setdefault(item.line, []).append(item)
    newline = "\r\n" if source and source[0].endswith("\r\n") else "\n"
    made: list[str] = []
    for number in range(len(source) + 1):
        if number:
            made.append(source[number - 1])
        if number in behind:
            made += [newline] * (number > 0 and not source[number - 1].endswith(("\r", "\n")))
            made += [newline.join(_block(item)) + newline for item in behind[number]]
    return "".join(made)


def _block(item: _Placed) -> list[str]:
    blank = item.margin.rstrip()
    return [blank, *(f"{item.margin}{line}" for line in mark_lines(item.mark)), blank]
