"""Shapes of secrets, by the table of `masks.toml`. Knows no one's own secrets; nothing goes by randomness."""

from __future__ import annotations

import re
import tomllib
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_PLACEHOLDER = 200


class Rule(Struct, frozen=True, kw_only=True, dict=True):
    """A shape; its pattern is compiled when a text may hold one, since few runs meet many.

    Attributes:
        hints: Lower-case words, one of which stands in every text that the pattern fits.
        source: The pattern; its group `v` is what is hidden.
        tail: The characters that belong to it as well, however many follow; empty for none.
        beside: Whether it is told by a name beside it alone. A program prints a value there, an author as
            often an example.
    """

    kind: str
    hints: tuple[str, ...]
    source: str
    tail: str
    beside: bool

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What is searched for."""
        return re.compile(self.source)

    @cached_property
    def more(self) -> re.Pattern[str] | None:
        """What goes on behind the pattern."""
        return re.compile(f"{self.tail}*+") if self.tail else None


class Found(Struct, frozen=True, kw_only=True):
    """A secret's place in a text.

    Attributes:
        more: What would belong to it as well if the text went on.
    """

    start: int
    end: int
    kind: str
    value: str
    more: re.Pattern[str] | None


class _Names(Struct, frozen=True, kw_only=True):
    secret: re.Pattern[str]
    harmless: re.Pattern[str]
    words: frozenset[str]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("runner.run").joinpath("masks.toml").read_text(encoding="utf-8"))


@cache
def rules() -> tuple[Rule, ...]:
    """Give the shapes, in the order of the table."""
    parts: dict[str, str] = _table()["parts"]

    def with_parts(pattern: str) -> str:
        for name, part in parts.items():
            pattern = pattern.replace(f"<{name}>", part)
        return pattern

    return tuple(
        Rule(
            kind=row["kind"],
            hints=tuple(row["hints"]),
            source=with_parts(row["pattern"]),
            tail=row.get("more", ""),
            beside=row.get("beside", False),
        )
        for row in _table()["rule"]
    )


def find_shapes(text: str, *, authored: bool = False) -> Iterator[Found]:
    """Find what looks like a secret and is no placeholder, in linear time.

    Args:
        text: What a program printed.
        authored: Whether a person wrote it instead, so that a name beside a value tells nothing.
    """
    low = text.lower()
    for rule in rules():
        if not (authored and rule.beside) and any(hint in low for hint in rule.hints):
            yield from _find(rule, text)


def _find(rule: Rule, text: str) -> Iterator[Found]:
    last = 0
    while (match := rule.pattern.search(text, last)) is not None:
        start, end = match.span("v")
        open_ended = rule.more is not None and match.end() == end
        if rule.more is not None and open_ended:
            end = rule.more.match(text, end).end()  # type: ignore[union-attr]  # it fits the empty text too
        value = text[start:end]
        if value and not is_placeholder(value):
            more = rule.more if open_ended else None
            yield Found(start=start, end=end, kind=rule.kind, value=value, more=more)
        last = max(end, match.end())


def is_placeholder(value: str) -> bool:
    """Whether this stands where a secret would be: `<token>`, `$TOKEN`, a documented example, a mark."""
    return len(value) <= _LONGEST_PLACEHOLDER and _placeholders().match(value) is not None


@cache
def _placeholders() -> re.Pattern[str]:
    return re.compile(_table()["placeholders"], re.DOTALL)


def says_secret(name: str) -> bool:
    """Whether a variable's name says that its value is secret."""
    names = _names()
    return names.secret.search(name) is not None and names.harmless.search(name) is None


def is_word(value: str) -> bool:
    """Whether a value is a word of its own, which no one keeps secret."""
    return value.lower() in _names().words


@cache
def _names() -> _Names:
    table = _table()["names"]
    return _Names(
        secret=re.compile(table["pattern"]),
        harmless=re.compile(table["harmless"]),
        words=frozenset(table["words"]),
    )
