"""JSON on one line laid out as the page lays out its own. Changes no value, digit or order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOKEN = regex(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_INDENT = regex(r"[\[{]\s*\n([ \t]+)\S")


def laid_out(actual: Sequence[str], like: str) -> list[str]:
    """Give the lines of a document as `like` would show them; only one line is laid out.

    Args:
        actual: The document's lines.
        like: A document that the page shows.
    """
    indent = _INDENT.search(like)
    if len(actual) != 1 or indent is None:
        return list(actual)
    lines, depth, before = [""], 0, ""
    for piece in _TOKEN.findall(actual[0]):
        closes = piece in ("}", "]")
        depth -= closes
        # Nothing stands between the brackets of an empty one.
        if before == "," or (before in ("{", "[")) != closes:
            lines.append(indent[1] * depth)
        lines[-1] += f"{piece} " if piece == ":" else piece
        depth += piece in ("{", "[")
        before = piece
    return lines
