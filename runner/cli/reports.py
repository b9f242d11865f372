"""Results as JSON on stdout and in files. Knows no result by itself."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from runner.errors import UsageError
from runner.report.github_log import inert_json

if TYPE_CHECKING:
    from collections.abc import Sequence


def report_files(given: Sequence[str], known: Sequence[str]) -> list[tuple[str, Path]]:
    """Give the reports that are asked for: format and file.

    Args:
        given: Each as `FORMAT=FILE`.
        known: The formats of the command.

    Raises:
        UsageError: One cannot be written as asked.
    """
    files = []
    for item in given:
        kind, equals, file = item.partition("=")
        if not equals or not file or kind not in known:
            raise UsageError(f"--report {item}: write FORMAT=FILE, where FORMAT is {', '.join(known)}")
        if Path(file).is_dir():
            raise UsageError(f"--report {item}: {file} is a folder; name a file")
        if not Path(file).parent.is_dir():
            raise UsageError(f"--report {item}: the folder {Path(file).parent} does not exist; make it first")
        _refuse_unwritable(item, Path(file))
        files.append((kind, Path(file)))
    return files


def _refuse_unwritable(item: str, file: Path) -> None:
    """Try what will be done at the end, before hours of pages run for it."""
    new = not file.exists()
    try:
        file.open("a", encoding="utf-8").close()
        if new:
            file.unlink()
    except OSError as error:
        cure = "name another file, or check its rights"
        raise UsageError(f"--report {item}: {file} cannot be written ({error.strerror}); {cure}") from None


def write_json(results: Sequence[object], file: Path, *, several: bool) -> None:
    """Write one result, or with `several` an array of them, to a file."""
    file.write_text(_json_text(results, several=several), encoding="utf-8", errors="replace")


def print_json(results: Sequence[object], *, several: bool) -> None:
    """Print one result, or with `several` an array of them, to stdout."""
    sys.stdout.write(inert_json(_json_text(results, several=several), os.environ))
    sys.stdout.flush()


def _json_text(results: Sequence[object], *, several: bool) -> str:
    return json.dumps(results if several else results[0], indent=2, ensure_ascii=False) + "\n"
