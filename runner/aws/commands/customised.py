"""Where the AWS CLI's words differ from the models, read from `customised.toml`. Judges no command."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BY_WHAT_THEY_TAKE = ("nothing", "value", "maybe", "values")


class Flag(Struct, frozen=True, kw_only=True):
    """A flag, or a word without one where `positional` says so.

    Attributes:
        takes: `nothing`, `value`, `maybe` (one or none), `values` (any number) or how many.
        member: The input's member that it sets, empty where it is not plainly one.
        shape: The member's shape; None where the value has a form of its own.
        only: The version of the CLI that alone has it, empty for both.
    """

    name: str
    takes: str
    required: bool = False
    positional: bool = False
    member: str = ""
    shape: Any = None
    only: str = ""
    choices: tuple[str, ...] = ()


class Row(Struct, frozen=True, kw_only=True):
    """What the table says of one command or operation."""

    flags: tuple[Flag, ...] = ()
    only: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()


class Customised(Struct, frozen=True, kw_only=True):
    """The table; `without` is the version that alone has an operation's command, empty for neither."""

    dated: str
    services: Mapping[str, str]
    services_of_v1: frozenset[str]
    commands: Mapping[str, Row]
    operations: Mapping[str, Row]
    without: Mapping[str, str]


@cache
def customised() -> Customised:
    """Read the data file that ships with the checker."""
    data = read_table(__file__, "customised.toml")
    return Customised(
        dated=data["dated"],
        services=data["services"],
        services_of_v1=frozenset(data["services_of_v1"]),
        commands={row["path"]: _row(row) for row in data["command"]},
        operations={row["path"]: _row(row) for row in data["operation"]},
        without={path: row.get("only", "") for row in data["without"] for path in row["paths"]},
    )


@cache
def commands_below(path: str) -> tuple[str, ...]:
    """Give the next words of the commands that begin with `path`."""
    depth = len(path.split())
    known = (row.split() for row in customised().commands if f"{row} ".startswith(f"{path} " if path else ""))
    return tuple(dict.fromkeys(words[depth] for words in known if len(words) > depth))


def _row(row: Mapping[str, Any]) -> Row:
    return Row(
        flags=tuple(_flags(row)),
        only=row.get("only", ""),
        renamed=row.get("renamed", {}),
        also=row.get("also", {}),
        gone=frozenset(row.get("gone", ())),
        optional=frozenset(row.get("optional", ())),
    )


def _flags(row: Mapping[str, Any]) -> Iterator[Flag]:
    positional = row.get("positional", {})
    takes = [(name, kind) for kind in _BY_WHAT_THEY_TAKE for name in row.get(kind, ())]
    takes += [(name, str(number)) for name, number in row.get("counted", {}).items()]
    for name, kind in (*positional.items(), *takes):
        yield Flag(
            name=name,
            takes=kind,
            required=name in row.get("required", ()),
            positional=name in positional,
            only=next((version for version in ("v1", "v2") if name in row.get(version, ())), ""),
            choices=tuple(row.get("choices", {}).get(name, ())),
        )
