"""The words of `words.toml`, compiled once. Decides nothing by itself."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from runner.model import SectionKind

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBER = re.compile(
    r"^(?:(?:step|part)\s+)?(?:\d+|[ivx]+)(?:\.\d+)*\s*[.):\u2013\u2014-]\s*|^step\s+\d+\s*$", re.IGNORECASE
)
_MARKS = re.compile(r"[^\w\s'-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Tables and patterns; the patterns are matched against text in lower case."""

    sections: Mapping[str, SectionKind]
    shell: frozenset[str]
    console: frozenset[str]
    output: frozenset[str]
    plain: frozenset[str]
    error: frozenset[str]
    data: frozenset[str]
    create: re.Pattern[str]
    edit: re.Pattern[str]
    introduces_output: re.Pattern[str]
    similar: re.Pattern[str]
    optional: re.Pattern[str]
    alternative: re.Pattern[str]
    option: re.Pattern[str]
    other_way: re.Pattern[str]
    note: re.Pattern[str]
    manual: re.Pattern[str]


@cache
def words() -> Words:
    """Load the words once a process."""
    table = tomllib.loads(files("runner.read").joinpath("words.toml").read_text(encoding="utf-8"))
    languages, prose = table["languages"], table["prose"]
    return Words(
        sections={name: SectionKind(kind) for kind, names in table["sections"].items() for name in names},
        shell=frozenset(languages["shell"]),
        console=frozenset(languages["console"]),
        output=frozenset(languages["output"]),
        plain=frozenset(languages["plain"]),
        error=frozenset(languages["error"]),
        data=frozenset(languages["data"]),
        create=re.compile(prose["create"]),
        edit=re.compile(prose["edit"]),
        introduces_output=re.compile(prose["output"]),
        similar=re.compile(prose["similar"]),
        optional=re.compile(prose["optional"]),
        alternative=re.compile(prose["alternative"]),
        option=re.compile(prose["option"]),
        other_way=re.compile(prose["other_way"]),
        note=re.compile(prose["note"]),
        manual=re.compile(prose["manual"]),
    )


def is_numbered(heading: str) -> bool:
    """Whether a heading begins with a number of its own, such as `2.` or `Step 2:`."""
    return _NUMBER.match(heading) is not None


def without_number(heading: str) -> str:
    """A heading without a number of its own."""
    return _NUMBER.sub("", heading.strip(), count=1)


def section_kind(heading: str) -> SectionKind:
    """The kind that a heading names, else `other`."""
    bare = without_number(heading)
    bare = " ".join(_MARKS.sub(" ", bare).lower().split())
    return words().sections.get(bare, SectionKind.OTHER)
