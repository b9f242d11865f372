"""Which pages an edit touches: a page itself, what it takes in, its settings. Runs none."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from runner.config import find_config
from runner.suite.changed import files_of

if TYPE_CHECKING:
    from collections.abc import Sequence

Stamp = tuple[int, int]


class Edits:
    """Remembers how the files of pages were, and tells which pages have changed since it last looked."""

    def __init__(self, more: Sequence[str] = ()) -> None:
        """Begin.

        Args:
            more: Files that concern every page, such as one of variables.
        """
        self._more = tuple(path for path in more if path)
        self._files: dict[str, frozenset[str]] = {}
        self._stamps: dict[str, Stamp | None] = {}

    def take(self, pages: Sequence[str]) -> list[str]:
        """Give the pages that are new or touched since the last look, in their order."""
        known = {file for files in self._files.values() for file in files}
        changed = {file for file in known if self._stamps.get(file) != _stamp(file)}
        touched = [page for page in pages if page not in self._files or changed & self._files[page]]
        settings = find_config(Path.cwd()).path
        for page in touched:
            common = {os.path.realpath(path) for path in self._more}
            self._files[page] = files_of(page, settings) | common
        self._files = {page: self._files[page] for page in pages}
        self._stamps = {file: _stamp(file) for files in self._files.values() for file in files}
        return touched


def _stamp(file: str) -> Stamp | None:
    try:
        found = Path(file).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
