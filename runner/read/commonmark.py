"""A plain Markdown page to blocks and properties. Gives no meaning to what it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.outline import Block, Fence, Finding, Level, Location, Property
from runner.read.depth import find_too_deep
from runner.read.front_matter import front_matter_properties
from runner.read.markdown import markdown_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def read_commonmark(
    path: str, lines: list[str]
) -> tuple[tuple[Property, ...], tuple[Block, ...], tuple[Finding, ...]]:
    """Give the page's front matter, its blocks, and what cannot be read as meant."""
    end = end_of_front_matter(lines)
    properties = tuple(front_matter_properties(lines[1 : end - 1], first_line=2)) if end else ()
    blocks = markdown_blocks("\n".join(lines[end:]), first_line=end + 1)
    too_deep = find_too_deep(path, lines[end:], first_line=end + 1)
    return properties, blocks, (*_unclosed(path, lines, blocks), *too_deep)


def end_of_front_matter(lines: list[str]) -> int:
    """The last line of the front matter, 0 for a page without."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    return next((index + 1 for index in range(1, len(lines)) if lines[index].rstrip() in ("---", "...")), 0)


def _unclosed(path: str, lines: list[str], blocks: Iterable[Block]) -> Iterator[Finding]:
    for fence in _fences(blocks):
        mark = lines[fence.line - 1].lstrip(" \t>-*+0123456789.)")[:3]
        if mark not in ("```", "~~~"):
            continue
        closing = lines[fence.end_line - 1].strip(" \t>")
        closed = fence.end_line > fence.line and closing.startswith(mark) and not closing.strip(mark[0])
        if not closed:
            message = "this fence is never closed, so all that follows would be code; close it"
            place = Location(path=path, line=fence.line, end_line=fence.end_line)
            yield Finding(code="unclosed-fence", level=Level.ERROR, message=message, location=place)


def _fences(blocks: Iterable[Block]) -> Iterator[Fence]:
    for block in blocks:
        yield from (part for part in block.parts if isinstance(part, Fence))
        yield from _fences(block.children)
