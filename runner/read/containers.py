"""Containers of several sites' Markdown as a block rule of markdown-it. Says nothing of what they mean.

`!!! note`, `??? note`, `???+ note` and `=== "Tab"` own the lines below that are indented by four columns.
Source: Python-Markdown's admonition and PyMdown's details and tabbed, read 2026-11.

`::: note` owns the lines up to its `:::`, as in Pandoc, Docusaurus and the Carpentries' workbench; a line of
colons closes what was opened last, whatever their number. Source: Pandoc's manual, "Divs", read 2026-11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.patterns import regex

if TYPE_CHECKING:
    import re

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

_OPENING = regex(r"(?:!!!|\?\?\?\+?)[ \t]+[\w-]+.*|===[!+]*[ \t]+([\"']).+\1[ \t]*$")
_DIV = regex(r":{3,}[ \t]*\{?[.#]?[A-Za-z][^`]*")
_DIV_END = regex(r":{3,}[ \t]*")
_CODE = regex(r"(`{3,}|~{3,})")
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
    if _OPENING.match(opening):
        if not silent:
            _take(state, start, _last_line(state, start, end), opening)
        return True
    if not _DIV.fullmatch(opening):
        return False
    closing = _closing_line(state, start, end)
    if closing and not silent:
        _take_div(state, start, closing, opening)
    return bool(closing)


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


def _closing_line(state: StateBlock, start: int, end: int) -> int:
    """The line that closes the div opened on `start`, 0 where none does before `end`."""
    if "divs" not in state.env:
        state.env["divs"] = _div_lines(state, len(state.bMarks) - 1)
    closing: int = state.env["divs"].get(start, 0)
    return closing if closing < end else 0


def _div_lines(state: StateBlock, end: int) -> dict[int, int]:
    """Each opening line with its closing one, found in one pass; lines of code are passed over."""
    closings: dict[int, int] = {}
    opened: list[int] = []
    fence = ""
    for line in range(end):
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
        mark = _CODE.match(text)
        if fence or mark:
            fence = _fence_after(text, fence, mark)
        elif _DIV_END.fullmatch(text):
            if opened:
                closings[opened.pop()] = line
        elif _DIV.fullmatch(text):
            opened.append(line)
    return closings


def _fence_after(text: str, fence: str, mark: re.Match[str] | None) -> str:
    """The mark of the code fence that is open behind this line, empty where none is."""
    if not fence:
        return mark[1] if mark else ""
    closes = mark is not None and mark[1].startswith(fence) and not text.strip(fence[0] + " \t")
    return "" if closes else fence


def _take_div(state: StateBlock, start: int, closing: int, opening: str) -> None:
    token = state.push(OPEN, "div", 1)
    token.content, token.map = opening, [start, closing + 1]
    kept = state.lineMax, state.parentType
    state.lineMax, state.parentType = closing, "container"
    state.md.block.tokenize(state, start + 1, closing)
    state.lineMax, state.parentType = kept
    state.push(CLOSE, "div", -1)
    state.line = closing + 1
