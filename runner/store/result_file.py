"""The file of a run that ended: written whole or not at all. Decides nothing of what is in it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from runner.store.forms import has_large
from runner.store.journal import sync_file

if TYPE_CHECKING:
    from pathlib import Path


def write_new(path: Path, text: str) -> None:
    """Write a new file for the user alone.

    Raises:
        OSError: It is there already, or cannot be written.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)


def write_result(stem: Path, result: dict[str, object]) -> None:
    """Write the record of a run that ended, its large outputs beside it.

    Raises:
        OSError: It cannot be written.
    """
    path = stem.with_name(f"{stem.name}.json")
    if not has_large(result):
        _write_whole(path, result)
        return
    from runner.store.lock import held
    from runner.store.outputs import put_away

    # Until the record names its outputs, nobody may take them for left over.
    with held(stem.parent, alone=False):
        _write_whole(path, put_away(result, stem.parent))


def _write_whole(path: Path, result: dict[str, object]) -> None:
    """Write beside, sync, rename: whoever reads meets the whole file or none."""
    beside = path.with_suffix(".part")
    try:
        write_new(beside, json.dumps(result) + "\n")
        sync_file(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
