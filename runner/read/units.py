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
        quoted: Whether it is somebody's words, in a quote that is no note.
        under: The text, in lower case, that ends in a colon and leads to the list in which it stands.
    """

    part: Part
    block: Block
    leads: bool
    first: bool
    quoted: bool = False
    under: str = ""


def read_units(blocks: Iterable[Block], *, quoted: bool = False, under: str = "") -> Iterator[Unit]:
    """Walk blocks and what stands under them in page order."""
    lead = ""
    for block in blocks:
        if block.kind is not BlockKind.ITEM:
            lead = ""
        here = under or (lead if block.kind is BlockKind.ITEM else "")
        inside = quoted or _is_quotation(block)
        own = _lead(block)
        leads = holds_fence(block)
        for index, part in enumerate(block.parts):
            yield Unit(part=part, block=block, leads=leads, first=index == 0, quoted=inside, under=here)
        # `expect::` speaks of the block's own fence, else of what stands below it.
        below = leads and not any(isinstance(part, Fence) for part in block.parts)
        if not below:
            yield from _expectations(block)
        yield from read_units(block.children, quoted=inside, under=here or ("" if leads else own))
        if below:
            yield from _expectations(block)
        if block.kind is not BlockKind.ITEM:
            lead = "" if leads else own


def _lead(block: Block) -> str:
    """The block's last text where it ends in a colon, in lower case."""
    last = block.parts[-1] if block.parts else None
    if (
        isinstance(last, Text)
        and block.kind is not BlockKind.HEADING
        and last.text.rstrip(" *_").endswith(":")
    ):
        return last.text.lower()
    return ""


def _is_quotation(block: Block) -> bool:
    """A quote without a title of its own; admonitions and `[!NOTE]` are the author's own words."""
    if block.kind is not BlockKind.QUOTE or block.parts:
        return False
    first = block.children[0].parts[:1] if block.children else ()
    return not (first and isinstance(first[0], Text) and first[0].text.startswith("[!"))


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
