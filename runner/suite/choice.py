"""Which pages of those found are run: by what changed, by what their records say, and by shard. Runs none."""

from __future__ import annotations

import glob
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatch
from os.path import abspath, normpath
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.api.pages import find_pages
from runner.api.sharing import history_places
from runner.api.surroundings import project_root
from runner.config import find_config
from runner.errors import UsageError
from runner.read.tags import bears_tag
from runner.results import Status, Verdict
from runner.store.history import open_history
from runner.suite.changed import changed_files, files_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from runner.store.history import History
    from runner.store.summary import Summary

# What a page without a record is taken to last, in seconds, when shards are balanced.
_UNKNOWN_DURATION = 1.0
# A page without a step of these had nothing to run.
_CAME_TO_SOMETHING = (Status.VERIFIED, Status.RAN, Status.FAILED, Status.BLOCKED)
_WHOLE = (1, 1)


class Choice(Struct, frozen=True, kw_only=True):
    """What a person asks of the pages.

    Attributes:
        exclude: Globs of pages to leave out, and folders.
        tags: Only pages that bear one of them; without any, all pages.
        changed_since: A revision of git; None for none.
        stale: The least time since a page last passed; None for all pages.
        last_failed: Only pages whose last run would fail a suite.
        allow_unverified: Whether a page on which nothing was checked did not fail.
        shard: The number of this part and of all parts, from 1.
        shared: Whether the runs of other machines count too.
    """

    exclude: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    changed_since: str | None = None
    last_failed: bool = False
    allow_unverified: bool = False
    stale: timedelta | None = None
    shard: tuple[int, int] = _WHOLE
    shared: bool = False


def choose_pages(named: Sequence[str], choice: Choice) -> list[str]:
    """Give the pages to run, in a stable order.

    Args:
        named: Files, folders and globs; without any, the configuration's.
        choice: What is asked of the pages found there.

    Raises:
        UsageError: There is no page there, the revision is not known, there is no repository, or no history
            is shared.
        EnvironmentNotReadyError: The shared history cannot be reached.
    """
    config = find_config(Path.cwd())
    pages, root, settings = find_pages(named, config), project_root(config), config.path
    chosen = [page for page in pages if not _excluded(page, choice.exclude)]
    if choice.tags:
        chosen = [page for page in chosen if any(bears_tag(page, tag) for tag in choice.tags)]
    if choice.changed_since is not None:
        changed = changed_files(choice.changed_since)
        chosen = [page for page in chosen if changed & files_of(page, settings)]
    if not (choice.last_failed or choice.stale is not None or choice.shard != _WHOLE):
        return chosen
    with open_history(history_places(config, root, shared=choice.shared)) as history:
        return _by_records(chosen, choice, history)


def _by_records(pages: Sequence[str], choice: Choice, history: History) -> list[str]:
    chosen = list(pages)
    last = {page: next(iter(history.runs(page, limit=1)), None) for page in chosen}
    if choice.last_failed:
        chosen = [page for page in chosen if _failed(last[page], choice)]
    if choice.stale is not None:
        oldest = datetime.now(UTC) - choice.stale
        chosen = [page for page in chosen if not _passed_since(history.last_passed(page), oldest)]
    number, count = choice.shard
    durations = {page: _past_duration(last[page]) for page in chosen}
    return _part(chosen, durations, number=number, count=count)


def _excluded(page: str, globs: Iterable[str]) -> bool:
    """Whether a glob names the page, or a folder around it, however either is written."""
    here = glob.escape(str(Path.cwd()))
    wanted = {pattern for text in globs for pattern in (text.rstrip("/"), normpath(f"{here}/{text}"))}
    places = (page, abspath(page))  # noqa: PTH100 - links stay
    found = {str(way) for place in places for way in (place, *Path(place).parents)}
    return any(fnmatch(place, pattern) for place in found for pattern in wanted)


def find_idle_globs(named: Sequence[str], globs: Sequence[str]) -> list[str]:
    """Give the globs that leave no page out.

    Raises:
        UsageError: There is no page.
    """
    pages = find_pages(named, find_config(Path.cwd())) if globs else []
    return [text for text in globs if not any(_excluded(page, [text]) for page in pages)]


def _failed(last: Summary | None, choice: Choice) -> bool:
    """Whether a run would fail a suite; a page that fails as it says does not."""
    if last is None:
        return False
    if last.verdict == Verdict.UNVERIFIED and not any(last.counts[status] for status in _CAME_TO_SOMETHING):
        return False
    if last.expect_verdict and last.verdict != Verdict.UNKNOWN:
        return last.verdict != last.expect_verdict
    return last.verdict != Verdict.PASSED and not (
        choice.allow_unverified and last.verdict == Verdict.UNVERIFIED
    )


def _passed_since(passed: Summary | None, oldest: datetime) -> bool:
    return passed is not None and datetime.fromisoformat(passed.started_at) >= oldest


def _past_duration(last: Summary | None) -> float:
    return last.duration or 0.0 if last else _UNKNOWN_DURATION


def _part(pages: Sequence[str], durations: Mapping[str, float], *, number: int, count: int) -> list[str]:
    """One of so many parts that last about as long: the longest pages are dealt out first."""
    parts: list[set[str]] = [set() for _ in range(count)]
    loads = [0.0] * count
    for page in sorted(pages, key=lambda page: (-durations[page], page)):
        least = loads.index(min(loads))
        parts[least].add(page)
        loads[least] += durations[page]
    return [page for page in pages if page in parts[number - 1]]


def read_shard(text: str) -> tuple[int, int]:
    """Give the number of a part and of all parts.

    Raises:
        UsageError: It is no part of a whole.
    """
    number, slash, count = text.partition("/")
    if slash and number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count):
        return int(number), int(count)
    raise UsageError(f"--shard {text}: write the part and the number of parts, such as 2/5")
