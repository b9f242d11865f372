"""MkDocs' indented containers as a block rule of markdown-it: admonitions, foldable ones and content tabs.

`!!! note`, `??? note`, `???+ note` and `=== "Tab"` own the lines below that are indented by four columns.
Source: Python-Markdown's admonition and PyMdown's details and tabbed, read 2026-11.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

_OPENING = re.compile(r"(?:!!!|\?\?\?\+?)[ \t]+[\w-]+.*|===[!+]*[ \t]+([\"']).+\1[ \t]*$")
_INDENT = 4
OPEN, CLOSE = "container_open", "container_close"


def add_containers(parser: MarkdownIt) -> None:
    """Teach a parser the containers; their first line is the text of the opening token."""
    parser.block.ruler.before(
        "fence", "container", _container, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def _container(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's own
    if state.is_code_block(start):
        return False
    opening = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if not _OPENING.match(opening):
        return False
    if not silent:
        _take(state, start, _last_line(state, start, end), opening)
    return True


def _last_line(state: StateBlock, start: int, end: int) -> int:
    """The line behind the container's last one that is not blank."""
    inside = state.sCount[start] + _INDENT
    last = line = start + 1
    while line < end and (state.isEmpty(line) or state.sCount[line] >= inside):
        line += 1
        if not state.isEmpty(line - 1):
            last = line
    return last


def _take(state: StateBlock, start: int, last: int, opening: str) -> None:
    token = state.push(OPEN, "div", 1)
    token.content, token.map = opening, [start, last]
    kept = state.blkIndent, state.lineMax, state.parentType
    state.blkIndent, state.lineMax, state.parentType = state.sCount[start] + _INDENT, last, "container"
    state.md.block.tokenize(state, start + 1, last)
    state.blkIndent, state.lineMax, state.parentType = kept
    state.push(CLOSE, "div", -1)
    state.line = last
