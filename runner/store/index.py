"""The index of a folder of records: SQLite beside the files, brought up to date by whoever reads it.

It must hold nothing that the files do not say: it may be deleted at any time, and is then built anew.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from importlib.resources import files as data_files
from typing import TYPE_CHECKING

from runner.store.index_rows import TABLES, rows_of
from runner.store.lock import held
from runner.store.place import RUNS, ignore_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from runner.store.index_rows import Rows

    Stamp = tuple[int, int]

FILE = "index.sqlite"
_FORM = 3
# Seconds to wait for another process that writes.
_PATIENCE = 30.0


class Index:
    """An up-to-date index of a folder of records.

    Attributes:
        database: To be read only.
        notes: What a person should know of how it was had.
        unfinished: The stems of runs without an end: under way, or killed. These are not in the database.
    """

    def __init__(self, folder: Path) -> None:
        """Opens the index of a `.runbook` folder and brings it up to date; it need not have one yet."""
        self.notes: list[str] = []
        self._runs = folder / RUNS
        self.database = self._opened(folder)
        ended, self.unfinished = _scan(self._runs)
        self._bring_up_to_date(ended)

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()

    def _opened(self, folder: Path) -> sqlite3.Connection:
        try:
            return self._open_file(folder / FILE)
        except (sqlite3.OperationalError, OSError):
            # A folder that cannot be written: who only reads is not told, for nothing is missing.
            return _new(":memory:")

    def _open_file(self, path: Path) -> sqlite3.Connection:
        trouble = _trouble(path)
        if trouble:
            with held(path.parent, alone=True):
                # Meanwhile another process may have done it.
                trouble = _trouble(path)
                if trouble:
                    _build(path)
            if trouble not in ("", _MISSING):
                self.notes.append(f"{path}: {trouble}; it was built anew from the records, nothing is lost")
        return _connect(path)

    def _bring_up_to_date(self, ended: Mapping[str, Stamp]) -> None:
        known = self._known()
        gone = known.keys() - ended.keys()
        changed = [stem for stem, stamp in ended.items() if known.get(stem) != stamp]
        if gone or changed:
            new = [rows_of(self._runs, stem, ended[stem]) for stem in changed]
            self._change(lambda database: _change(database, {*gone, *changed}, new))
        said = [f"{self._runs}/{stem}.json: {why}" for stem, why in self.database.execute(_SAID)]
        more = len(said) - _MOST_SAID
        self.notes += said[:_MOST_SAID]
        if more > 0:
            files = "1 more file is" if more == 1 else f"{more} more files are"
            self.notes.append(f"{self._runs}: {files} passed over like these")

    def _known(self) -> dict[str, Stamp]:
        try:
            return {stem: (size, at) for stem, size, at in self.database.execute(_KNOWN)}
        except sqlite3.OperationalError:
            # Locked for too long.
            self.database.close()
            self.database = _new(":memory:")
            return {}

    def _change(self, change: Callable[[sqlite3.Connection], None]) -> None:
        try:
            change(self.database)
        except sqlite3.OperationalError:
            # Read-only, full or locked for too long: what is new is then in memory alone.
            copy = sqlite3.connect(":memory:")
            self.database.backup(copy)
            self.database.close()
            self.database = copy
            change(copy)


_MISSING = "missing"
# A folder that was merged from elsewhere may hold thousands.
_MOST_SAID = 5
_KNOWN = "SELECT stem, size, changed FROM files"
_SAID = "SELECT stem, trouble FROM files WHERE trouble != '' ORDER BY stem"


def _trouble(path: Path) -> str:
    """Why an index cannot be used, nothing where it can."""
    if not path.exists():
        return _MISSING
    try:
        with closing(_connect(path)) as database:
            (form,) = database.execute("PRAGMA user_version").fetchone()
            if form != _FORM:
                return f"the index has form {form}, this runbook's is {_FORM}"
            (sound,) = database.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return "the index is damaged"
    return "" if sound == "ok" else "the index is damaged"


def _build(path: Path) -> None:
    """Put a new, empty index in the place of what is there."""
    ignore_all(path.parent)
    for name in (path, path.with_name(f"{path.name}-journal")):
        name.unlink(missing_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
    _new(path).close()


def _new(path: Path | str) -> sqlite3.Connection:
    database = _connect(path)
    script = (data_files("runner.store") / "index.sql").read_text(encoding="utf-8")
    database.executescript(f"BEGIN; {script} PRAGMA user_version = {_FORM}; COMMIT")
    return database


def _connect(path: Path | str) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        # A power cut may damage it: it is then built anew.
        database.execute("PRAGMA synchronous = OFF")
    except sqlite3.Error:
        database.close()
        raise
    return database


def _scan(runs: Path) -> tuple[dict[str, Stamp], list[Path]]:
    """The runs that ended, as `<page>/<name>` with size and time, and the stems of those without an end."""
    ended: dict[str, Stamp] = {}
    journals: list[str] = []
    for folder in _entries(runs):
        for entry in _entries(folder.path):
            if entry.name.endswith(".json"):
                with suppress(FileNotFoundError):
                    stat = entry.stat()
                    ended[f"{folder.name}/{entry.name[:-5]}"] = stat.st_size, stat.st_mtime_ns
            elif entry.name.endswith(".jsonl"):
                journals.append(f"{folder.name}/{entry.name[:-6]}")
    return ended, [runs / stem for stem in journals if stem not in ended]


def _entries(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as found:
        yield from found


def _change(database: sqlite3.Connection, gone: Iterable[str], new: Iterable[Rows]) -> None:
    """Take runs out and put others in, all at once; to do it twice does no harm."""
    database.execute("BEGIN IMMEDIATE")
    try:
        names = [(stem,) for stem in gone]
        for table in TABLES:
            database.executemany(f"DELETE FROM {table} WHERE stem = ?", names)  # noqa: S608 - our own names
        for rows in new:
            for table, row in rows:
                marks = ",".join("?" * len(row))
                database.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)  # noqa: S608
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")
