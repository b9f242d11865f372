"""Which blocks of an outline read as paragraphs and which as items of a list. Writes no Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from runner.outline import BlockKind, Fence
from runner.patterns import regex
from runner.publish.shown_data import shown_data
from runner.read.tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runner.outline import Block

_NUMBER = regex(r"[ \t>]*(?:-[ \t]+)?(\d{1,9})[.)][ \t]")


class Bearing(NamedTuple):
    """Whether code or a heading stands in a block or under it."""

    code: bool
    heading: bool


def bearings(blocks: Iterable[Block]) -> dict[int, Bearing]:
    """Tell for each block, by its identity, what stands in it."""
    found: dict[int, Bearing] = {}
    for block in reversed(list(walk(blocks))):
        below = [found[id(child)] for child in block.children]
        code = any(isinstance(part, Fence) for part in block.parts)
        found[id(block)] = Bearing(
            code or any(item.code for item in below), block.level > 0 or any(item.heading for item in below)
        )
    return found


def leads(
    siblings: Sequence[Block], found: dict[int, Bearing], lines: Sequence[str], *, prose: bool
) -> list[str]:
    """Give the mark of the list item that each sibling becomes, empty for one that reads as a paragraph.

    Straight under a heading (`prose`) a block that leads to code is a paragraph, and so are those beside it,
    but for several short ones in a row. A block with a heading under it is never an item.
    """
    paragraphs = prose and any(found[id(block)].code for block in siblings)
    made: list[str] = []
    number = 0
    for index, block in enumerate(siblings):
        number = number + 1 if block.ordered else 0
        if block.kind is not BlockKind.ITEM or found[id(block)].heading:
            made.append("")
        elif block.ordered:
            made.append(f"{_number(block, lines) or number}. {_box(block)}")
        elif block.marker or not paragraphs or _in_row(siblings, index):
            made.append(f"- {_box(block)}")
        else:
            made.append("")
    return made


def _number(block: Block, lines: Sequence[str]) -> int:
    """The number that the author wrote; for a bullet with a property there is none."""
    if block.properties or block.line > len(lines):
        return 0
    match = _NUMBER.match(lines[block.line - 1])
    return int(match[1]) if match else 0


def _box(block: Block) -> str:
    task = shown_data().tasks.get(block.marker)
    if task is None:
        return ""
    return f"[{'x' if task.done else ' '}] " + (f"**{block.marker}** " if task.said else "")


def _in_row(siblings: Sequence[Block], index: int) -> bool:
    """Whether a short block has another one beside it."""
    beside = (*siblings[max(index - 1, 0) : index], *siblings[index + 1 : index + 2])
    return _is_short(siblings[index]) and any(map(_is_short, beside))


def _is_short(block: Block) -> bool:
    return (
        block.kind is BlockKind.ITEM
        and not block.children
        and not any(isinstance(part, Fence) for part in block.parts)
    )
