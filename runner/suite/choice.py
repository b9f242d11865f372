"""Which pages of those found are run: by what changed, by what their records say, and by shard. Runs none."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from runner.api.pages import find_pages
from runner.api.surroundings import project_root
from runner.config import find_config
from runner.errors import UsageError
from runner.results import Verdict
from runner.store.place import places
from runner.store.records import find_records
from runner.suite.changed import changed_files, files_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runner.store.records import Record

# What a page without a record is taken to last, in seconds, when shards are balanced.
_UNKNOWN_DURATION = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a person asks of the pages.

    Attributes:
        exclude: Globs of pages to leave out, and folders.
        changed_since: A revision of git; empty for none.
        stale: The least time since a page last passed; None for all pages.
        shard: The number of this part and of all parts, from 1.
    """

    exclude: tuple[str, ...] = ()
    changed_since: str = ""
    last_failed: bool = False
    stale: timedelta | None = None
    shard: tuple[int, int] = (1, 1)


def choose_pages(named: Sequence[str], choice: Choice) -> list[str]:
    """Give the pages to run, in a stable order.

    Args:
        named: Files, folders and globs; without any, the configuration's.
        choice: What is asked of the pages found there.

    Raises:
        UsageError: There is no page there, the revision is not known, or there is no repository.
    """
    config = find_config(Path.cwd())
    pages, root, settings = find_pages(named, config), project_root(config), config.path
    chosen = [page for page in pages if not _excluded(page, choice.exclude)]
    if choice.changed_since:
        changed = changed_files(choice.changed_since)
        chosen = [page for page in chosen if changed & files_of(page, settings)]
    if choice.last_failed:
        chosen = [page for page in chosen if _last_failed(_records(page, root))]
    if choice.stale is not None:
        oldest = datetime.now(UTC) - choice.stale
        chosen = [page for page in chosen if not _passed_since(_records(page, root), oldest)]
    number, count = choice.shard
    return chosen if count == 1 else _shard(chosen, number, count, root)


def _excluded(page: str, globs: Iterable[str]) -> bool:
    parents = [str(parent) for parent in Path(page).parents]
    return any(fnmatch(place, glob.rstrip("/")) for glob in globs for place in (page, *parents))


def _records(page: str, root: Path) -> list[Record]:
    return [record for record in find_records(places(root, os.environ), page) if not record.running]


def _last_failed(records: Sequence[Record]) -> bool:
    good = (Verdict.PASSED, Verdict.UNVERIFIED)
    return bool(records) and records[0].result["verdict"] not in good


def _passed_since(records: Iterable[Record], oldest: datetime) -> bool:
    return any(
        record.result["verdict"] == Verdict.PASSED
        and datetime.fromisoformat(record.result["started_at"]) >= oldest
        for record in records
    )


def _shard(pages: Sequence[str], number: int, count: int, root: Path) -> list[str]:
    """One of so many parts that last about as long: the longest pages are dealt out first."""
    durations = {page: _past_duration(_records(page, root)) for page in pages}
    parts: list[list[str]] = [[] for _ in range(count)]
    loads = [0.0] * count
    for page in sorted(pages, key=lambda page: (-durations[page], page)):
        least = loads.index(min(loads))
        parts[least].append(page)
        loads[least] += durations[page]
    mine = set(parts[number - 1])
    return [page for page in pages if page in mine]


def _past_duration(records: Sequence[Record]) -> float:
    return float(records[0].result["duration"] or 0.0) if records else _UNKNOWN_DURATION


def read_shard(text: str) -> tuple[int, int]:
    """Give the number of a part and of all parts.

    Raises:
        UsageError: It is no part of a whole.
    """
    number, slash, count = text.partition("/")
    if slash and number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count):
        return int(number), int(count)
    raise UsageError(f"--shard {text}: write the part and the number of parts, such as 2/5")
