"""A plain Markdown page with a place for each result. Changes nothing of what the author wrote."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.outline import BlockKind
from runner.patterns import regex
from runner.publish.pieces import mark_lines
from runner.publish.superfences import COLUMNS, Container, margin_of, seen_fences
from runner.read.commonmark import end_of_front_matter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from runner.outline import Block
    from runner.publish.site import Mark, SitePage

_LINE = regex(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_CONTAINERS = (BlockKind.ITEM, BlockKind.QUOTE, BlockKind.TAB)


class _Spot(Struct, frozen=True, kw_only=True):
    """A part of the page behind which a result may stand, in what it stands, and the outermost of that."""

    line: int
    end_line: int
    containers: tuple[Container, ...]
    top: range


class _Place(Struct, frozen=True, kw_only=True):
    """Behind which line a result may stand, what its lines begin with, whether a comment sets it apart."""

    line: int
    margin: str = ""
    apart: bool = False


def plain_page(page: SitePage, marks: Sequence[Mark]) -> str:
    """Give a page byte for byte with a result block behind what each mark names.

    Where Python-Markdown would not see a block there, it stands behind the whole list, quote or note, or
    before it.
    """
    source = _LINE.findall(page.raw or page.text)
    lines = [_without_tabs(line) for line in source]
    fences = seen_fences(lines)
    spots = sorted(_spots(page.outline.blocks, lines), key=lambda spot: spot.line)
    title = _Place(line=_end_of_title(page, lines))
    places = [[*_places(mark, spots, lines, fences), title] for mark in marks]
    while True:
        text, hidden = _inserted(source, [(mark, own[0]) for mark, own in zip(marks, places, strict=True)])
        movable = [own for number, own in enumerate(places) if number in hidden and len(own) > 1]
        if not movable:
            return text
        for own in movable:
            del own[0]


def _without_tabs(line: str) -> str:
    return line.rstrip("\r\n").expandtabs(COLUMNS)


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


def _places(
    mark: Mark, spots: Sequence[_Spot], lines: Sequence[str], fences: Mapping[int, int]
) -> Iterator[_Place]:
    """The places that a result may take, the best first."""
    if mark.path:
        yield _Place(line=len(lines))
    if mark.path or not mark.line:
        return
    index = bisect_right(spots, mark.line, key=lambda spot: spot.line) - 1
    if index < 0:
        yield _Place(line=len(lines))
        return
    spot = spots[index]
    margin = margin_of(spot.containers, spot.line, lines)
    end = _filled(spot.end_line, spot.line, lines)
    if margin is not None and fences.get(end, end) == end:
        yield _Place(line=end, margin=margin)
    end = _filled(spot.top.stop - 1, spot.top.start, lines)
    end = fences.get(end, end)
    yield from (_Place(line=end), _Place(line=end, apart=True), _Place(line=spot.top.start - 1))


def _filled(end: int, start: int, lines: Sequence[str]) -> int:
    """The last line up to `end` that is not blank."""
    while end > start and not lines[end - 1].strip("> "):
        end -= 1
    return end


def _inserted(source: Sequence[str], placed: Sequence[tuple[Mark, _Place]]) -> tuple[str, set[int]]:
    """The page with its result blocks, and which of them superfences would not see."""
    behind: dict[int, list[int]] = {}
    for number, (_, place) in enumerate(placed):
        behind.setdefault(place.line, []).append(number)
    newline = "\r\n" if source and source[0].endswith("\r\n") else "\n"
    made: list[str] = []
    spans: dict[int, tuple[int, int]] = {}
    for line in range(len(source) + 1):
        if line:
            made.append(source[line - 1])
        # What stands in a list comes before what ends it.
        for number in sorted(behind.get(line, ()), key=lambda number: -len(placed[number][1].margin)):
            if made and not made[-1].endswith(("\r", "\n")):
                made[-1] += newline
            block = _block(*placed[number])
            first = len(made) + len(block) - len(mark_lines(placed[number][0]))
            made += [text + newline for text in block]
            spans[number] = first, len(made) - 1
    seen = seen_fences([_without_tabs(line) for line in made]) if placed else {}
    shown = {
        number for number, (first, last) in spans.items() if seen.get(first) == last != seen.get(first - 1)
    }
    return "".join(made), spans.keys() - shown


def _block(mark: Mark, place: _Place) -> list[str]:
    blank = place.margin.rstrip()
    lines = [f"{place.margin}{line}" for line in mark_lines(mark)]
    return [*([blank, "<!-- -->"] if place.apart else []), blank, *lines, blank]
