"""Places in commands where a variable's value stands, and the values put there. Finds none itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.plan.shell import Quoting, quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A literal in a step's source: the variable, its text, and its place in bytes of UTF-8.

    Attributes:
        required: Whether the text is a placeholder, so that a value must be given.
        same: Occurrences of one variable with the same text here have the same value.
    """

    variable: str
    literal: str
    step: str
    line: int
    start: int
    end: int
    quoting: Quoting = Quoting.BARE
    required: bool = False
    same: str = ""


def fill_literals(source: str, occurrences: Iterable[Occurrence], values: Mapping[Occurrence, str]) -> str:
    """Put values in the place of literals; where the value is the literal the text stays as written."""
    data = source.encode("utf-8", "replace")
    pieces, last = list[bytes](), 0
    for occurrence in sorted(occurrences, key=lambda item: item.start):
        value = values[occurrence]
        if value != occurrence.literal and occurrence.start >= last:
            pieces += [data[last : occurrence.start], quote(value, occurrence.quoting).encode()]
            last = occurrence.end
    return b"".join([*pieces, data[last:]]).decode("utf-8", "replace")
