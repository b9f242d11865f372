"""The operating systems that pages name, by the table of `systems.toml`. Looks at no machine."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

_JOINED = r"(?:,? (?:or|and) (?:on )?|, | ?/ ?| & )"
_BITS = r"(?:(?:x86_64|amd64|arm64|64-bit|recent|modern|local) )?"
# A server or a host may be another machine than this one.
_NOUN = r"(?: (?:machine|computer|system|laptop|workstation|distribution|environment|os|operating system))?"


class KnownSystem(Struct, frozen=True, kw_only=True):
    """A system: what its kernel may be, and its name in readings."""

    family: frozenset[str]
    name: str


@cache
def _table() -> tuple[Mapping[str, KnownSystem], Mapping[str, str]]:
    """The systems by their ids, and the ids by what pages call them."""
    rows = read_table(__file__, "systems.toml")["system"]
    known = {row["id"]: KnownSystem(family=frozenset(row["family"]), name=row["name"]) for row in rows}
    return known, {said: row["id"] for row in rows for said in row["says"]}


def known_system(name: str) -> KnownSystem:
    """Give the system of an id."""
    return _table()[0][name]


def find_system(said: str) -> str:
    """Give the id of what a page calls a system."""
    return _table()[1][said]


def system_name(name: str) -> str:
    """The name of a system, as readings write it."""
    return known_system(name).name


@cache
def systems_form(version: str, *, named: bool = False) -> str:
    """The form of one system or of several; `named` gives that of one, with its groups."""
    names = "|".join(map(re.escape, sorted(_table()[1], key=len, reverse=True)))
    one = (
        rf"(?:(?P<article>an?) |the |your |any )?{_BITS}(?P<system>{names})(?![\w-])"
        rf"(?: ?\(?(?:version )?(?P<said>{version})\)?)?(?: lts)?(?: \([a-z ]+\))?{_NOUN}"
    )
    if named:
        return one
    plain = re.sub(r"\?P<\w+>", "?:", one)
    return rf"{plain}(?:{_JOINED}{plain})*"
