"""A page's text to its outline, whatever the dialect. Gives no meaning to what it finds."""

from __future__ import annotations

from operator import is_not
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.outline import Block, BlockKind, Dialect, Outline
from runner.patterns import regex
from runner.read.commonmark import read_commonmark
from runner.read.graph_root import graph_root, is_mirror_root
from runner.read.includes import may_include, without_includes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runner.read.source import Source

_PROPERTY_LINE = regex(r"[^\s:]+::(?: |$)")
_MOSTLY = 0.9


def read_outline(source: Source) -> Outline:
    """Parse a page; what cannot be read as meant is among the outline's findings, never raised."""
    lines, dialect = _lines_and_dialect(source)
    if dialect is Dialect.LOGSEQ:
        from runner.read.logseq import split_outline

        split = split_outline(source.path, lines)
        properties, blocks, findings = split.properties, split.blocks, split.findings
    else:
        properties, blocks, findings = read_commonmark(source.path, lines)
    if may_include(source.text):
        blocks, included = without_includes(source.path, blocks)
        findings = (*findings, *included)
    return Outline(
        path=source.path,
        dialect=dialect,
        sha256=source.sha256,
        properties=properties,
        blocks=nest_headings(blocks),
        findings=findings,
    )


def _lines_and_dialect(source: Source) -> tuple[list[str], Dialect]:
    """The page's lines as its dialect writes them; in a graph its place tells the dialect, else its text."""
    lines, page = source.lines(), Path(source.path)
    root = graph_root(page)
    if root is None:
        return lines, detect_dialect(lines)
    from runner.read.graph import find_graph, keeps
    from runner.read.mirror import as_outline

    graph = find_graph(page)
    lines = as_outline(lines) if is_mirror_root(root) else lines
    kept = graph is not None and keeps(graph, page)
    return lines, Dialect.LOGSEQ if kept else detect_dialect(lines)


def detect_dialect(lines: Sequence[str]) -> Dialect:
    """Tell the dialect by the page's first lines and by how many lines at column 0 are bullets."""
    body = [line for line in _without_front_matter(lines) if line.strip()]
    if not body:
        return Dialect.COMMONMARK
    if _PROPERTY_LINE.match(body[0]):
        return Dialect.LOGSEQ
    if not body[0].startswith(("- ", "# ")):
        return Dialect.COMMONMARK
    later = [line for line in body[1:] if not line[0].isspace()]
    if not later:
        indented = any(line.startswith("\t- ") for line in body[1:])
        return Dialect.LOGSEQ if body[0].startswith("- ") or indented else Dialect.COMMONMARK
    bullets = sum(line.startswith("- ") or line == "-" for line in later)
    return Dialect.LOGSEQ if bullets >= _MOSTLY * len(later) else Dialect.COMMONMARK


def _without_front_matter(lines: Sequence[str]) -> Sequence[str]:
    if lines and lines[0].rstrip() == "---":
        for index in range(1, len(lines)):
            if lines[index].rstrip() == "---":
                return lines[index + 1 :]
    return lines


def nest_headings(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Put what follows a heading, up to the next of its rank or higher, under it; at every depth."""
    found: list[tuple[Block, int]] = []
    pending = [(block, -1) for block in reversed(blocks)]
    while pending:
        block, parent = pending.pop()
        pending += [(child, len(found)) for child in reversed(block.children)]
        found.append((block, parent))
    # From the last to the first, so that what stands under a block is nested before it.
    below: dict[int, list[Block]] = {}
    for index in range(len(found) - 1, -1, -1):
        block, parent = found[index]
        if index in below:
            children = _under_headings(below.pop(index))
            if any(map(is_not, children, block.children)) or len(children) < len(block.children):
                block = replace(block, children=children)
        below.setdefault(parent, []).append(block)
    return _under_headings(below.get(-1, []))


def _under_headings(backwards: Iterable[Block]) -> tuple[Block, ...]:
    """Nest siblings, given from the last to the first."""
    nested: list[Block] = []
    for block in backwards:
        if block.kind is BlockKind.HEADING:
            own = list(block.children)
            while nested and not (nested[-1].kind is BlockKind.HEADING and nested[-1].level <= block.level):
                own.append(nested.pop())
            nested.append(replace(block, children=tuple(own)) if len(own) > len(block.children) else block)
        else:
            nested.append(block)
    return tuple(reversed(nested))
