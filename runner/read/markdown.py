"""CommonMark text to blocks through markdown-it-py. Knows neither front matter nor pages."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from runner.outline import Block, BlockKind, Fence, Html, Part, Text
from runner.read.block_rules import look_first
from runner.read.containers import add_containers
from runner.read.fences import split_info

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# As deep as a page can nest and be walked in Python's own stack of 1,000 calls.
DEEPEST = 200
_NESTING = ("blockquote_open", "list_item_open", "container_open")


def markdown_blocks(text: str, *, first_line: int = 1) -> tuple[Block, ...]:
    """Parse CommonMark (with tables) into blocks whose lines count from `first_line`.

    Headings are siblings of what follows them here; `runner.read.outline` nests them.
    """
    tokens = _tokens(text)
    return tuple(_Reader(tokens, first_line).blocks())


def unread_lines(text: str, *, first_line: int = 1) -> Iterator[int]:
    """Give the lines on which a quote or list stands whose content is too deep to be read."""
    for token, following in pairwise(_tokens(text)):
        if token.type in _NESTING and token.level >= DEEPEST - 1 and following.nesting < 0:
            yield (token.map or (0, 1))[0] + first_line


def _tokens(text: str) -> list[Token]:
    """The tokens of a text; prose is parsed where it is read: most of a page is never asked for its spans."""
    from runner.read.block_state import block_tokens

    return block_tokens(_parser(), text)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable("table")
    add_containers(parser)
    look_first(parser)
    return parser


class _Reader:
    """Walks the flat tokens once."""

    def __init__(self, tokens: list[Token], first_line: int) -> None:
        self.tokens = tokens
        self.first_line = first_line
        self.index = 0

    def blocks(self, closing: str = "") -> Iterator[Block]:
        """The blocks up to the closing token, which is taken too."""
        while self.index < len(self.tokens):
            token = self.tokens[self.index]
            self.index += 1
            if token.type == closing:
                return
            yield from self._from(token)

    def _from(self, token: Token) -> Iterator[Block]:
        match token.type:
            case "heading_open":
                yield self._leaf(token, BlockKind.HEADING, level=int(token.tag[1]))
            case "paragraph_open":
                yield self._leaf(token, BlockKind.PARAGRAPH)
            case "fence" | "code_block":
                yield self._block(token, BlockKind.PARAGRAPH, parts=(self._fence(token),))
            case "html_block":
                yield self._block(token, BlockKind.HTML, parts=(self._html(token),))
            case "blockquote_open" | "container_open":
                yield self._quote(token)
            case "bullet_list_open" | "ordered_list_open":
                yield from self._items(token)
            case "table_open":
                yield self._table(token)
            case _:
                pass

    def _items(self, opening: Token) -> Iterator[Block]:
        ordered = opening.type == "ordered_list_open"
        while self.index < len(self.tokens):
            token = self.tokens[self.index]
            self.index += 1
            if token.type == opening.type.replace("open", "close"):
                return
            parts, children = _leading_parts(list(self.blocks("list_item_close")))
            yield self._block(token, BlockKind.ITEM, parts=parts, children=children, ordered=ordered)

    def _leaf(self, token: Token, kind: BlockKind, *, level: int = 0) -> Block:
        content = self.tokens[self.index]
        self.index += 2
        line, end_line = self._lines(token)
        parts: tuple[Part, ...] = ()
        if content.content:
            parts = (Text(text=content.content, line=line, end_line=end_line),)
        return Block(kind=kind, line=line, end_line=end_line, level=level, parts=parts)

    def _quote(self, opening: Token) -> Block:
        """A quote or a container; a container's opening line, without marks, is its own text."""
        parts: tuple[Part, ...] = ()
        if opening.content:
            line = self._lines(opening)[0]
            title = opening.content.replace('"', "").strip("!?+=':{}. \t")
            parts = (Text(text=title, line=line, end_line=line),)
        children = tuple(self.blocks(opening.type.replace("open", "close")))
        kind = BlockKind.TAB if opening.content.startswith("=") else BlockKind.QUOTE
        return self._block(opening, kind, parts=parts, children=children)

    def _table(self, opening: Token) -> Block:
        """A table as one text a row, its cells divided by ` | `; the first row is the head."""
        rows: list[Part] = []
        cells: list[str] = []
        line = self._lines(opening)[0]
        while (token := self.tokens[self.index]).type != "table_close":
            self.index += 1
            if token.type == "tr_open":
                cells, line = [], self._lines(token)[0]
            elif token.type == "inline":
                cells.append(token.content)
            elif token.type == "tr_close":
                rows.append(Text(text=" | ".join(cells), line=line, end_line=line))
        self.index += 1
        return self._block(opening, BlockKind.TABLE, parts=tuple(rows))

    def _fence(self, token: Token) -> Fence:
        line, end_line = self._lines(token)
        language, attributes = split_info(token.info)
        return Fence(
            language=language,
            attributes=attributes,
            code=token.content,
            line=line,
            end_line=end_line,
        )

    def _html(self, token: Token) -> Html:
        line, end_line = self._lines(token)
        return Html(text=token.content.strip(), line=line, end_line=end_line)

    def _block(
        self,
        token: Token,
        kind: BlockKind,
        *,
        parts: tuple[Part, ...] = (),
        children: tuple[Block, ...] = (),
        ordered: bool = False,
    ) -> Block:
        line, end_line = self._lines(token)
        return Block(kind=kind, line=line, end_line=end_line, ordered=ordered, parts=parts, children=children)

    def _lines(self, token: Token) -> tuple[int, int]:
        start, end = token.map or (0, 1)
        return start + self.first_line, max(end, start + 1) + self.first_line - 1


def _leading_parts(blocks: list[Block]) -> tuple[tuple[Part, ...], tuple[Block, ...]]:
    """An item's own paragraphs and fences are its parts, up to the first list, quote or table in it."""
    parts: list[Part] = []
    for index, block in enumerate(blocks):
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.HTML):
            return tuple(parts), tuple(blocks[index:])
        parts += block.parts
    return tuple(parts), ()
