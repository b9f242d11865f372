"""JSON in which a page leaves something out by `...`, made valid by marks in its place. Compares nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

# What stands for what is left out: a value, an item of a list, or a key; no program prints it.
ELIDED = "\0..."
_MARK = '"\\u0000..."'
_TOKEN = regex(r'"(?:[^"\\]|\\.)*"|(?://|\#)?[ \t]*(?:\.{3,}|\u2026)|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
_DOTS = (".", "\u2026", "/", "#")


def with_marks(text: str) -> str:
    """Put a mark for each `...` between the keys, items and values of a document."""
    return " ".join(_pieces([match[0].strip() for match in _TOKEN.finditer(text)]))


def _pieces(pieces: list[str]) -> Iterator[str]:
    """The pieces with marks; a comma that a page leaves out beside its dots is put there."""
    inside: list[str] = []
    before = ""
    for index, piece in enumerate(pieces):
        behind = pieces[index + 1] if index + 1 < len(pieces) else ""
        if piece in ("{", "["):
            inside.append(piece)
        elif piece in ("}", "]") and inside:
            inside.pop()
        if piece.startswith(_DOTS) and piece.endswith((".", "\u2026")):
            yield "" if before in ("{", "[", ",", ":") else ","
            pair = inside[-1:] == ["{"] and before != ":"
            yield f"{_MARK}: 0" if pair else _MARK
            yield "" if behind in ("}", "]", ",", "") else ","
        elif not (piece == "," and behind in ("}", "]") and before.endswith((".", "\u2026"))):
            yield piece
        before = piece
