"""A section's blocks to the stream of prose and fences that a reader meets. Gives no meaning to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.outline import Block, BlockKind, Fence, Html, Part, Text

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """A block that is still to be walked, with what it stands in."""

    block: Block
    quoted: bool
    under: str


def read_units(blocks: Iterable[Block]) -> Iterator[Unit]:
    """Walk blocks and what stands under them in page order; a stack, for pages nest deeper than Python."""
    roots = tuple(blocks)
    leading = _leading(roots)
    pending: list[_Visit | Unit] = [*_visits(roots, leading, quoted=False, under="")]
    while pending:
        visit = pending.pop()
        if isinstance(visit, Unit):
            yield visit
            continue
        block, leads = visit.block, id(visit.block) in leading
        for index, part in enumerate(block.parts):
            yield Unit(
                part=part, block=block, leads=leads, first=index == 0, quoted=visit.quoted, under=visit.under
            )
        # `expect::` speaks of the block's own fence, else of what stands below it.
        if leads and not _has_fence(block):
            pending += reversed(list(_expectations(block)))
        else:
            yield from _expectations(block)
        under = visit.under or ("" if leads else _lead(block))
        pending += _visits(block.children, leading, quoted=visit.quoted, under=under)


def _visits(siblings: Sequence[Block], leading: Container[int], *, quoted: bool, under: str) -> list[_Visit]:
    """The visits of siblings, the last first; items behind a text that ends in a colon stand under it."""
    visits: list[_Visit] = []
    lead = ""
    for block in siblings:
        item = block.kind is BlockKind.ITEM
        here = under or (lead if item else "")
        visits.append(_Visit(block=block, quoted=quoted or _is_quotation(block), under=here))
        if not item:
            lead = "" if id(block) in leading else _lead(block)
    return visits[::-1]


def _lead(block: Block) -> str:
    """The block's last text where it ends in a colon, in lower case."""
    last = block.parts[-1] if block.parts else None
    if not isinstance(last, Text) or block.kind is BlockKind.HEADING:
        return ""
    return last.text.lower() if last.text.rstrip(" *_").endswith(":") else ""


def _is_quotation(block: Block) -> bool:
    """A quote without a title of its own; admonitions and `[!NOTE]` are the author's own words."""
    if block.kind is not BlockKind.QUOTE or block.parts:
        return False
    first = block.children[0].parts[:1] if block.children else ()
    return not (first and isinstance(first[0], Text) and first[0].text.startswith("[!"))


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
