"""The `key:: value` lines of a Logseq page: a block's and the page's own. Gives no meaning to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner.outline import Property
from runner.patterns import regex
from runner.read.logseq_blocks import RegionKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.read.logseq_blocks import RawBlock, Region

_PROPERTY = regex(r"[ \t]*([^\s:]+)::(?: (.*))?$")
_DRAWER_PROPERTY = regex(r"[ \t]*:(?!END:)([^\s:]+):(?: (.*))?$", re.IGNORECASE)


def block_properties(raw: RawBlock, lines: Sequence[str]) -> tuple[Property, ...]:
    """Give the block's first run of property lines outside regions; later runs do not count.

    A `:PROPERTIES:` drawer, as older pages have it, belongs to the run.
    """
    found: list[Property] = []
    start = raw.start
    for region in raw.regions:
        if _add_run(found, raw, lines, range(start, region.start)) or (found and not _is_drawer(region)):
            return tuple(found)
        if _is_drawer(region):
            found += _drawer_properties(lines, region)
        start = region.end + 1
    _add_run(found, raw, lines, range(start, raw.end + 1))
    return tuple(found)


def _add_run(found: list[Property], raw: RawBlock, lines: Sequence[str], places: range) -> bool:
    """Add the properties on these lines; tell whether the run has come to its end there."""
    for index in places:
        text = raw.head if index == raw.start and raw.indent >= 0 else lines[index]
        match = _PROPERTY.match(text) if "::" in text else None
        if match is not None:
            found.append(_property(match, index))
        elif found:
            return True
    return False


def _is_drawer(region: Region) -> bool:
    return region.kind is RegionKind.DRAWER and region.info == "properties"


def _drawer_properties(lines: Sequence[str], region: Region) -> list[Property]:
    """A drawer with any other line in it is no drawer of properties."""
    places = range(region.start + 1, region.end)
    found: list[Property] = []
    for index in places:
        match = _DRAWER_PROPERTY.match(lines[index])
        if match is None:
            return []
        found.append(_property(match, index))
    return found


def _property(match: re.Match[str], index: int) -> Property:
    name = match[1].lower().replace("_", "-")
    return Property(name=name, value=(match[2] or "").strip(), line=index + 1)


def page_properties(blocks: Sequence[RawBlock], lines: Sequence[str]) -> tuple[Property, ...]:
    """Give the front matter, and the properties that open the page or fill its whole first bullet."""
    if not blocks:
        return ()
    first = blocks[0]
    found = block_properties(first, lines) if not first.level else ()
    own = {item.line for item in found}
    if first.indent >= 0:
        whole = all(
            line in own or not lines[line - 1].strip() for line in range(first.start + 1, first.end + 2)
        )
        return found if whole else ()
    front = tuple(_front_matter(lines, first.regions[0])) if _is_front_matter(first) else ()
    return (*front, *(found if opens_page(first, found, lines) else ()))


def opens_page(first: RawBlock, found: Sequence[Property], lines: Sequence[str]) -> bool:
    """Whether the properties before the first block are the page's: nothing stands before them."""
    behind = first.regions[0].end + 1 if _is_front_matter(first) else 0
    return bool(found) and not any(lines[index].strip() for index in range(behind, found[0].line - 1))


def _is_front_matter(first: RawBlock) -> bool:
    return bool(first.regions) and first.regions[0].kind is RegionKind.FRONT_MATTER


def _front_matter(lines: Sequence[str], region: Region) -> Iterator[Property]:
    from runner.read.front_matter import front_matter_properties

    return front_matter_properties(list(lines[region.start + 1 : region.end]), first_line=region.start + 2)
