"""Lines appended to a file as things happen: each is the kernel's at once and the disk's within a second.

It must not know what the lines say.
"""

from __future__ import annotations

import json
import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec.json

if TYPE_CHECKING:
    from pathlib import Path

# macOS has no fdatasync.
_sync_data = getattr(os, "fdatasync", os.fsync)
# Seconds that lines are gathered for one sync.
_SYNC_AFTER = 0.5
_NEW = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


class Journal:
    """A file of JSON lines.

    Attributes:
        trouble: Why the journal is not whole, None while it is. After it nothing more is appended.
    """

    def __init__(self, path: Path) -> None:
        """Opens a new file.

        Raises:
            OSError: It cannot be made.
        """
        self.trouble: str | None = None
        self._beside: Path | None = None
        self._needed = True
        self._descriptor = os.open(path, _NEW, 0o600)
        self._dirty = threading.Event()
        self._closing = threading.Event()
        # Begun with the first line: what is forked before that meets no thread.
        self._thread = threading.Thread(target=self._sync_when_dirty, name="runbook-journal", daemon=True)

    def append(self, entry: object, *, beside: Path | None = None) -> None:
        """Append a line; trouble is noted, never raised.

        Args:
            entry: What JSON can hold.
            beside: A file that the line names, to be synced before it.
        """
        if self.trouble is not None:
            return
        data = _as_json(entry) + b"\n"
        try:
            if os.write(self._descriptor, data) != len(data):
                self.trouble = "no space left on the disk"
        except OSError as error:
            self.trouble = error.strerror or str(error)
        self._beside = beside or self._beside
        if not self._dirty.is_set():
            self._dirty.set()
        if self._thread.ident is None:
            self._thread.start()

    def close(self, *, needed: bool = True) -> None:
        """End the thread, and sync the rest unless the file is `needed` no more."""
        self._needed = needed
        self._closing.set()
        self._dirty.set()
        if self._thread.ident is not None:
            self._thread.join()
        os.close(self._descriptor)

    def _sync_when_dirty(self) -> None:
        while not self._closing.is_set():
            self._dirty.wait()
            self._closing.wait(_SYNC_AFTER)
            self._dirty.clear()
            if self._needed:
                self._sync()

    def _sync(self) -> None:
        if self._beside is not None:
            with suppress(OSError):  # a newer state has taken its place
                sync_file(self._beside)
        try:
            _sync_data(self._descriptor)
        except OSError as error:
            self.trouble = self.trouble or error.strerror or str(error)


def _as_json(entry: object) -> bytes:
    try:
        return msgspec.json.encode(entry)
    except UnicodeEncodeError:
        # The name of a file need not be UTF-8.
        return json.dumps(entry).encode()


def sync_file(path: Path) -> None:
    """Have the disk hold what the kernel holds of a file.

    Raises:
        OSError: There is no such file, or the disk fails.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _sync_data(descriptor)
    finally:
        os.close(descriptor)
