"""Programs and their versions that preconditions ask for, looked up on PATH. Installs none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.read.known_programs import find_known, how_to_install, known_programs_table
from runner.read.versions import describe, holds, is_usual
from runner.run.found import Found, any_of, met, not_checked, not_met
from runner.run.programs import ask_program, find_program

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from runner.model import Need, Versions
    from runner.read.known_programs import KnownProgram


def find_needed(need: Need, environment: Mapping[str, str], search_path: str, *, folder: Path) -> Found:
    """Look a program up, and hold its version against what will do.

    Args:
        need: The program.
        environment: The environment in which it is asked for its version.
        search_path: The PATH on which it is looked up.
        folder: The working folder: shims choose a version by it.
    """
    known = find_known(need.name)
    found = []
    for name in known.programs:
        first, *more = name.split(" ")
        path = find_program(first, {"PATH": search_path})
        if path is None:
            continue
        printed = None
        if more or _is_bounded(need.versions):
            asked = find_program(first, environment) or path
            told = {**environment, **known_programs_table()["environment"]}
            printed = ask_program(asked, (*more, *known.ask), told, folder)
        # A word behind the program may be one that it does not know.
        if printed is not None or not more:
            found.append(_versioned(need, known, path=path, printed=printed or ""))
    missing = not_met(f"`{need.name}` is not on PATH; {how_to_install(need.name)}")
    return any_of(found) if found else missing


def _is_bounded(versions: Versions) -> bool:
    return bool(versions.least or versions.most or versions.below)


def _versioned(need: Need, known: KnownProgram, *, path: str, printed: str) -> Found:
    wanted = need.versions
    if not _is_bounded(wanted):
        left = f"{path}; whether it is the {wanted.usual} one is left to you"
        return not_checked(left) if wanted.usual else met(path)
    version = known.version_in(printed)
    if not version:
        return not_checked(f"{path} tells no version that could be compared")
    if not holds(version, wanted):
        wish = describe(wanted).removeprefix(", version ")
        return not_met(f"{path} is version {version}, needed is {wish}; {_update(need.name)}")
    if wanted.usual and not is_usual(version, wanted):
        return not_checked(f"{path}, version {version}; the page says {wanted.usual}")
    return met(f"{path}, version {version}")


def _update(name: str) -> str:
    return how_to_install(name).replace("install it", "update it", 1)
