"""What markdown-it's block rules write their tokens into, and one rule for its two of plain lines.

It must not change what is read: `tests/read/test_block_rules.py` holds the tokens against those of the plain
parser. Imports the parser: only for pages that need it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from msgspec import Struct

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from runner.read.block_rules import Rule

_INDENT = 4
_SPACES = " \t"


class LightToken(Struct, gc=False):
    """A token of a block with the fields that rules set; one of markdown-it's own takes six times as long."""

    type: str
    tag: str
    nesting: int
    level: int
    map: list[int] | None = None
    content: str = ""
    markup: str = ""
    info: str = ""
    attrs: dict[str, str | int | float] | None = None
    meta: dict[str, object] | None = None
    children: list[object] | None = None
    hidden: bool = False


class _LightState(StateBlock):
    """A state whose tokens are light."""

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Push a new token."""
        if nesting < 0:
            self.level -= 1
        token = LightToken(ttype, tag, nesting, self.level)
        if nesting > 0:
            self.level += 1
        made = cast("Token", token)
        self.tokens.append(made)
        return made


def block_tokens(parser: MarkdownIt, text: str) -> list[Token]:
    """Give the tokens of a text's blocks; nothing inline is parsed. Line ends are plain newlines."""
    state = _LightState(text.replace("\0", "\ufffd"), parser, {}, [])
    parser.block.tokenize(state, state.line, state.lineMax)
    return state.tokens


def read_prose(terminators: Rule) -> Rule:
    """Make the rule for a paragraph and for a heading that is underlined, which look at the same lines.

    Args:
        terminators: Tells whether a line ends a paragraph.
    """

    def prose(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001, FBT001 - markdown-it's own
        kept, state.parentType = state.parentType, "paragraph"
        line, mark = _end_of_prose(state, range(start + 1, end), terminators)
        content = mdTrim(state.getLines(start, line, state.blkIndent, False))  # noqa: FBT003 - markdown-it's own
        state.line = line + bool(mark)
        level = {"=": 1, "-": 2}.get(mark, 0)
        kind, tag = ("heading", f"h{level}") if level else ("paragraph", "p")
        opening = state.push(f"{kind}_open", tag, 1)
        opening.map, opening.markup = [start, state.line], mark
        inline = state.push("inline", "", 0)
        inline.content, inline.map = content, [start, line]
        state.push(f"{kind}_close", tag, -1).markup = mark
        state.parentType = kept
        return True

    return prose


def _end_of_prose(state: StateBlock, lines: range, terminators: Rule) -> tuple[int, str]:
    """The line behind a paragraph, and the mark that underlines it, empty where none does."""
    indent, columns = state.blkIndent, state.sCount
    for line in lines:
        if state.isEmpty(line):
            return line, ""
        inside = columns[line] - indent
        if inside >= _INDENT:
            continue
        if inside >= 0 and (mark := _underlining(state, line)):
            return line, mark
        if columns[line] >= 0 and terminators(state, line, lines.stop, True):  # noqa: FBT003 - markdown-it's own
            return line, ""
    return lines.stop, ""


def _underlining(state: StateBlock, line: int) -> str:
    """The mark that a line consists of, empty where it underlines nothing."""
    start = state.bMarks[line] + state.tShift[line]
    mark = state.src[start]
    if mark not in "=-":
        return ""
    return "" if state.src[start : state.eMarks[line]].rstrip(_SPACES).strip(mark) else mark
