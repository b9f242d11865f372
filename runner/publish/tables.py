"""A table of a Logseq page to one that Python-Markdown reads. Knows nothing of blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.patterns import regex
from runner.publish.inline_text import inline_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.outline import Text
    from runner.publish.inline_text import Scene

_DELIMITER = regex(r"(?<!\\)\|")
_RULE = regex(r"[ \t|:-]+")


def table_lines(rows: Sequence[Text], source: Sequence[str], scene: Scene) -> Iterator[str]:
    """Give the lines of a table.

    Args:
        rows: Its rows as the outline has them: for where each stands.
        source: The lines of the page that it takes in.
        scene: Where it is shown.
    """
    first = rows[0].line if rows else 0
    width = 0
    for row in rows:
        cells = _cells(source[row.line - first])
        shown = [" ".join(inline_markdown(cell, row.line, scene).split()) for cell in cells]
        if row.line == first:
            width = len(cells)
            yield _line(shown)
            yield _rule(source, width)
        else:
            yield _line((shown + [""] * width)[:width])


def _cells(line: str) -> list[str]:
    bare = line.strip().removeprefix("- ").strip().removeprefix("|")
    cells = _DELIMITER.split(bare.removesuffix("|"))
    return [cell.replace("\\|", "|").strip() for cell in cells]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(source: Sequence[str], width: int) -> str:
    """The line under the head, which says how columns are aligned."""
    written = _cells(source[1]) if len(source) > 1 and _RULE.fullmatch(source[1]) else []
    marks = [f"{':' * cell.startswith(':')}---{':' * cell.endswith(':')}" for cell in written]
    return _line((marks + ["---"] * width)[:width])
