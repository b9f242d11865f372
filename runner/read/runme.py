"""What Runme's pages say of a fence or a page, by the table of `runme.toml`. Gives it no effect by itself."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from runner.outline import Property
from runner.patterns import regex
from runner.read.fate import Fate
from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# A pair of JSON among pairs of HTML, as Runme's editor once wrote them.
_JSON_PAIR = regex(r"\"(\w+)\"\s*:\s*\"((?:[^\"\\]|\\.)*)\",?")
_MARK = "runme"


class Meaning(Struct, frozen=True, kw_only=True):
    """What an attribute means here.

    Attributes:
        setting: The setting of ours that means the same; empty where there is none.
        told: What is said because the tool does not do what is asked; empty where it does.
    """

    value: re.Pattern[str]
    setting: str = ""
    fate: Fate = Fate.RUNS
    told: str = ""


def runme_table() -> dict[str, list[dict[str, Any]]]:
    """The data file as it stands, with the values that are its tests."""
    return read_table(__file__, "runme.toml")


@cache
def _meanings(part: str) -> Mapping[str, tuple[Meaning, ...]]:
    found: dict[str, tuple[Meaning, ...]] = {}
    for row in runme_table()[part]:
        meaning = Meaning(
            value=re.compile(row["value"]),
            setting=row.get("setting", ""),
            fate=Fate[row.get("step", "runs").upper()],
            told=row.get("told", ""),
        )
        found[row["name"]] = (*found.get(row["name"], ()), meaning)
    return found


def fence_meaning(name: str, value: str) -> Meaning | None:
    """What an attribute of a fence means, None where it is none of Runme's or has a value that is none."""
    return _meaning("fence", name, value)


def _meaning(part: str, name: str, value: str) -> Meaning | None:
    known = _meanings(part).get(name.lower(), ())
    return next((item for item in known if item.value.fullmatch(value.lower())), None)


def json_pairs(braces: str) -> tuple[dict[str, str], str]:
    """Give the attributes of `{...}` that are written as JSON, and what is left of it without its braces."""
    if '"' not in braces or ":" not in braces:
        return {}, braces[1:-1]
    try:
        found = json.loads(braces)
    except (ValueError, RecursionError):
        pairs = dict(_JSON_PAIR.findall(braces))
        return pairs, _JSON_PAIR.sub(" ", braces[1:-1])
    return {str(name): _text(value) for name, value in found.items()}, ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def page_settings(properties: Iterable[Property]) -> tuple[list[Property], list[tuple[Property, str]]]:
    """Give what the front matter of one of Runme's pages means as settings, and what is said of the rest.

    A page is Runme's if it has `runme:`; on other pages these names are the author's own.
    """
    settings: list[Property] = []
    told: list[tuple[Property, str]] = []
    own = list(properties)
    if not any(item.name == _MARK for item in own):
        return settings, told
    for item in _flat(own):
        meaning = _meaning("page", item.name, str(item.value))
        if meaning is not None and meaning.setting:
            settings.append(Property(name=meaning.setting, value=item.value, line=item.line))
        elif meaning is not None and meaning.told:
            told.append((item, f"`{item.name}: {item.value}` is not heeded: {meaning.told}"))
    return settings, told


def _flat(properties: Iterable[Property]) -> Iterator[Property]:
    """The entries, and those below `runme:`."""
    for item in properties:
        yield item
        if item.name == _MARK and isinstance(item.value, dict):
            for name, value in item.value.items():
                yield Property(name=str(name), value=value, line=item.line)
