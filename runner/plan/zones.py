"""Where in a block bash reads text in another way: quotes, comments, arithmetic. Quotes nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from runner.plan.quoting import BARE, Place, Quoting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

_BACKTICK = re.compile(rb"(?<!\\)`")
# What stands within these has no other quoting of its own that could be relied on.
_FINAL = {Quoting.UNSURE, Quoting.ARITHMETIC, Quoting.EXPANSION}
_NUMERIC = {b"-eq", b"-ne", b"-lt", b"-le", b"-gt", b"-ge"}
# The place that a node's text is, by its kind; a kind without one here has its parent's.
ZONES = {
    "comment": Quoting.COMMENT,
    "raw_string": Quoting.SINGLE,
    "ansi_c_string": Quoting.ANSI,
    "command_substitution": Quoting.BARE,
    "process_substitution": Quoting.BARE,
    "arithmetic_expansion": Quoting.ARITHMETIC,
    "expansion": Quoting.EXPANSION,
    "subscript": Quoting.ARITHMETIC,
    "string": Quoting.DOUBLE,
    "string_content": Quoting.DOUBLE,
    "heredoc_body": Quoting.HEREDOC,
}


def quoting_of(node: Node) -> Quoting | None:
    """How bash reads a node's text, None where it is read as what stands around it."""
    match node.type:
        case "c_style_for_statement":
            return Quoting.ARITHMETIC
        case "do_group":
            return Quoting.BARE
        case "compound_statement" if node.children[:1] and node.children[0].type == "((":
            return Quoting.ARITHMETIC
        case "binary_expression" if any(map(_is_numeric, node.children)):
            return Quoting.ARITHMETIC
        case kind:
            return ZONES.get(kind)


def _is_numeric(child: Node) -> bool:
    """Whether an operator takes numbers; only a leaf's text is looked at, since nested ones share theirs."""
    return child.type == "test_operator" and child.text in _NUMERIC


def place_in(node: Node, parent: Node, place: Place) -> Place:
    """How bash reads the text of a node that stands at a place."""
    quoting = quoting_of(node)
    if quoting is None:
        return place
    if quoting is Quoting.HEREDOC:
        written = [child for child in parent.children if child.type in ("<<-", "heredoc_start")]
        raw = any(re.search(rb"[\\'\"]", child.text or b"") for child in written)
        tabs = any(child.type == "<<-" for child in written)
        quoting = Quoting.RAW_HEREDOC if raw else quoting
        # The grammar does not read them there.
        quoting = Quoting.UNSURE if not raw and _BACKTICK.search(node.text or b"") else quoting
        return replace(place, quoting=quoting, without_tabs=tabs, in_heredoc=not raw)
    if node.children[:1] and node.children[0].type == "`":
        # Backticks in backticks are escaped once more, and the grammar reads them as plain text.
        nested = place.backticks or b"\\`" in (node.text or b"")
        return Place(quoting=Quoting.UNSURE if nested else quoting, backticks=True)
    inside = place.quoting is Quoting.UNSURE or (quoting is not Quoting.BARE and place.quoting in _FINAL)
    return place if inside else replace(place, quoting=quoting, without_tabs=False)


def changes(zones: Iterable[tuple[int, int, Place]]) -> tuple[list[int], list[Place]]:
    """Zones that nest, the outer ones first, as the offsets at which the innermost zone changes."""
    starts: list[int] = []
    places: list[Place] = []
    inside: list[tuple[int, Place]] = []
    for start, end, place in zones:
        _leave(inside, start, starts, places)
        inside.append((end, place))
        starts.append(start)
        places.append(place)
    _leave(inside, None, starts, places)
    return starts, places


def _leave(
    inside: list[tuple[int, Place]], offset: int | None, starts: list[int], places: list[Place]
) -> None:
    """End the zones that end at or before an offset, all of them where it is None."""
    while inside and (offset is None or inside[-1][0] <= offset):
        end, _ = inside.pop()
        starts.append(end)
        places.append(inside[-1][1] if inside else BARE)
