"""What a step changed: files of the working folder and exported variables. Undoes nothing."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.patterns import regex
from runner.results import NOTHING_CHANGED, Effects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path, PurePath

# Whether a command could change what is exported; where it cannot, the shell is not asked.
_EXPORTS = regex(
    r"\b(?:export|unset|declare|typeset|source|eval|set|readonly|local|unalias|exec)\b|(?:^|[;&|]\s*)\.\s|^\s*\w+=",
    re.MULTILINE,
)
_MOST_FILES = 5000
_IGNORED = frozenset({".git", "node_modules", ".venv", "__pycache__"})

# What bash itself exports anew as a reader moves about.
_BOOKKEEPING = frozenset({"PWD", "OLDPWD", "SHLVL", "_"})

Snapshot = dict[str, tuple[int, int]]


def may_change_exports(command: str) -> bool:
    """Whether a command could set or unset an exported variable."""
    return _EXPORTS.search(command) is not None


def take_snapshot(folder: Path) -> Snapshot | None:
    """Note the size and time of each file in a folder; None where it holds more than 5,000.

    A link is noted, never followed; of the folders in it the empty ones are noted, with a `/` at their end.
    """
    found: Snapshot = {}
    root = len(os.path.join(folder, ""))  # noqa: PTH118  (a text is cut)
    for entry in _entries(str(folder)):
        if len(found) >= _MOST_FILES:
            return None
        if isinstance(entry, str):
            found[f"{entry[root:]}/"] = (0, 0)
            continue
        try:
            about = entry.stat(follow_symlinks=False)
        except OSError:
            continue
        found[entry.path[root:]] = (about.st_mtime_ns, about.st_size)
    return found


def _entries(folder: str) -> Iterator[os.DirEntry[str] | str]:
    """The files below a folder, and the paths of the empty folders."""
    pending = [folder]
    while pending:
        here = pending.pop()
        try:
            entries = list(os.scandir(here))
        except OSError:
            continue
        if not entries and here != folder:
            yield here
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield entry
            elif entry.name not in _IGNORED:
                pending.append(entry.path)


def is_watched(path: PurePath) -> bool:
    """Whether changes below the working folder are noted at a path, which begins at that folder."""
    return _IGNORED.isdisjoint(path.parts)


def file_effects(before: Snapshot | None, after: Snapshot | None) -> Effects:
    """Give the files that are new, different or gone."""
    if before is None or after is None:
        return Effects(unseen=f"the working folder holds more than {_MOST_FILES:,} files")
    if before == after:
        return NOTHING_CHANGED
    created = _without_folders(after.keys() - before.keys(), before)
    removed = _without_folders(before.keys() - after.keys(), after)
    changed = {name for name in before.keys() & after.keys() if before[name] != after[name]}
    return Effects(
        files=tuple(sorted({*created, *removed, *changed})), created=tuple(created), removed=tuple(removed)
    )


def _without_folders(names: Iterable[str], others: Iterable[str]) -> list[str]:
    """The names, without the folders that were filled or emptied and are there all the same."""
    names = sorted(names)
    filled = {f"{parent}/" for name in others for parent in _parents(name)} if _has_folder(names) else set()
    return [name for name in names if name not in filled]


def _has_folder(names: list[str]) -> bool:
    return any(name.endswith("/") for name in names)


def _parents(name: str) -> Iterator[str]:
    parent = os.path.dirname(name.rstrip("/"))  # noqa: PTH120  (a path each costs)
    while parent:
        yield parent
        parent = os.path.dirname(parent)  # noqa: PTH120


def export_effects(before: Mapping[str, str], after: Mapping[str, str], effects: Effects) -> Effects:
    """Add to a step's effects what was exported before and after it; names only."""
    return replace(
        effects,
        env_set=tuple(
            sorted(name for name in after if before.get(name) != after[name] and name not in _BOOKKEEPING)
        ),
        env_unset=tuple(sorted(name for name in before if name not in after)),
    )
