"""The words of `words.toml`, compiled once. Decides nothing by itself."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.model import SectionKind
from runner.patterns import regex
from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBER = regex(
    r"^(?:(?:step|part)\s+)?(?:\d+|[ivx]+)(?:\.\d+)*"
    r"(?:[.):](?=\s|$|(?-i:[A-Z`*]))|\s*[\u2013\u2014\u00b7-](?=\s|$))\s*|^step\s+\d+\s*$",
    re.IGNORECASE,
)
_MORE = regex(r":\s|\s[(\u2013\u2014-](?=\S|\s)")
_MARKS = regex(r"[^\w\s'-]+")
# The same few headings come again, on a page for each who asks and on other pages.
_REMEMBERED = 1024


class Words(Struct, frozen=True, kw_only=True):
    """Tables and patterns; the patterns are matched against text in lower case."""

    sections: Mapping[str, SectionKind]
    shell: frozenset[str]
    console: frozenset[str]
    output: frozenset[str]
    surely_output: frozenset[str]
    plain: frozenset[str]
    error: frozenset[str]
    static: frozenset[str]
    asides: frozenset[str]
    files: frozenset[str]
    endings: frozenset[str]
    angles: frozenset[str]
    create: re.Pattern[str]
    says_file: re.Pattern[str]
    edit: re.Pattern[str]
    paste: re.Pattern[str]
    lines: re.Pattern[str]
    content: re.Pattern[str]
    forbids: re.Pattern[str]
    introduces_output: re.Pattern[str]
    introduces_error: re.Pattern[str]
    unread_failure: re.Pattern[str]
    bad_idea: re.Pattern[str]
    for_example: re.Pattern[str]
    holds: re.Pattern[str]
    foretells: re.Pattern[str]
    similar: re.Pattern[str]
    shortened: re.Pattern[str]
    partial: re.Pattern[str]
    optional: re.Pattern[str]
    alternative: re.Pattern[str]
    option: re.Pattern[str]
    system: re.Pattern[str]
    other_way: re.Pattern[str]
    condition: re.Pattern[str]
    introduces_claims: re.Pattern[str]
    note: re.Pattern[str]
    manual: re.Pattern[str]
    verifying: re.Pattern[str]
    describes: re.Pattern[str]
    ways: re.Pattern[str]
    example: re.Pattern[str]
    asks_for_page: re.Pattern[str]
    points_to_page: re.Pattern[str]
    asked_under_condition: re.Pattern[str]


@cache
def words() -> Words:
    """Load the words once a process."""
    table = read_table(__file__, "words.toml")
    languages, prose = table["languages"], table["prose"]
    return Words(
        sections={name: SectionKind(kind) for kind, names in table["sections"].items() for name in names},
        shell=frozenset(languages["shell"]),
        console=frozenset(languages["console"]),
        output=frozenset(languages["output"]),
        surely_output=frozenset(languages["surely_output"]),
        plain=frozenset(languages["plain"]),
        error=frozenset(languages["error"]),
        static=frozenset(languages["static"]),
        asides=frozenset(table["containers"]["asides"]),
        files=frozenset(table["files"]["names"]),
        endings=frozenset(table["files"]["endings"]),
        angles=frozenset(table["printed"]["angles"]),
        **{name: regex(pattern) for name, pattern in prose.items()},
    )


def is_numbered(heading: str) -> bool:
    """Whether a heading begins with a number of its own, such as `2.` or `Step 2:`."""
    return _NUMBER.match(heading) is not None


def without_number(heading: str) -> str:
    """A heading without a number of its own."""
    bare = heading.strip()
    number = _NUMBER.match(bare)
    return bare[number.end() :] if number else bare


@lru_cache(maxsize=_REMEMBERED)
def section_kind(heading: str) -> SectionKind:
    """The kind that a heading names, also with more behind a colon, dash or bracket; else `other`."""
    bare = without_number(heading)
    kind = words().sections.get(_in_words(bare))
    if kind is None:
        kind = words().sections.get(_in_words(_MORE.split(bare, maxsplit=1)[0]))
    return kind or SectionKind.OTHER


def _in_words(text: str) -> str:
    return " ".join(_MARKS.sub(" ", text).lower().split())
