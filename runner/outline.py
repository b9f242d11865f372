"""A page's syntax tree, the same for both dialects: frozen data that every room shares.

Nothing here reads or decides; it imports nothing of ours. Lines are 1-based, end lines inclusive. Nothing in
a tree of blocks leads back to itself, so Python's garbage collector is told to leave them alone (`gc=False`).
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Dialect(StrEnum):
    """How the author wrote the page."""

    LOGSEQ = "logseq"
    COMMONMARK = "commonmark"


class Level(StrEnum):
    """How grave a finding is: an error keeps the page from being run."""

    ERROR = "error"
    WARNING = "warning"


class Location(Struct, frozen=True, kw_only=True, gc=False):
    """A place in a page, as messages give it."""

    path: str
    line: int
    end_line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def line_text(line: int, path: str = "") -> str:
    """A line as a sentence names it: `line 3`, or `other.md:3` where it is another page's."""
    return f"{path}:{line}" if path else f"line {line}"


class Finding(Struct, frozen=True, kw_only=True):
    """A fault of the page that was seen while reading or planning it."""

    code: str
    level: Level
    message: str
    location: Location

    def __str__(self) -> str:
        return f"{self.location}: {self.message}"


class BlockKind(StrEnum):
    """What a block of the outline is, whatever the dialect calls it."""

    HEADING = "heading"
    ITEM = "item"
    PARAGRAPH = "paragraph"
    QUOTE = "quote"
    TAB = "tab"
    TABLE = "table"
    HTML = "html"


class Property(Struct, frozen=True, kw_only=True):
    """A Logseq `key:: value` line or an entry of the front matter."""

    name: str
    value: object
    line: int


class Text(Struct, frozen=True, kw_only=True, gc=False):
    """Prose of a block as inline Markdown; its lines are the page's lines from `line` on."""

    text: str
    line: int
    end_line: int


class Fence(Struct, frozen=True, kw_only=True, gc=False):
    """A fenced block from mark to mark; `code` keeps the author's own indentation."""

    language: str
    attributes: str
    code: str
    line: int
    end_line: int


class Html(Struct, frozen=True, kw_only=True, gc=False):
    """Raw HTML, comments too; nothing in it is a step."""

    text: str
    line: int
    end_line: int


Part = Text | Fence | Html


class Block(Struct, frozen=True, kw_only=True, gc=False):
    """A bullet, heading, paragraph, quote or table with what stands under it.

    Attributes:
        level: The rank of a heading (1 to 6), else 0.
        ordered: Whether it is an item of a numbered list.
        marker: A task marker such as `TODO`, else empty.
        end_line: The last line of the block's own parts; children lie behind it.
    """

    kind: BlockKind
    line: int
    end_line: int
    level: int = 0
    ordered: bool = False
    marker: str = ""
    properties: tuple[Property, ...] = ()
    parts: tuple[Part, ...] = ()
    children: tuple[Block, ...] = ()


class Outline(Struct, frozen=True, kw_only=True):
    """A page's syntax tree: headings own what follows them up to the next of their rank or higher."""

    path: str
    dialect: Dialect
    sha256: str
    properties: tuple[Property, ...]
    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...] = ()
