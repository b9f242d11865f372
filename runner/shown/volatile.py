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
def _any_kind() -> re.Pattern[str]:
    found = (
        f"(?:{row.get('before', '')})(?P<kind{index}>{row['value']})"
        for index, row in enumerate(volatile_table())
    )
    return re.compile("|".join(found), re.ASCII)


def parts(text: str) -> tuple[Part, ...]:
    """Split a line into what must be the same and what may differ."""
    if not _COULD_BE.search(text):
        return (Part(text=text),)
    return tuple(_parts(text))


def _parts(text: str) -> Iterator[Part]:
    done = 0
    for match in _any_kind().finditer(text):
        name = match.lastgroup or ""
        start, end = match.span(name)
        if start > done:
            yield Part(text=text[done:start])
        yield Part(text=text[start:end], kind=kinds()[int(name.removeprefix("kind"))])
        done = end
    if done < len(text) or not text:
        yield Part(text=text[done:])


def counted(found: Iterable[Kind]) -> str:
    """Name the kinds with their numbers: `1 commit hash, 2 timestamps`."""
    numbers = Counter(found)
    return ", ".join(
        f"{number} {kind.name if number == 1 else kind.plural}" for kind, number in numbers.items()
    )
