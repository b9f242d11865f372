"""Links of a page: where they stand and what they name. Follows none of them."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec import Struct

from runner.outline import Fence, Html, Text
from runner.patterns import regex
from runner.read.inline import read_targets
from runner.read.tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runner.outline import Block

# Code and macros name nothing; a tag need not have a page.
_NAMES = regex(
    r"""(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)
      | \{\{.*?\}\}
      | \#\[\[[^\[\]\n]+\]\]
      | \[\[(?P<page>[^\[\]\n]+)\]\]
      | \(\((?P<block>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\)\)""",
    re.DOTALL | re.VERBOSE,
)
_DEFINITION = regex(r"[ \t>]*(?:- )?\[[^\[\]^][^\[\]]*\]:[ \t]+(?:<([^<>]+)>|(\S+))(?:[ \t]+[\"'(].*)?[ \t]*")
# Another host, a part of this page, a path of the site, a name of the graph, or what a template fills in.
_NO_FILE = regex(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/#?]|\[\[|\(\(|.*(?:\{\{|\{%|\$\{|\$\()", re.DOTALL)


class LinkKind(StrEnum):
    """What a link names: a file beside the page, a page of the graph, or a block of it."""

    FILE = "file"
    PAGE = "page"
    BLOCK = "block"


class Link(Struct, frozen=True, kw_only=True):
    """A link and its place; `target` is a relative path, the name of a page or the id of a block."""

    kind: LinkKind
    target: str
    line: int


def read_links(blocks: Iterable[Block]) -> Iterator[Link]:
    """Give the links and images of a page in page order; those in code and to elsewhere are none."""
    for block in walk(blocks):
        for part in block.parts:
            if isinstance(part, Text) and ("[" in part.text or "((" in part.text):
                yield from sorted(_in_text(part), key=lambda link: link.line)


def _in_text(text: Text) -> Iterator[Link]:
    for target, breaks in read_targets(text.text) if "](" in text.text else ():
        yield from file_link(target, text.line + breaks)
    for match in _NAMES.finditer(text.text):
        line = text.line + text.text.count("\n", 0, match.start())
        if match["page"]:
            yield Link(kind=LinkKind.PAGE, target=match["page"].strip(), line=line)
        elif match["block"]:
            yield Link(kind=LinkKind.BLOCK, target=match["block"].lower(), line=line)


def file_link(url: str, line: int) -> Iterator[Link]:
    """Give the link that a URL is, if it names a file beside the page."""
    target = unquote(re.split(r"[#?]", url, maxsplit=1)[0])
    if target and not _NO_FILE.match(unquote(url)):
        yield Link(kind=LinkKind.FILE, target=target, line=line)


def read_definitions(blocks: Iterable[Block], lines: Sequence[str]) -> Iterator[Link]:
    """Give what `[name]: target` lines name: no part of a block holds them.

    Args:
        blocks: The page's; what is code or HTML in them defines nothing.
        lines: The page's.
    """
    parts = (part for block in walk(blocks) for part in block.parts if isinstance(part, Fence | Html))
    opaque = {line for part in parts for line in range(part.line, part.end_line + 1)}
    for line, text in enumerate(lines, 1):
        match = _DEFINITION.fullmatch(text) if "]:" in text else None
        if match and line not in opaque:
            yield from file_link(match[1] or match[2], line)
