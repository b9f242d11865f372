"""Blocks and texts of the model, made without their generated constructors.

A frozen dataclass sets each field by its name through `object.__setattr__`; setting the slots themselves
takes less than half as long, and blocks and texts are most of what a page is made of. For those alone:
everything else is made as usual.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.outline import Block, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from runner.outline import BlockKind, Part, Property


def _setter(kind: type[Block | Text], name: str) -> Callable[[Block | Text, object], None]:
    setter: Callable[[Block | Text, object], None] = getattr(kind, name).__set__
    return setter


_new = object.__new__
_set_kind = _setter(Block, "kind")
_set_line = _setter(Block, "line")
_set_end_line = _setter(Block, "end_line")
_set_level = _setter(Block, "level")
_set_ordered = _setter(Block, "ordered")
_set_marker = _setter(Block, "marker")
_set_properties = _setter(Block, "properties")
_set_parts = _setter(Block, "parts")
_set_children = _setter(Block, "children")
_set_text = _setter(Text, "text")
_set_text_line = _setter(Text, "line")
_set_text_end_line = _setter(Text, "end_line")
_NO_PROPERTIES: tuple[Property, ...] = ()


def make_block(
    kind: BlockKind,
    place: tuple[int, int],
    level: int,
    marker: str,
    parts: tuple[Part, ...],
    children: tuple[Block, ...],
) -> Block:
    """Make a block without properties; `place` is its first and its last line."""
    block = _new(Block)
    _set_kind(block, kind)
    _set_line(block, place[0])
    _set_end_line(block, place[1])
    _set_level(block, level)
    _set_ordered(block, False)  # noqa: FBT003 - a slot takes its value alone
    _set_marker(block, marker)
    _set_properties(block, _NO_PROPERTIES)
    _set_parts(block, parts)
    _set_children(block, children)
    return block


def make_text(text: str, line: int) -> Text:
    """Make a text of one line."""
    part = _new(Text)
    _set_text(part, text)
    _set_text_line(part, line)
    _set_text_end_line(part, line)
    return part
