"""Whether a folder is still as it was: a digest of all that is in it. Changes nothing and follows no link."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

_MOST = 20_000
# The clock of a file system ticks this often at least: what is written within one tick looks the same.
_TICK_NS = 20_000_000


def folder_digest(folder: Path, aside: Collection[str]) -> str:
    """Give a digest of the names, kinds, rights, sizes and times of all below a folder.

    Other than in a step's effects, no folder is passed over, such as `.git`: a step may need what is there.
    Returns at a moment from which on every change gives another digest.

    Args:
        folder: The folder.
        aside: Paths in it that do not count.

    Returns:
        Empty where it cannot be told: the folder is gone, cannot be read, or holds more than 20,000 files.
    """
    try:
        found = sorted(_entries(str(folder), aside))
    except OSError:
        return ""
    if len(found) > _MOST:
        return ""
    newest = max((entry[-1] for entry in found), default=0)
    if time.time_ns() - newest < _TICK_NS:
        time.sleep(_TICK_NS / 1e9)
    return hashlib.sha256(repr(found).encode("utf-8", "surrogateescape")).hexdigest()


def _entries(folder: str, aside: Collection[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """For each entry its path, kind and rights, size, and when it was last written and changed at all."""
    pending, count = [folder], 0
    while pending and count <= _MOST:
        for entry in os.scandir(pending.pop()):
            if entry.path in aside:
                continue
            count += 1
            about = entry.stat(follow_symlinks=False)
            if stat.S_ISDIR(about.st_mode):
                pending.append(entry.path)
                # Its times change with a file that comes and goes again.
                yield entry.path, about.st_mode, 0, 0, 0
            else:
                yield entry.path, about.st_mode, about.st_size, about.st_mtime_ns, about.st_ctime_ns
