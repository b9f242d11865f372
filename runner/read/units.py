"""A section's blocks to the stream of prose and fences that a reader meets. Gives no meaning to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from runner.outline import Block, BlockKind, Fence, Html, Part, Text
from runner.read.words import words

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence


class Way(Struct, frozen=True, kw_only=True):
    """One of several ways to do the same: a content tab, or an item of a list of ways.

    Attributes:
        group: What the ways of one set have in common: the line of the first of them.
        number: Which way this is, from 0.
    """

    group: int
    number: int


class Unit(Struct, frozen=True, kw_only=True, gc=False):
    """A part of a block in reading order.

    Attributes:
        leads: Whether a fence stands in the block or below it.
        first: Whether it is the first part of its block.
        quoted: Whether it is somebody's words, in a quote that is no note.
        aside: Whether it is set apart from what the page has the reader do, as an exercise is.
        under: The text, in lower case, that ends in a colon and leads to the list in which it stands.
        ways: The ways in which it stands, the outermost first.
    """

    part: Part
    block: Block
    leads: bool
    first: bool
    quoted: bool = False
    aside: bool = False
    under: str = ""
    ways: tuple[Way, ...] = ()


class _Place(Struct, frozen=True, kw_only=True):
    """What a block stands in; the fields are those of `Unit`."""

    quoted: bool = False
    aside: bool = False
    under: str = ""
    ways: tuple[Way, ...] = ()


def read_units(blocks: Iterable[Block]) -> Iterator[Unit]:
    """Walk blocks and what stands under them in page order; a stack, for pages nest deeper than Python."""
    roots = tuple(blocks)
    leading = _leading(roots)
    pending: list[tuple[Block, _Place] | Unit] = [*_visits(roots, leading, _Place(), "")]
    while pending:
        visit = pending.pop()
        if isinstance(visit, Unit):
            yield visit
            continue
        block, place = visit
        leads = id(block) in leading
        yield from _units(block, place, leads=leads)
        # `expect::` speaks of the block's own fence, else of what stands below it.
        if leads and not _has_fence(block):
            pending += reversed(list(_expectations(block)))
        else:
            yield from _expectations(block)
        lead = _lead(block)
        inside = replace(place, under=lead) if lead and not (place.under or leads) else place
        pending += _visits(block.children, leading, inside, lead)


def _units(block: Block, place: _Place, *, leads: bool) -> Iterator[Unit]:
    for index, part in enumerate(block.parts):
        yield Unit(
            part=part,
            block=block,
            leads=leads,
            first=index == 0,
            quoted=place.quoted,
            aside=place.aside,
            under=place.under,
            ways=place.ways,
        )


def _visits(
    siblings: Sequence[Block], leading: Container[int], place: _Place, lead: str
) -> list[tuple[Block, _Place]]:
    """Siblings with what they stand in, the last first; `lead` is their parent's text that leads to them.

    Items behind a text that ends in a colon stand under it.
    """
    visits: list[tuple[Block, _Place]] = []
    under, before = "", None
    ways = _Ways(place.ways)
    for block in siblings:
        item = block.kind is BlockKind.ITEM
        visits.append((block, _own_place(block, place, under if item else "", ways.of(block, before, lead))))
        if not item:
            lead = _lead(block)
            under = "" if id(block) in leading else lead
        before = block
    return visits[::-1]


def _own_place(block: Block, place: _Place, under: str, ways: tuple[Way, ...]) -> _Place:
    """What a block stands in; mostly what its siblings do, and then nothing is made anew."""
    quoted = place.quoted or _is_quotation(block)
    aside = place.aside or _is_aside(block)
    under = place.under or under
    if (quoted, aside, under, ways) == (place.quoted, place.aside, place.under, place.ways):
        return place
    return _Place(quoted=quoted, aside=aside, under=under, ways=ways)


class _Ways:
    """Tells siblings that are ways of one set: content tabs side by side, and items of a list of ways."""

    def __init__(self, around: tuple[Way, ...]) -> None:
        self._around = around
        self._last: Way | None = None

    def of(self, block: Block, before: Block | None, lead: str) -> tuple[Way, ...]:
        """The ways in which a block stands; `before` is the sibling before it."""
        if not _is_way(block, lead):
            self._last = None
            return self._around
        if self._last is None or before is None or before.kind is not block.kind:
            self._last = Way(group=block.line, number=0)
        else:
            self._last = Way(group=self._last.group, number=self._last.number + 1)
        return (*self._around, self._last)


def _is_way(block: Block, lead: str) -> bool:
    listed = block.kind is BlockKind.ITEM and bool(words().ways.search(lead))
    return listed or block.kind is BlockKind.TAB


def _is_aside(block: Block) -> bool:
    """A container for learners and teachers, such as an exercise with its solution."""
    if block.kind is not BlockKind.QUOTE or not block.parts or not isinstance(block.parts[0], Text):
        return False
    return block.parts[0].text.partition(" ")[0].lower() in words().asides


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
