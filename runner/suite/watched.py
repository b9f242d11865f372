"""A page run while somebody edits it: from the first changed step where it can be. Chooses no pages."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.api.running import Attended, beginning, run_page
from runner.errors import CannotContinueError
from runner.outcomes import LastRun
from runner.report.result_json import time_as_json
from runner.run.trail import Trail
from runner.store.place import places
from runner.store.records import newest_record
from runner.suite.going_on import Present, go_on
from runner.suite.page_run import Notes, run_one
from runner.suite.sameness import common_marks, step_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runner.api.options import Options
    from runner.api.preparing import Prepared
    from runner.outcomes import PageOutcome, Waypoint
    from runner.results import Run
    from runner.run.interruption import Interruption
    from runner.store.recorder import Beginning
    from runner.suite.judging import Gate


def run_watched(
    path: str, options: Options, gate: Gate, interruption: Interruption, *, last: LastRun | None
) -> PageOutcome:
    """Run a page from the first step that has changed since its last run, or else from its start.

    Args:
        path: The page's.
        options: What the reader asks.
        gate: What the page must come to.
        interruption: Asked to stop.
        last: What its last run left, None where there was none.
    """
    watched = _Watched(last)
    outcome = run_one(path, options, gate, interruption, run=watched.run)
    return replace(
        outcome,
        note=watched.note or outcome.note,
        notes=(*outcome.notes, *watched.notes.texts),
        last_run=watched.last,
    )


class _Watched:
    """One page's run, and what it leaves to the next.

    Attributes:
        note: Where the run began, empty where nothing is to be said.
        last: What the next run may go on from.
    """

    def __init__(self, last: LastRun | None) -> None:
        self.note = ""
        self.notes = Notes()
        self.last = last

    def run(self, prepared: Prepared, options: Options, interruption: Interruption) -> Run:
        """Run the page; what its last run left is used or removed."""
        if self.last is None:
            return self._run(prepared, options, interruption, begin=beginning(prepared, options))
        try:
            return self._go_on(self.last, prepared, options, interruption)
        except CannotContinueError as error:
            first, _, _ = str(error).partition("\n")
            self.note = f"from the start: {first.partition('; run without --resume')[0]}"
        remove_folder(self.last)
        self.last = None
        prepared = replace(prepared, notes=(*prepared.notes, self.note))
        options = replace(options, resume=False)
        return self._run(prepared, options, interruption, begin=beginning(prepared, options))

    def _go_on(self, last: LastRun, prepared: Prepared, options: Options, interruption: Interruption) -> Run:
        begin, carried = go_on(last, _present(prepared, options))
        self.note = _begun_at(prepared, carried, last.run)
        return self._run(prepared, options, interruption, begin=begin, carried=last.points[:carried])

    def _run(
        self,
        prepared: Prepared,
        options: Options,
        interruption: Interruption,
        *,
        begin: Beginning,
        carried: Sequence[Waypoint] = (),
    ) -> Run:
        trail = Trail(_aside(prepared), carried)
        attended = Attended(begin=begin, trail=trail)
        ended = run_page(prepared, options, (self.notes,), interruption, attended=attended)
        self.last = _left(prepared, options, ended, begin=begin, trail=trail)
        if interruption.requested:
            # What is kept then is for a person, and for `--resume`.
            _remove_unless_kept(self.last)
            self.last = None
        return ended


def _begun_at(prepared: Prepared, carried: int, run: str) -> str:
    steps = prepared.plan.steps
    if carried == len(steps):
        return f"no step has changed; all were done in run {run}"
    return f"from step {steps[carried].step.id}; what is before it was done in run {run}"


def _present(prepared: Prepared, options: Options) -> Present:
    return Present(
        plan=prepared.plan,
        common=common_marks(prepared, options),
        environment=os.environ,
        aside=_aside(prepared),
        shut_in=options.sandbox,
    )


def _aside(prepared: Prepared) -> frozenset[str]:
    """The page itself and the records, which may lie in the working folder and change with every run."""
    found = (
        Path(prepared.plan.procedure.path),
        *(place.folder for place in places(prepared.root, os.environ)),
    )
    return frozenset(str(path.resolve()) for path in found)


def _left(prepared: Prepared, options: Options, ended: Run, *, begin: Beginning, trail: Trail) -> LastRun:
    found = newest_record(places(prepared.root, os.environ), prepared.plan.procedure.path)
    own = found is not None and found.result["started_at"] == time_as_json(ended.started_at)
    record = found if own else None
    return LastRun(
        run=record.id if record else "",
        record=record.stem if record else None,
        ended=ended,
        points=tuple(trail.points),
        marks=tuple(map(step_mark, prepared.plan.steps)),
        common=common_marks(prepared, options),
        folder=begin.folder,
        temporary=begin.temporary,
    )


# The working folders, which are the watch's own to remove.


def remove_folder(last: LastRun) -> None:
    """Remove the working folder of a run that another one takes the place of."""
    if last.temporary:
        shutil.rmtree(last.folder, ignore_errors=True)


def remove_folders(last_runs: Iterable[LastRun]) -> None:
    """Remove at the end what runs that nobody watches would not have left: a failed one's folder stays."""
    for last in last_runs:
        _remove_unless_kept(last)


def _remove_unless_kept(last: LastRun) -> None:
    if last.ended.kept_folder is None:
        remove_folder(last)
