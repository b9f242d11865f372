"""What a step changed: files of the working folder and exported variables. Undoes nothing."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from runner.results import Effects

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

# Whether a command could change what is exported; where it cannot, the shell is not asked.
_EXPORTS = re.compile(
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
    """Note the size and time of each file in a folder; None where it holds more than 5,000."""
    found: Snapshot = {}
    for entry in _entries(str(folder)):
        if len(found) >= _MOST_FILES:
            return None
        try:
            about = entry.stat(follow_symlinks=False)
        except OSError:
            continue
        found[os.path.relpath(entry.path, folder)] = (about.st_mtime_ns, about.st_size)
    return found


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    pending = [folder]
    while pending:
        try:
            entries = list(os.scandir(pending.pop()))
        except OSError:
            continue
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield entry
            elif entry.name not in _IGNORED:
                pending.append(entry.path)


def changed_files(before: Snapshot | None, after: Snapshot | None) -> tuple[str, ...]:
    """Give the files that are new, different or gone."""
    if before is None or after is None:
        return ()
    names = before.keys() | after.keys()
    return tuple(sorted(name for name in names if before.get(name) != after.get(name)))


def changed_exports(before: Mapping[str, str], after: Mapping[str, str], files: tuple[str, ...]) -> Effects:
    """Give the effects of a step by what was exported before and after it; names only."""
    return Effects(
        env_set=tuple(
            sorted(name for name in after if before.get(name) != after[name] and name not in _BOOKKEEPING)
        ),
        env_unset=tuple(sorted(name for name in before if name not in after)),
        files=files,
    )
