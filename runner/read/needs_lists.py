"""What the texts around a precondition make of it: a choice, optional, or no precondition. Reads no sentence.

A text that is not understood takes from what stands under it the power to block.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from runner.outline import BlockKind, Text
from runner.patterns import regex
from runner.read.inline import plain
from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from runner.outline import Block

_ENDS_IN_OR = regex(r",? or$|^or$", re.IGNORECASE)
_BEGINS_WITH_OR = regex(r"or\b", re.IGNORECASE)
_POINTS = regex(r"\b(?:following|these|below)\b")
# A label is a paragraph of its own, and no sentence.
_LABEL = 6


class Says(StrEnum):
    """What a text says of the items that it leads to."""

    LEFT = "left"
    CHOICE = "choice"
    OPTIONAL = "optional"
    SOME = "some"
    ALL = "all"


class Around(Struct, frozen=True, kw_only=True):
    """What the texts around a block say of it.

    Attributes:
        left: Whether it names no thing that must be there.
        choice: The line of the first block of which one is enough, 0 where all are needed.
        condition: The text that makes it a matter of a condition, empty where none does.
    """

    left: bool = False
    optional: bool = False
    choice: int = 0
    condition: str = ""

    def under(self, text: str, said: Says | None, line: int) -> Around:
        """What stands under a text; `line` is that of the first block under it."""
        match said:
            case Says.LEFT:
                return replace(self, left=True)
            case Says.OPTIONAL:
                return replace(self, optional=True)
            case Says.CHOICE:
                return replace(self, choice=self.choice or line)
            case Says.SOME:
                return replace(self, condition=self.condition or text.rstrip(": "))
            case _:
                return self


NOTHING = Around()


def lists_table() -> dict[str, Any]:
    """The data file as it stands, with the examples that are its tests."""
    return read_table(__file__, "needs_lists.toml")


@cache
def _leads() -> tuple[tuple[Says, re.Pattern[str]], ...]:
    return tuple((Says(row["says"]), re.compile(row["form"])) for row in lists_table()["lead"])


@cache
def _remarks() -> Mapping[Says, re.Pattern[str]]:
    return {Says(said): re.compile(form) for said, form in lists_table()["remark"].items()}


def said_by(text: str) -> Says | None:
    """What a text says of what it leads to, None where no row of the table has it."""
    shown = text.lower().rstrip(": ")
    return next((said for said, form in _leads() if form.search(shown)), None)


def remark_on(text: str) -> Says | None:
    """What a sentence says of the item to which it is added, None where it is no such remark."""
    shown = text.lower()
    return next((said for said, form in _remarks().items() if form.search(shown)), None)


def around_blocks(roots: Sequence[Block]) -> dict[int, Around]:
    """Give what is said around each block, by its identity; a stack, for pages nest deeper than Python."""
    found: dict[int, Around] = {}
    pending: list[tuple[Sequence[Block], Around]] = [(roots, NOTHING)]
    while pending:
        siblings, around = pending.pop()
        for block, own in _siblings(siblings, around):
            found[id(block)] = _remarked(own, block.children)
            pending.append((block.children, _within(block, own)))
    return found


def _siblings(siblings: Sequence[Block], around: Around) -> Iterator[tuple[Block, Around]]:
    """Blocks side by side: items stand under the text before their list, and may be joined by "or"."""
    led = around
    joined = _joined_by_or(siblings)
    for number, block in enumerate(siblings):
        if block.kind is not BlockKind.ITEM:
            text = _last_text(block)
            following = siblings[number + 1].line if number + 1 < len(siblings) else 0
            leads = block.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE)
            led = around.under(text, _of_paragraph(text) if leads else None, following)
            yield block, around
        elif id(block) in joined:
            yield block, replace(led, choice=led.choice or joined[id(block)])
        else:
            yield block, led


def _joined_by_or(siblings: Sequence[Block]) -> dict[int, int]:
    """The items of which one is enough, joined by "or": identity → line of the first."""
    joined: dict[int, int] = {}
    for block, after in pairwise(siblings):
        if block.kind is after.kind is BlockKind.ITEM:
            ends = _ENDS_IN_OR.search(_last_text(block))
            if ends or _BEGINS_WITH_OR.match(_last_text(after)):
                first = joined.setdefault(id(block), block.line)
                joined[id(after)] = first
    return joined


def _within(block: Block, own: Around) -> Around:
    """What is said of the blocks under a block."""
    text = _last_text(block)
    first = block.children[0].line if block.children else 0
    if block.kind is BlockKind.HEADING:
        said = said_by(text)
        return own.under(text, said, first)
    if block.kind is BlockKind.TAB:
        return own.under(text, Says.SOME, first)
    items = any(child.kind is BlockKind.ITEM for child in block.children)
    return own.under(text, _of_paragraph(text), first) if items and text else own


def _of_paragraph(text: str) -> Says | None:
    """What a paragraph or an item says of the list behind it; a plain sentence says nothing of it."""
    said = said_by(text)
    if said is not None or not text:
        return said if _leads_on(text) else None
    return Says.SOME if text.endswith(":") else None


def _leads_on(text: str) -> bool:
    label = not text.endswith(".") and len(text.split()) <= _LABEL
    return text.endswith(":") or label or _POINTS.search(text.lower()) is not None


def _remarked(own: Around, children: Iterable[Block]) -> Around:
    """A block with what the items under it add to it."""
    for child in children:
        text = _last_text(child)
        own = own.under(text, remark_on(text), 0) if child.kind is not BlockKind.HEADING else own
    return own


def _last_text(block: Block) -> str:
    texts = [part.text for part in block.parts if isinstance(part, Text)]
    return plain(texts[-1]) if texts else ""
