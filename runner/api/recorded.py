"""The recorded runs of a project or a page: found, compared and, where asked, removed. Runs none."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.api.sharing import history_places, share
from runner.api.surroundings import project_root
from runner.config import find_config
from runner.errors import UsageError
from runner.store.comparison import Comparison, compare_steps
from runner.store.history import open_history
from runner.store.lock import held
from runner.store.prune import Retention, remove_left_over, remove_runs, too_many
from runner.store.summary import summary_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import timedelta

    from runner.config import Config
    from runner.store.history import History
    from runner.store.records import Record
    from runner.store.summary import Summary


class Pruned(Struct, frozen=True, kw_only=True):
    """What was removed, or would be; `freed` is in bytes of outputs that no run needed."""

    runs: tuple[Summary, ...]
    freed: int = 0


@contextmanager
def recorded_runs(config: Config | None = None, *, shared: bool = False) -> Iterator[History]:
    """Open what is recorded of the project that the current folder belongs to.

    Args:
        config: The project's; without it the nearest one is read.
        shared: Whether the runs of other machines are fetched first.

    Raises:
        EnvironmentNotReadyError: The shared history cannot be reached.
    """
    config = config or find_config(Path.cwd())
    with open_history(history_places(config, project_root(config), shared=shared)) as history:
        yield history


def share_runs() -> int:
    """Copy the runs that the shared history lacks; give their number.

    Raises:
        UsageError: Nothing is shared.
        EnvironmentNotReadyError: The shared history cannot be reached.
    """
    config = find_config(Path.cwd())
    return share(config, project_root(config))


def compare(history: History, words: Sequence[str]) -> Comparison:
    """Compare two runs, or the last two of a page.

    Args:
        history: What is recorded.
        words: Two ids, or a page's path.

    Raises:
        UsageError: There are no such runs.
    """
    before, after = map(history.find, words) if len(words) > 1 else _last_two(history, words[0])
    return Comparison(
        before=summary_of(before),
        after=summary_of(after),
        steps=compare_steps(before.whole(), after.whole()),
    )


def _last_two(history: History, page: str) -> tuple[Record, Record]:
    found = [record for run in history.runs(page, limit=2) if (record := history.record(run))]
    if len(found) < 2:  # noqa: PLR2004 - two runs are what is compared
        what = "only one run" if found else "no run"
        cure = "execute the page again, or name two runs by their ids"
        raise UsageError(f"{page}: {what} of this page is recorded; {cure}")
    return found[1], found[0]


def prune(*, keep: int | None, older_than: timedelta | None, dry_run: bool) -> Pruned:
    """Remove the runs that nobody asked to keep, and the outputs that only they needed.

    Args:
        keep: How many runs of a page stay; None for what the configuration says.
        older_than: The age at which a run may go.
        dry_run: Whether it is only told.

    Raises:
        UsageError: Nothing says how much is to be kept.
        OSError: A record cannot be removed.
    """
    config = find_config(Path.cwd())
    if keep is None and older_than is None:
        keep = config.keep_runs
    if keep is None and older_than is None:
        cure = "write --keep N or --older-than 30d, or `keep = N` under [runs] in runbook.toml"
        raise UsageError(f"runs prune: nothing says how much to keep; {cure}")
    with recorded_runs(config) as history:
        retention = Retention(keep=keep, older_than=older_than)
        runs = tuple(too_many(history.runs(), retention, datetime.now(UTC)))
    if dry_run:
        return Pruned(runs=runs)
    remove_runs(runs)
    return Pruned(runs=runs, freed=_freed(config))


def _freed(config: Config) -> int:
    """Remove the outputs that no record names; give the bytes."""
    with recorded_runs(config) as history:
        used, folders = history.outputs_in_use(), history.output_folders()
    freed = 0
    for folder in folders:
        with held(folder, alone=True):
            freed += remove_left_over(folder, used.get(folder, set()))
    return freed
