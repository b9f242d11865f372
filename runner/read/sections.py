"""An outline to sections: which blocks are for what, and how they are numbered. Reads no steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from runner.model import SectionKind
from runner.outline import Block, BlockKind, Text
from runner.read.inline import plain
from runner.read.words import is_numbered, section_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runner.outline import Outline

# The sections of the steps that are the How-To itself; the ids of these begin with a number.
NUMBERED = (SectionKind.PROCEDURE, SectionKind.VERIFICATION)


class Section(Struct, frozen=True, kw_only=True):
    """Blocks under one heading.

    Attributes:
        number: What the ids of its steps begin with (`1`, `0`, `p`, `c`); empty where nothing runs.
        title: The heading's text, empty where the blocks stand under none or under several.
        line: The heading's line, 0 where there is none.
        above: The text of the procedure's own heading, in lower case, where the section is a part of it.
    """

    kind: SectionKind
    number: str
    title: str
    blocks: tuple[Block, ...]
    line: int = 0
    above: str = ""


class _Found(Struct):
    """Headings of a known kind, in page order, and what stands outside them."""

    named: list[tuple[SectionKind, Block]] = field(default_factory=list)
    numbered: list[Block] = field(default_factory=list)
    loose: list[Block] = field(default_factory=list)


def heading_text(block: Block) -> str:
    """The first line of a block as a reader sees it."""
    first = next((part for part in block.parts if isinstance(part, Text)), None)
    return plain(first.text.split("\n")[0]) if first else ""


def read_sections(outline: Outline) -> tuple[Section, ...]:
    """Give the page's sections in page order, numbered as the contract says."""
    found = _Found()
    _collect(_without_title(outline.blocks), found)
    procedures = [block for kind, block in found.named if kind is SectionKind.PROCEDURE]
    if procedures:
        main = [section for block in procedures for section in _procedure(block)]
    elif found.numbered:
        main = [_section(block, _kind_or_procedure(block)) for block in found.numbered]
    else:
        main = [Section(kind=SectionKind.PROCEDURE, number="", title="", blocks=tuple(found.loose))]
    others = [_section(block, kind) for kind, block in found.named if kind is not SectionKind.PROCEDURE]
    return tuple(_number([*main, *others]))


def _without_title(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, with the page's one title laid open: "Overview" over a page's procedure is no section."""
    tops = [block for block in blocks if block.kind is BlockKind.HEADING and block.level == 1]
    for block in blocks:
        if tops == [block] and _is_over_procedure(block):
            yield from block.children
        else:
            yield block


def _is_over_procedure(block: Block) -> bool:
    if section_kind(heading_text(block)) in (SectionKind.OTHER, SectionKind.PROCEDURE):
        return False
    headings = (heading_text(child) for child in block.children if child.kind is BlockKind.HEADING)
    return any(is_numbered(text) or section_kind(text) is SectionKind.PROCEDURE for text in headings)


def _collect(blocks: Iterable[Block], found: _Found) -> None:
    pending = list(blocks)[::-1]
    while pending:
        block = pending.pop()
        if block.kind is not BlockKind.HEADING:
            found.loose.append(block)
            continue
        title = heading_text(block)
        kind = section_kind(title)
        if is_numbered(title) and kind in (SectionKind.OTHER, *NUMBERED):
            found.numbered.append(block)
        elif kind is not SectionKind.OTHER:
            found.named.append((kind, block))
        else:
            # Its text stays, as the heading of what stands below it.
            found.loose.append(replace(block, children=()))
            pending += reversed(block.children)


def _procedure(block: Block) -> Iterator[Section]:
    """What stands straight under the procedure's heading, then a section for each heading under it."""
    headings = [child for child in block.children if child.kind is BlockKind.HEADING]
    direct = tuple(child for child in block.children if child.kind is not BlockKind.HEADING)
    own = replace(block, children=direct)
    if direct or len(block.parts) > 1:
        number = "0" if headings else ""
        yield replace(_section(own, SectionKind.PROCEDURE), number=number)
    above = heading_text(block).lower()
    for heading in headings:
        yield replace(_section(heading, _kind_or_procedure(heading)), above=above)


def _kind_or_procedure(block: Block) -> SectionKind:
    kind = section_kind(heading_text(block))
    return SectionKind.PROCEDURE if kind is SectionKind.OTHER else kind


def _section(block: Block, kind: SectionKind) -> Section:
    beside = replace(block, kind=BlockKind.PARAGRAPH, parts=_below_title(block), children=())
    body = (beside, *block.children) if beside.parts else block.children
    return Section(kind=kind, number="", title=heading_text(block), blocks=body, line=block.line)


def _below_title(block: Block) -> tuple[Text, ...]:
    """A heading's own parts but for its first line, which is its title."""
    first, *rest = block.parts or (None,)
    if isinstance(first, Text) and "\n" in first.text:
        below = first.text.partition("\n")[2]
        rest = [Text(text=below, line=first.line + 1, end_line=first.end_line), *rest]
    return tuple(rest)  # type: ignore[arg-type]


def _number(sections: Iterable[Section]) -> Iterator[Section]:
    count = 0
    letters = {SectionKind.PRECONDITIONS: "p", SectionKind.CLEANUP: "c"}
    for section in sections:
        if section.kind in NUMBERED and not section.number:
            count += 1
            yield replace(section, number=str(count))
        else:
            yield replace(section, number=section.number or letters.get(section.kind, ""))
