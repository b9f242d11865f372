"""Which records may go, and their removal. It never removes a page's last run, nor its last passed one."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.results import Verdict
from runner.store.outputs import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import timedelta
    from pathlib import Path

    from runner.store.summary import Summary

# Seconds. What is copied in from elsewhere may come before the record that names it.
_SETTLED = 3600


class Retention(Struct, frozen=True, kw_only=True):
    """How much is kept of each page; None limits nothing. A run goes only where both say so.

    Attributes:
        keep: How many of the newest runs.
        older_than: How old a run must be to go.
    """

    keep: int | None = None
    older_than: timedelta | None = None


def too_many(runs: Sequence[Summary], retention: Retention, now: datetime) -> list[Summary]:
    """Give the runs that may go, the newest first.

    Args:
        runs: All that are recorded.
        retention: What is to be kept.
        now: In UTC.
    """
    ordered = sorted(runs, key=lambda run: (run.stem.parent, run.stem.name), reverse=True)
    pages = groupby(ordered, key=lambda run: run.stem.parent)
    found = [run for _, group in pages for run in _of_page(list(group), retention, now)]
    return sorted(found, key=lambda run: run.stem.name, reverse=True)


def _of_page(runs: list[Summary], retention: Retention, now: datetime) -> Iterator[Summary]:
    passed = next((run for run in runs if run.verdict == Verdict.PASSED), None)
    for run in runs[max(retention.keep or 0, 1) :]:
        if run is not passed and not run.running and _is_old(run, retention.older_than, now):
            yield run


def _is_old(run: Summary, age: timedelta | None, now: datetime) -> bool:
    return age is None or now - datetime.fromisoformat(run.started_at).astimezone(UTC) > age


def remove_runs(runs: Iterable[Summary]) -> None:
    """Remove the records of runs, with what else bears their names.

    Raises:
        OSError: A folder cannot be written.
    """
    for run in runs:
        # The record last: until then whoever reads meets the run whole.
        for path in sorted(
            run.stem.parent.glob(f"{run.stem.name}.*"), key=lambda path: path.suffix == ".json"
        ):
            path.unlink(missing_ok=True)


def remove_left_over(folder: Path, used: set[str]) -> int:
    """Remove the outputs of a page that no record names; give the bytes that this freed.

    The page's folder must be held alone, so that no run takes up again what is about to go.

    Raises:
        OSError: The folder cannot be written.
    """
    freed = 0
    before = time.time() - _SETTLED
    for path in (folder / FOLDER).glob("*"):
        found = path.stat()
        if path.name not in used and found.st_mtime < before:
            freed += found.st_size
            path.unlink()
    return freed
