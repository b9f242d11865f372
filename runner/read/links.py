"""Links of a page: where they stand and what they name. Follows none of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from runner.outline import Block, Text
from runner.read.inline import SpanKind, read_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PAGE = re.compile(r"\[\[([^\[\]\n]+)\]\]")
_BLOCK = re.compile(r"\(\(([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\)\)")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|#")


class LinkKind(StrEnum):
    """What a link names: a file beside the page, a page of the graph, or a block of it."""

    FILE = "file"
    PAGE = "page"
    BLOCK = "block"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link and its place; `target` is a relative path, the name of a page or the id of a block."""

    kind: LinkKind
    target: str
    line: int


def read_links(blocks: Iterable[Block]) -> Iterator[Link]:
    """Give the links of a page in page order; those in code and to other hosts are none."""
    pending = list(reversed(list(blocks)))
    while pending:
        block = pending.pop()
        for part in block.parts:
            if isinstance(part, Text) and ("[" in part.text or "((" in part.text):
                yield from _in_text(part)
        pending += reversed(block.children)


def _in_text(text: Text) -> Iterator[Link]:
    line = text.line
    for span in read_spans(text.text):
        if span.kind is SpanKind.LINK and span.target and not _SCHEME.match(span.target):
            yield Link(kind=LinkKind.FILE, target=span.target.partition("#")[0], line=line)
        elif span.kind is not SpanKind.CODE:
            for match in _PAGE.finditer(span.text):
                yield Link(kind=LinkKind.PAGE, target=match[1].strip(), line=line)
            for match in _BLOCK.finditer(span.text):
                yield Link(kind=LinkKind.BLOCK, target=match[1].lower(), line=line)
        line += span.text.count("\n")
