"""What is recorded of a project's pages: lists, trends and single runs, as plain data. Changes no record."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.errors import UsageError
from runner.store.index import Index
from runner.store.index_rows import step_from, summary_from
from runner.store.outputs import FOLDER
from runner.store.place import RUNS, page_slug
from runner.store.records import journal_trouble, read_record
from runner.store.summary import StepSummary, Summary, step_summaries, summary_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from runner.store.place import Place
    from runner.store.records import Record

_STEPS = "SELECT id, status, exit_code, duration, block_sha256 FROM steps WHERE stem = ? ORDER BY position"
_ALL = "SELECT * FROM runs ORDER BY name DESC"
_OF_PAGE = "SELECT * FROM runs WHERE slug = ? ORDER BY name DESC LIMIT ?"
_PASSED = "SELECT * FROM runs WHERE slug = ? AND verdict = 'passed' ORDER BY name DESC LIMIT 1"
_NEWEST = "SELECT runs.* FROM runs NATURAL JOIN (SELECT slug, max(name) AS name FROM runs GROUP BY slug)"
_LIKE = "SELECT stem FROM runs WHERE substr(name, -8, ?) = ?"
_UNREAD = "SELECT stem FROM files WHERE trouble IS NOT NULL"
_OUTPUTS = "SELECT DISTINCT slug, sha256 FROM outputs NATURAL JOIN runs"
_OUTPUT_FOLDERS = f"{RUNS}/*/{FOLDER}"


class PastRun(Struct, frozen=True, kw_only=True):
    """A run with its steps, as a trend shows it."""

    summary: Summary
    steps: tuple[StepSummary, ...]


@contextmanager
def open_history(places: Sequence[Place]) -> Iterator[History]:
    """Open what is recorded in these places, as it is now.

    Args:
        places: Where records of the project may lie; the first one's `root` is the project.
    """
    found = [(place, Index(place.folder)) for place in places if (place.folder / RUNS).is_dir()]
    try:
        yield History(places[0].root, found)
    finally:
        for _, index in found:
            index.close()


class History:
    """The recorded runs of a project, opened by `open_history`.

    Attributes:
        notes: What a person should know, such as a record that is passed over.
    """

    def __init__(self, root: Path | None, indexes: Sequence[tuple[Place, Index]]) -> None:
        self._root = root
        self._indexes = indexes
        notes = [note for _, index in indexes for note in index.notes]
        self._unfinished: list[Record] = []
        for stem in (stem for _, index in indexes for stem in index.unfinished):
            record = read_record(stem)
            if record is not None:
                self._unfinished.append(record)
            elif said := journal_trouble(stem):
                notes.append(said)
        self.notes = tuple(notes)

    def runs(self, page: str | None = None, *, limit: int = -1) -> list[Summary]:
        """Give the runs of all pages or of one, the newest first.

        Args:
            page: The page's path.
            limit: How many at most; -1 for all.
        """
        if page is None:
            found = self._select(_ALL)
        else:
            found = [run for slugs in self._slugs(page) for run in self._of(slugs, _OF_PAGE, limit)]
        return _newest_first([*found, *self._open_runs(page)])[: limit if limit >= 0 else None]

    def latest(self) -> list[Summary]:
        """Give the newest run of each page, the newest first."""
        newest: dict[str, Summary] = {}
        for run in _newest_first([*self._select(_NEWEST), *self._open_runs(None)]):
            newest.setdefault(self._page_key(run), run)
        return list(newest.values())

    def last_passed(self, page: str) -> Summary | None:
        """Give the newest run of a page that passed, None where none did."""
        found = [run for slug in self._slugs(page) for run in self._of(slug, _PASSED)]
        return next(iter(_newest_first(found)), None)

    def past_runs(self, page: str, limit: int = -1) -> list[PastRun]:
        """Give the last runs of a page with their steps, the newest first; -1 for all."""
        return [PastRun(summary=run, steps=self._steps(run)) for run in self.runs(page, limit=limit)]

    def record(self, run: Summary) -> Record | None:
        """Open a run; `whole()` of it has the outputs. None where it was removed meanwhile."""
        return read_record(run.stem)

    def find(self, name: str) -> Record:
        """Open the run with this id, of which a beginning is enough.

        Raises:
            UsageError: There is no such run, or several begin with it.
        """
        stems = [
            place.folder / RUNS / stem
            for place, index in self._indexes
            for (stem,) in index.database.execute(_LIKE, (len(name), name))
        ]
        stems += [found.stem for found in self._unfinished if found.id.startswith(name)]
        records = [record for stem in stems if (record := read_record(stem)) and self._is_ours(record)]
        if len(records) != 1:
            many = f"{len(records)} runs have an id that begins with {name}"
            what = many if records else f"there is no run {name}"
            raise UsageError(f"runs: {what}; `runbook runs --all` lists them")
        return records[0]

    def outputs_in_use(self) -> dict[Path, set[str]]:
        """Give the large outputs that runs name: a page's folder → the digests."""
        found: dict[Path, set[str]] = {}
        for place, index in self._indexes:
            for slug, digest in index.database.execute(_OUTPUTS):
                found.setdefault(place.folder / RUNS / slug, set()).add(digest)
        return found

    def output_folders(self) -> list[Path]:
        """Give the folders of pages with large outputs, but for those with a record that cannot be read."""
        folders = [found.parent for place, _ in self._indexes for found in place.folder.glob(_OUTPUT_FOLDERS)]
        unread = {
            place.folder / RUNS / stem.partition("/")[0]
            for place, index in self._indexes
            for (stem,) in index.database.execute(_UNREAD)
        }
        return [folder for folder in folders if folder not in unread]

    def _slugs(self, page: str) -> list[tuple[Place, Index, str]]:
        return [(place, index, place.of_page(page).name) for place, index in self._indexes]

    def _of(self, where: tuple[Place, Index, str], query: str, *more: object) -> Iterator[Summary]:
        place, index, slug = where
        for row in index.database.execute(query, (slug, *more)):
            yield summary_from(row, place.folder / RUNS)

    def _select(self, query: str) -> list[Summary]:
        return [
            run
            for place, index in self._indexes
            for row in index.database.execute(query)
            if self._is_ours(run := summary_from(row, place.folder / RUNS))
        ]

    def _open_runs(self, page: str | None) -> list[Summary]:
        found = [record for record in self._unfinished if self._is_ours(record)]
        if page is not None and found:
            folders = [place.of_page(page) for place, _ in self._indexes]
            found = [record for record in found if record.stem.parent in folders]
        return [summary_of(record) for record in found]

    def _is_ours(self, run: Summary | Record) -> bool:
        """Whether a run is of this project: in the user's own folder those of all projects meet."""
        root = self._root
        return root is None or run.stem.is_relative_to(root) or run.path.startswith(f"{root}/")

    def _page_key(self, run: Summary) -> str:
        """What tells a page from others, wherever its record lies."""
        if self._root is None or run.stem.is_relative_to(self._root):
            return run.stem.parent.name
        return page_slug(run.path, self._root)

    def _steps(self, run: Summary) -> tuple[StepSummary, ...]:
        stem = f"{run.stem.parent.name}/{run.stem.name}"
        for place, index in self._indexes:
            if run.stem.is_relative_to(place.folder):
                rows = index.database.execute(_STEPS, (stem,)).fetchall()
                if rows:
                    return tuple(map(step_from, rows))
        record = read_record(run.stem)
        return step_summaries(record.result) if record is not None else ()


def _newest_first(runs: Iterable[Summary]) -> list[Summary]:
    return sorted(runs, key=lambda run: run.stem.name, reverse=True)
