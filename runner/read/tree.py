"""Walking and rebuilding the blocks of an outline, as deep as they may nest. Gives no meaning to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from runner.outline import Block, BlockKind, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from runner.outline import Part

_Context = TypeVar("_Context")


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Give blocks and what stands under them, in page order."""
    pending = list(blocks)[::-1]
    while pending:
        block = pending.pop()
        yield block
        pending += block.children[::-1]


def paragraph(part: Part) -> Block:
    """Give a part as a block of its own."""
    return Block(kind=BlockKind.PARAGRAPH, line=part.line, end_line=part.end_line, parts=(part,))


def names_others(part: Part) -> bool:
    """Whether a text may embed or refer to another block or page; code never does."""
    if not isinstance(part, Text):
        return False
    return "((" in part.text or ("{{" in part.text and "{{embed" in part.text.lower())


def may_link(block: Block) -> bool:
    """Whether a block's own text may link to a page."""
    return any(isinstance(part, Text) and ("](" in part.text or "[[" in part.text) for part in block.parts)


def rebuilt(
    blocks: Iterable[Block],
    context: _Context,
    *,
    enter: Callable[[Block, _Context], _Context],
    make: Callable[[Block, tuple[Block, ...], _Context], Iterable[Block]],
) -> tuple[Block, ...]:
    """Make each block anew, those that stand under it first.

    Args:
        blocks: The blocks.
        context: What they stand in.
        enter: Gives what a block's children stand in.
        make: Gives what takes a block's place, from the block, its new children and what it stands in.
    """
    found: list[tuple[Block, int, _Context]] = []
    pending = [(block, -1, context) for block in reversed(tuple(blocks))]
    while pending:
        block, parent, around = pending.pop()
        inside = enter(block, around) if block.children else around
        pending += [(child, len(found), inside) for child in reversed(block.children)]
        found.append((block, parent, around))
    below: dict[int, list[Block]] = {}
    for index in range(len(found) - 1, -1, -1):
        block, parent, around = found[index]
        made = tuple(make(block, tuple(below.pop(index, ())[::-1]), around))
        below.setdefault(parent, []).extend(made[::-1])
    return tuple(below.get(-1, ())[::-1])


def moved(blocks: Iterable[Block], by: int) -> tuple[Block, ...]:
    """Give blocks with other lines: so many further on."""
    return rebuilt(blocks, by, enter=lambda _, by: by, make=_moved)


def _moved(block: Block, children: tuple[Block, ...], by: int) -> tuple[Block]:
    made = replace(
        block,
        line=block.line + by,
        end_line=block.end_line + by,
        properties=tuple(replace(item, line=item.line + by) for item in block.properties),
        parts=tuple(_moved_part(part, by) for part in block.parts),
        children=children,
    )
    return (made,)


def _moved_part(part: Part, by: int) -> Part:
    return replace(part, line=part.line + by, end_line=part.end_line + by)
