"""The parts of a line that may differ between two runs, by the kinds of `volatile.toml`.

Compares nothing: it only says where such parts are and of which kind.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from runner.patterns import regex
from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_COULD_BE = regex(r"[0-9/]|\bago\b")


class Kind(Struct, frozen=True, kw_only=True):
    """A kind of volatile part.

    Attributes:
        value: The pattern of such a part on the page.
        other: The pattern of what a program may print in its place.
    """

    name: str
    plural: str
    value: str
    other: str


class _Search(Struct, frozen=True, kw_only=True):
    """How a kind is found; its pattern is compiled for a line that may hold it, and few lines hold any.

    Attributes:
        hints: Small letters, one of which stands in every line that has such a part.
        pattern: What must stand before the part, and the part as the group `v`.
    """

    kind: Kind
    hints: tuple[str, ...]
    pattern: re.Pattern[str]


class Part(Struct, frozen=True, kw_only=True):
    """A piece of a line; `kind` is None where it must be the same."""

    text: str
    kind: Kind | None = None


@cache
def kinds() -> tuple[Kind, ...]:
    """The kinds in the order in which they are tried."""
    return tuple(_kind(row) for row in volatile_table())


@cache
def volatile_table() -> tuple[dict[str, Any], ...]:
    """The data file as it stands, with the examples that are its tests."""
    rows = read_table(__file__, "volatile.toml")["kind"]
    return tuple({key: _joined(value) for key, value in row.items()} for row in rows)


def _joined(value: Any) -> Any:  # noqa: ANN401 - whatever a table holds
    """A pattern without the ends of its lines; what is none as it is."""
    return value.replace("\\\n", "") if isinstance(value, str) else value


def _kind(row: dict[str, Any]) -> Kind:
    return Kind(
        name=row["name"], plural=row["plural"], value=row["value"], other=row.get("other", row["value"])
    )


@cache
def _searches() -> tuple[_Search, ...]:
    return tuple(
        _Search(
            kind=kind,
            hints=tuple(row["hints"]),
            pattern=regex(f"(?:{row.get('before', '')})(?P<v>{row['value']})", re.ASCII),
        )
        for kind, row in zip(kinds(), volatile_table(), strict=True)
    )


def parts(text: str) -> tuple[Part, ...]:
    """Split a line into what must be the same and what may differ."""
    if not _COULD_BE.search(text):
        return (Part(text=text),)
    return tuple(_parts(text))


def _parts(text: str) -> Iterator[Part]:
    done = 0
    for kind, start, end in _volatile(text):
        if start > done:
            yield Part(text=text[done:start])
        yield Part(text=text[start:end], kind=kind)
        done = end
    if done < len(text) or not text:
        yield Part(text=text[done:])


def _volatile(text: str) -> Iterator[tuple[Kind, int, int]]:
    """The parts that may differ: the one that begins first, of those that begin together the first kind's."""
    low = text.lower()
    likely = (search for search in _searches() if any(hint in low for hint in search.hints))
    found = [(search, match) for search in likely if (match := search.pattern.search(text))]
    while found:
        first, nearest = min(found, key=_begins)
        yield first.kind, *nearest.span("v")
        end = nearest.end()
        found = [
            (search, later)
            for search, match in found
            if (later := match if match.start() >= end else search.pattern.search(text, end))
        ]


def _begins(found: tuple[_Search, re.Match[str]]) -> int:
    return found[1].start()


def counted(found: Iterable[Kind]) -> str:
    """Name the kinds with their numbers: `1 commit hash, 2 timestamps`."""
    numbers = Counter(found)
    return ", ".join(
        f"{number} {kind.name if number == 1 else kind.plural}" for kind, number in numbers.items()
    )
