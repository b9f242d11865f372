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
    for block in blocks:
        leads = holds_fence(block)
        for index, part in enumerate(block.parts):
            yield Unit(part=part, block=block, leads=leads, first=index == 0)
        # `expect::` speaks of the block's own fence, else of what stands below it.
        below = leads and not any(isinstance(part, Fence) for part in block.parts)
        if not below:
            yield from _expectations(block)
        yield from read_units(block.children)
        if below:
            yield from _expectations(block)


def _expectations(block: Block) -> Iterator[Unit]:
    for item in block.properties:
        if item.name == "expect":
            hidden = Html(text=f"<!-- expect: {item.value} -->", line=item.line, end_line=item.line)
            yield Unit(part=hidden, block=block, leads=False, first=False)


def holds_fence(block: Block) -> bool:
    """Whether a fence stands in the block or anywhere below it."""
    if any(isinstance(part, Fence) for part in block.parts):
        return True
    return any(holds_fence(child) for child in block.children)


def is_item(unit: Unit) -> bool:
    """Whether the unit is the text of a list item that leads to no fence."""
    return unit.block.kind is BlockKind.ITEM and unit.first and not unit.leads and isinstance(unit.part, Text)


def hidden_expectation(part: Html) -> str:
    """The sentence in `<!-- expect: ... -->`, else an empty string."""
    text = part.text.removeprefix("<!--").removesuffix("-->").strip()
    name, colon, sentence = text.partition(":")
    return sentence.strip() if colon and name.strip().lower() == "expect" else ""
