"""Where in a block bash reads text in another way: quotes, comments, arithmetic. Quotes nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from runner.patterns import regex
from runner.plan.quoting import BARE, Only, Place, Quoting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_BACKTICK = regex(rb"(?<!\\)`")
# What holds for commands within too.
_LASTING = {Only.UNSURE, Only.AGAIN}
STRINGS = frozenset({"string", "raw_string", "ansi_c_string"})
# What these are given is read by a shell once more.
_READ_AGAIN = {b"eval", b"ssh", b"trap"}
_SHELLS = {b"bash", b"sh", b"zsh", b"dash", b"ksh", b"ash", b"su"}
_COMMAND_FLAG = regex(rb"-[a-z]*c")
_NUMERIC = {b"-eq", b"-ne", b"-lt", b"-le", b"-gt", b"-ge"}
# The place that a node's text is, by its kind; a kind without one here has its parent's.
ZONES: dict[str, Quoting | Only] = {
    "comment": Quoting.COMMENT,
    "raw_string": Quoting.SINGLE,
    "ansi_c_string": Quoting.ANSI,
    "command_substitution": Quoting.BARE,
    "process_substitution": Quoting.BARE,
    "arithmetic_expansion": Only.ARITHMETIC,
    "expansion": Only.EXPANSION,
    "subscript": Only.ARITHMETIC,
    "string": Quoting.DOUBLE,
    "string_content": Quoting.DOUBLE,
    "heredoc_body": Quoting.HEREDOC,
}


class Node(Protocol):
    """What is needed here of a node of the syntax tree, which `runner.plan.shell` alone knows."""

    @property
    def type(self) -> str:
        """Its kind."""
        ...

    @property
    def text(self) -> bytes | None:
        """All that it spans."""
        ...

    @property
    def children(self) -> Sequence[Node]:
        """What it is made of, in order."""
        ...

    @property
    def child_count(self) -> int:
        """How many those are."""
        ...


def quoting_of(node: Node) -> Quoting | Only | None:
    """How bash reads a node's text, None where it is read as what stands around it."""
    match node.type:
        case "command" if next(_words(node), b"") in _READ_AGAIN:
            return Only.AGAIN
        case "c_style_for_statement":
            return Only.ARITHMETIC
        case "do_group":
            return Quoting.BARE
        case "compound_statement" if node.children[:1] and node.children[0].type == "((":
            return Only.ARITHMETIC
        case "binary_expression" if any(map(_is_numeric, node.children)):
            return Only.ARITHMETIC
        case kind:
            return ZONES.get(kind)


def _is_numeric(child: Node) -> bool:
    """Whether an operator takes numbers; only a leaf's text is looked at, since nested ones share theirs."""
    return child.type == "test_operator" and child.text in _NUMERIC


def _words(command: Node) -> Iterator[bytes]:
    """A command's plain words, the program first; those within another are not looked at."""
    named = (child for child in command.children if child.type in ("command_name", "word"))
    return (child.text or b"" for child in named if not any(part.child_count for part in child.children))


def place_of_strings(node: Node, place: Place) -> Place:
    """How bash reads the strings right below a node that stands at a place: a shell may read them again."""
    if node.type != "command" or all(child.type not in STRINGS for child in node.children):
        return place
    words = list(_words(node))
    runs_a_shell = not _SHELLS.isdisjoint(words) and any(map(_COMMAND_FLAG.fullmatch, words))
    return replace(place, only=place.only or Only.AGAIN) if runs_a_shell else place


def place_in(node: Node, parent: Node, place: Place, quoting: Quoting | Only | None) -> Place:
    """How bash reads the text of a node that stands at a place, and is read as its own quoting says."""
    match quoting:
        case None:
            return place
        case Only() as only:
            lasting = place.only in _LASTING
            return place if lasting else replace(place, only=only)
        case Quoting.HEREDOC:
            return _in_heredoc(node, parent, place)
        case Quoting.BARE:
            return _in_commands(node, place)
        case quoting:
            return replace(place, quoting=quoting, without_tabs=False)


def _in_commands(node: Node, place: Place) -> Place:
    """Commands are read anew, whatever stands around them."""
    only = place.only if place.only in _LASTING else None
    place = replace(place, quoting=Quoting.BARE, only=only, without_tabs=False)
    if not node.children or node.children[0].type != "`":
        return place
    # Backticks in backticks are escaped once more, and the grammar reads them as plain text.
    nested = place.backticks or b"\\`" in (node.text or b"")
    return replace(place, backticks=True, only=Only.UNSURE if nested else only)


def _in_heredoc(node: Node, parent: Node, place: Place) -> Place:
    written = [child for child in parent.children if child.type in ("<<-", "heredoc_start")]
    raw = any(re.search(rb"[\\'\"]", child.text or b"") for child in written)
    return replace(
        place,
        quoting=Quoting.RAW_HEREDOC if raw else Quoting.HEREDOC,
        # The grammar does not read backticks there.
        only=Only.UNSURE if not raw and _BACKTICK.search(node.text or b"") else place.only,
        without_tabs=any(child.type == "<<-" for child in written),
        in_heredoc=not raw,
    )


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
