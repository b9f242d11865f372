"""The programs that pages name, by the table of `known_programs.toml`. Looks none of them up."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

_ANY_VERSION = r"(\d+(?:\.\d+)+)"
_ANY_NUMBER = r"(\d+(?:\.\d+)*)"
_INSTALLERS = (
    ("apt", "apt-get install {} (Debian, Ubuntu)"),
    ("brew", "brew install {} (macOS)"),
    ("dnf", "dnf install {} (Fedora)"),
    ("also", "{}"),
)


class KnownProgram(Struct, frozen=True, kw_only=True):
    """A program that the table knows.

    Attributes:
        programs: What it is called on PATH; any of them will do.
        ask: The words that make it tell its version.
        shows: Finds the version in what it prints; empty where it tells none that a page would mean.
        install: How to install it, empty where that is not known.
    """

    programs: tuple[str, ...]
    says: tuple[str, ...]
    ask: tuple[str, ...]
    shows: str
    install: str

    @property
    def name(self) -> str:
        """What it is called in needs and readings."""
        return self.programs[0]

    def version_in(self, printed: str) -> str:
        """The version in what the program printed, empty where it tells none.

        Where the table says nothing else it is the one behind the program's own name, if any is.
        """
        if not self.shows:
            return ""
        if self.shows in (_ANY_VERSION, _ANY_NUMBER):
            names = "|".join(map(re.escape, (*self.programs, *self.says)))
            own = rf"(?<![\w-])(?:{names})(?![\w-])[^\d\n]{{0,40}}?v?{_ANY_VERSION}"
            match = re.search(own, printed, re.MULTILINE | re.IGNORECASE)
            if match:
                return match[1]
        match = re.search(self.shows, printed, re.MULTILINE)
        return match[1] if match else ""


@cache
def known_programs_table() -> dict[str, Any]:
    """The data file as it stands, with the examples that are its tests."""
    return read_table(__file__, "known_programs.toml")


@cache
def known_programs() -> Mapping[str, KnownProgram]:
    """Every name of a program, on PATH or in prose, to the program."""
    names: dict[str, KnownProgram] = {}
    for row in known_programs_table()["program"]:
        known = _known(row)
        names |= dict.fromkeys((*known.programs, *known.says), known)
    return names


def find_known(name: str) -> KnownProgram:
    """Give the program of a name as the table has it, else one of which no more than the name is known."""
    known = known_programs().get(name)
    return known or KnownProgram(programs=(name,), says=(), ask=("--version",), shows=_ANY_NUMBER, install="")


def how_to_install(name: str) -> str:
    """Say how a program is installed: `install it: apt-get install jq (Debian, Ubuntu), ...`."""
    known = find_known(name)
    return f"install it: {known.install}" if known.install else "install it"


def _known(row: Mapping[str, Any]) -> KnownProgram:
    ways = (form.format(row[way]) for way, form in _INSTALLERS if way in row)
    return KnownProgram(
        programs=tuple(row["programs"]),
        says=tuple(row["says"]),
        ask=tuple(row.get("ask", ["--version"])),
        shows=row.get("shows", _ANY_VERSION),
        install=", ".join(ways),
    )
