"""A section's blocks to the stream of prose and fences that a reader meets. Gives no meaning to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.outline import Block, BlockKind, Fence, Html, Part, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A part of a block in reading order.

    Attributes:
        leads: Whether a fence stands in the block or below it.
        first: Whether it is the first part of its block.
    """

    part: Part
    block: Block
    leads: bool
    first: bool


def read_units(blocks: Iterable[Block]) -> Iterator[Unit]:
    """Walk blocks and what stands under them in page order."""
    roots = list(blocks)
    leading = _leading(roots)
    pending: list[Block | Unit] = [*reversed(roots)]
    while pending:
        block = pending.pop()
        if isinstance(block, Unit):
            yield block
            continue
        leads = id(block) in leading
        for index, part in enumerate(block.parts):
            yield Unit(part=part, block=block, leads=leads, first=index == 0)
        # `expect::` speaks of the block's own fence, else of what stands below it.
        if leads and not _has_fence(block):
            pending += reversed(list(_expectations(block)))
        else:
            yield from _expectations(block)
        pending += reversed(block.children)


def _leading(roots: Iterable[Block]) -> set[int]:
    """The blocks, by their identity, in or below which a fence stands."""
    found: list[tuple[Block, Block | None]] = [(root, None) for root in roots]
    for block, _ in found:
        found += [(child, block) for child in block.children]
    leading: set[int] = set()
    for block, parent in reversed(found):
        if id(block) in leading or _has_fence(block):
            leading |= {id(block), id(parent)}
    return leading


def _expectations(block: Block) -> Iterator[Unit]:
    for item in block.properties:
        if item.name == "expect":
            hidden = Html(text=f"<!-- expect: {item.value} -->", line=item.line, end_line=item.line)
            yield Unit(part=hidden, block=block, leads=False, first=False)


def _has_fence(block: Block) -> bool:
    return any(isinstance(part, Fence) for part in block.parts)


def is_item(unit: Unit) -> bool:
    """Whether the unit is the text of a list item that leads to no fence."""
    return unit.block.kind is BlockKind.ITEM and unit.first and not unit.leads and isinstance(unit.part, Text)


def hidden_expectation(part: Html) -> str:
    """The sentence in `<!-- expect: ... -->`, else an empty string."""
    text = part.text.removeprefix("<!--").removesuffix("-->").strip()
    name, colon, sentence = text.partition(":")
    return sentence.strip() if colon and name.strip().lower() == "expect" else ""
