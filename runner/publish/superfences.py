"""Which lines `pymdownx.superfences` takes for fences, and how deep Python-Markdown sees a block of a page.

Python-Markdown is not CommonMark: it counts columns by fours, knows no `1)`, and begins no list right behind
a paragraph. Source: Python-Markdown 3.11 and PyMdown 13.1, read 2026-11. Changes no text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.outline import BlockKind
from runner.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runner.outline import Block

COLUMNS = 4
_OPENING = regex(
    r"""(?P<margin>[> ]*)(?P<fence>~{3,}|`{3,})[ ]*(?:\.?[\w#.+-]+(?=[ ]|$))?
        (?:[ ]*\{[^\n]*\}|(?:[ ]*[a-zA-Z][a-zA-Z0-9_]*(?:=(?:"[^"\n]*"|'[^'\n]*'))?(?=[ ]|$))+)?[ ]*$""",
    re.VERBOSE,
)
_ITEM = regex(r"(?P<margin> *)(?:[-*+]|\d+\.)(?: |$)")
_INDENTING = regex(r"(?P<margin> *)(?:!!!|\?\?\?|===)")
_DIV = regex(r" *:{3,}")


class _Open(Struct):
    """A fence that is not closed yet, and whether its last lines are empty."""

    start: int
    margin: str
    fence: str
    empty: bool = False

    def ends_without(self, margin: str, content: str) -> bool:
        """Whether a line shows that this is no fence: one left of it, or of another quote."""
        level, quoted = margin.count(">"), self.margin.count(">")
        if level > quoted:
            return True
        if not content.strip():
            return False
        return len(margin) < len(self.margin) or (self.empty and level < quoted)


def seen_fences(lines: Sequence[str]) -> dict[int, int]:
    """Find the fences in lines without tabs: for each line of one, 1-based, its last line."""
    ends: dict[int, int] = {}
    fence: _Open | None = None
    for number, line in enumerate(lines, 1):
        if fence is None:
            match = _OPENING.match(line)
            fence = _Open(number, match["margin"], match["fence"]) if match else None
            continue
        content = line[: len(fence.margin)].lstrip("> ") + line[len(fence.margin) :]
        margin = line[: len(line) - len(content)]
        if fence.ends_without(margin, content):
            fence = None
        elif content.rstrip() == fence.fence:
            ends.update(dict.fromkeys(range(fence.start, number + 1), number))
            fence = None
        else:
            fence.empty = not content.strip()
    return ends


class Container(Struct, frozen=True, kw_only=True):
    """A list item, quote, note or tab; `listed` tells whether Python-Markdown sees the list of an item."""

    block: Block
    listed: bool = True


def margin_of(containers: Iterable[Container], line: int, lines: Sequence[str]) -> str | None:
    """What a block that follows this line must begin with to stand where the line does.

    Args:
        containers: What the line stands in, the outermost first.
        line: The 1-based first line of what the block follows.
        lines: The page's, without tabs.

    Returns:
        Columns, and the mark of a quote if it stands in one; None where Python-Markdown would take a block
        there for code, or for a part of something else.
    """
    quote, depth = "", 0
    opening = False
    for container in containers:
        start = container.block.line
        text = lines[start - 1][len(quote) :]
        if _DIV.match(text):
            continue
        if not quote and depth == 0 and text.startswith(">"):
            quote = "> " if text.startswith("> ") else ">"
            continue
        entered = _entered(container, text, depth)
        if entered is None:
            return None
        depth, opening = entered, start == line
    text = lines[line - 1]
    if quote and (not text.startswith(">") or text[len(quote) :].startswith(">")):
        return None
    text = text[len(quote) :]
    column = len(text) - len(text.lstrip(" "))
    if opening:
        return f"{quote}{' ' * COLUMNS * depth}"
    return f"{quote}{' ' * column}" if column // COLUMNS <= depth else None


def _entered(container: Container, text: str, depth: int) -> int | None:
    """How deep the content of a container stands, None where Python-Markdown does not see the container."""
    match = _INDENTING.match(text)
    if match:
        column = len(match["margin"])
        return column // COLUMNS + 1 if column % COLUMNS == 0 and column // COLUMNS <= depth else None
    match = _ITEM.match(text)
    if container.block.kind is not BlockKind.ITEM or match is None:
        return None
    column = len(match["margin"])
    if column // COLUMNS > depth or not container.listed:
        return None
    return column // COLUMNS + 1
