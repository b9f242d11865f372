"""Pieces of an output in the words of a check: masked first, then shortened, or half a secret were left."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable

_SHOWN = 120
# So much of a piece is masked before it is shortened; a secret is hardly longer.
_LOOKED_AT = 1 << 16


class Quote(Struct, frozen=True, kw_only=True):
    """A piece of an output.

    Attributes:
        whole: What it is a line of, where a secret may go over several; else empty.
    """

    text: str
    whole: str = ""


Words = tuple[str | Quote, ...]


def in_words(words: str | Words, mask: Callable[[str], str]) -> str:
    """Give words with their quotes as a report may show them."""
    if isinstance(words, str):
        return words
    return "".join(word if isinstance(word, str) else shown(_masked(word, mask)) for word in words)


def _masked(quote: Quote, mask: Callable[[str], str]) -> str:
    text = mask(quote.text[:_LOOKED_AT])
    hidden = text == quote.text and bool(text) and text not in mask(quote.whole or text)
    return "***" if hidden else text


def shown(text: str) -> str:
    """A text in one short line, as messages quote it; what the eye would miss is escaped."""
    whole = text.rstrip("\n")
    if whole != whole.strip() or not whole.replace("\n", "").isprintable():
        return json.dumps(whole[:_SHOWN], ensure_ascii=False)
    flat = whole.replace("\n", "⏎")
    return f"`{flat[:_SHOWN]}…`" if len(flat) > _SHOWN else f"`{flat}`" if flat else "nothing"
