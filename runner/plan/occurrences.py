"""Places in commands where a variable's value stands, and the values put there. Finds none itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from runner.errors import UsageError
from runner.plan.quoting import BARE, CannotStandError, Place, quote

if TYPE_CHECKING:
    from collections.abc import Mapping


class Occurrence(Struct, frozen=True, kw_only=True):
    """A literal in a step's source: the variable, its text, and its place in bytes of UTF-8.

    Attributes:
        required: Whether the text is a placeholder, so that a value must be given.
        at: How bash reads the place where the value is put.
        apart: Whether the value is written as a word of its own, unlike the literal.
        same: Occurrences of one variable with the same text here have the same value.
    """

    variable: str
    literal: str
    step: str
    line: int
    start: int
    end: int
    at: Place = BARE
    required: bool = False
    same: str = ""
    apart: bool = False


def fill_literals(source: str, values: Mapping[Occurrence, str], *, path: str) -> str:
    """Put values in the place of literals; where the value is the literal the text stays as written.

    Raises:
        UsageError: A value cannot be written at its place.
    """
    data = source.encode("utf-8", "replace")
    pieces, last = list[bytes](), 0
    for occurrence in sorted(values, key=lambda item: item.start):
        value = values[occurrence]
        if value != occurrence.literal and occurrence.start >= last:
            written = put(value, occurrence.at, what=occurrence.variable, place=f"{path}:{occurrence.line}")
            written = f" {written}" if occurrence.apart else written
            pieces += [data[last : occurrence.start], written.encode("utf-8", "surrogateescape")]
            last = occurrence.end
    return b"".join([*pieces, data[last:]]).decode("utf-8", "surrogateescape")


def put(value: str, at: Place, *, what: str, place: str) -> str:
    """Write a variable's value for a place.

    Raises:
        UsageError: It cannot be written there.
    """
    try:
        return quote(value, at)
    except CannotStandError as error:
        cure = "give another value, or have the page keep it in a shell variable"
        raise UsageError(f"{place}: the value of `{what}` cannot stand {error}; {cure}") from None
