"""The operating system of this machine, held against those that a page names. Asks no program."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.read.systems import known_system
from runner.read.versions import describe, holds, is_usual
from runner.run.found import Found, met, not_checked, not_met

if TYPE_CHECKING:
    from runner.model import Need


class System(Struct, frozen=True, kw_only=True):
    """A machine's system.

    Attributes:
        family: What its kernel is, in lower case.
        names: The ids by which the table knows it.
        version: Empty where it tells none.
        shown: Its name, as people write it.
    """

    family: str
    names: frozenset[str]
    version: str
    shown: str


@cache
def this_system() -> System:
    """The system of this machine, by what it says of itself."""
    import platform

    family = platform.system().lower()
    if family == "darwin":
        version = platform.mac_ver()[0]
        return System(family=family, names=frozenset({"macos"}), version=version, shown=f"macOS {version}")
    if family != "linux":
        return System(family=family, names=frozenset({family}), version="", shown=platform.system())
    try:
        said = platform.freedesktop_os_release()
    except OSError:
        said = {}
    wsl = {"wsl"} if "microsoft" in platform.release().lower() else set[str]()
    return System(
        family=family,
        names=frozenset({"linux", said.get("ID", "")} | wsl),
        version=said.get("VERSION_ID", ""),
        shown=said.get("PRETTY_NAME", "Linux"),
    )


def find_system(need: Need, here: System) -> Found:
    """Hold this system against one that a page names.

    Another kernel is surely another system. Another distribution may well run the page, so it proves nothing.
    """
    known = known_system(need.name)
    if here.family not in known.family:
        return not_met(f"this system is {here.shown}; run the page on {known.name}")
    if need.name in ("linux", "unix"):
        return met(here.shown)
    if need.name not in here.names:
        return not_checked(f"this system is {here.shown}")
    return _versioned(need, here)


def _versioned(need: Need, here: System) -> Found:
    wanted = need.versions
    if not (wanted.least or wanted.most or wanted.below):
        return met(here.shown)
    if not here.version.replace(".", "").isdecimal():
        return not_checked(f"this system is {here.shown}")
    if not holds(here.version, wanted):
        detail = f"this system is {here.shown}, needed is {describe(wanted).removeprefix(', version ')}"
        return not_checked(detail) if wanted.usual else not_met(detail)
    if wanted.usual and not is_usual(here.version, wanted):
        return not_checked(f"this system is {here.shown}; the page says {wanted.usual}")
    return met(here.shown)
