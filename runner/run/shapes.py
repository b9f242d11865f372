"""Shapes of secrets, by the table of `masks.toml`. Knows no one's own secrets; nothing goes by randomness."""

from __future__ import annotations

import re
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LONGEST_PLACEHOLDER = 200
# Characters from the rarest to the commonest in what programs print; whatever else is rarer still.
_OFTEN = "qjzxkvwybpghfmudclnrsoiate "


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
    return read_table(__file__, "masks.toml")


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


@cache
def rules_for(*, authored: bool) -> tuple[Rule, ...]:
    """Give the shapes that are looked for.

    Args:
        authored: Whether in what a person wrote, where a name beside a value tells nothing.
    """
    return tuple(rule for rule in rules() if not (authored and rule.beside))


def find_shapes(text: str, among: Iterable[Rule] | None = None) -> Iterator[Found]:
    """Find what looks like a secret and is no placeholder, in linear time.

    Args:
        text: What a program printed or a person wrote.
        among: The shapes to look for; without it all.
    """
    wanted = rules() if among is None else tuple(among)
    for rule in _hinted(text.lower()) if wanted else ():
        if rule in wanted:
            yield from _find(rule, text)


def _hinted(low: str) -> list[Rule]:
    """The rules that may fit a text in small letters; most texts have not the characters for it."""
    found = {number for char, hints in _hints() if char in low for hint, number in hints if hint in low}
    return [rules()[number] for number in sorted(found)] if found else []


@cache
def _hints() -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    """All hints, each with the number of its rule, by a character of theirs that texts seldom have."""
    by_char: dict[str, list[tuple[str, int]]] = {}
    for number, rule in enumerate(rules()):
        for hint in rule.hints:
            by_char.setdefault(min(hint, key=_OFTEN.find), []).append((hint, number))
    return tuple((char, tuple(hints)) for char, hints in by_char.items())


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


@lru_cache(maxsize=1024)
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
