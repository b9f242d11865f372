"""The Markdown inside a block of a Logseq page: lists, quotes and tables to blocks.

Code is never in it: where a fence begins and ends is Logseq's to say, before this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.outline import Block, BlockKind, Fence, Text
from runner.patterns import regex
from runner.read.markdown import markdown_blocks

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

# Text that begins nothing to any reader of Markdown: no item, quote, rule, table, HTML or link definition.
_PLAIN = r"(?:[A-Za-z(]|\*\*?[A-Za-z`]|`[^`]|\[[^\]]*\](?!:)).*"
_PLAIN_ITEM = regex(rf"(?:[*+]|(\d{{1,9}})[.)]) {{1,4}}({_PLAIN})")
_PLAIN_QUOTE = regex(rf"> ?({_PLAIN})")


def read_inner(texts: Sequence[str], first_line: int) -> tuple[Block, ...]:
    """Parse lines that hold no fence; what looks like code to CommonMark is text to Logseq.

    Most lists and quotes are a few plain lines. Those are read here: a whole parser would take most of a
    page's time for them.

    Args:
        texts: The lines, without what the page indents them.
        first_line: The 1-based line of the page that the first of them is.
    """
    items = [_PLAIN_ITEM.fullmatch(text) for text in texts]
    if all(items):
        return tuple(_item(match, line) for line, match in enumerate(items, first_line) if match)
    quoted = [_PLAIN_QUOTE.fullmatch(text) for text in texts]
    if all(quoted):
        return (_quote("\n".join(match[1] for match in quoted if match), first_line, len(texts)),)
    blocks = markdown_blocks("\n".join(texts), first_line=first_line)
    return tuple(_without_code(block, texts, first_line) for block in blocks)


def _item(match: re.Match[str], line: int) -> Block:
    text = Text(text=match[2].rstrip(), line=line, end_line=line)
    return Block(kind=BlockKind.ITEM, line=line, end_line=line, ordered=match[1] is not None, parts=(text,))


def _quote(text: str, line: int, count: int) -> Block:
    end = line + count - 1
    part = Text(text=text.rstrip(), line=line, end_line=end)
    prose = Block(kind=BlockKind.PARAGRAPH, line=line, end_line=end, parts=(part,))
    return Block(kind=BlockKind.QUOTE, line=line, end_line=end, children=(prose,))


def _without_code(block: Block, texts: Sequence[str], first_line: int) -> Block:
    parts = [_as_text(part, texts, first_line) if isinstance(part, Fence) else part for part in block.parts]
    children: list[Block] = []
    for child in block.children:
        children.append(_without_code(child, texts, first_line))  # noqa: PERF401 - a frame less a level
    return replace(block, parts=tuple(parts), children=tuple(children))


def _as_text(fence: Fence, texts: Sequence[str], first_line: int) -> Text:
    places = slice(fence.line - first_line, fence.end_line - first_line + 1)
    text = "\n".join(line.strip("> \t") for line in texts[places])
    return Text(text=text, line=fence.line, end_line=fence.end_line)
