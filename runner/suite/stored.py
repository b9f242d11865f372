"""Recorded runs as the outcomes of a suite, as if they had just ended. Runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.api.recorded import recorded_runs
from runner.errors import NothingToRunError
from runner.results import RunFinished, Verdict
from runner.store.rebuild import events_of
from runner.suite.judging import Gate, judge_run
from runner.suite.suite import sum_up_suite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner.outcomes import SuiteOutcome
    from runner.results import Run
    from runner.store.history import History
    from runner.store.records import Record


def stored_outcome(ids: Sequence[str], *, allow_unverified: bool) -> SuiteOutcome:
    """Give what recorded runs come to.

    Args:
        ids: Of runs, of which a beginning is enough; without any, the last run of each page.
        allow_unverified: Whether a page on which nothing was checked is good enough.

    Raises:
        UsageError: There is no such run, or several have an id that begins so.
        NothingToRunError: No run is recorded.
    """
    with recorded_runs() as history:
        records = [history.find(name) for name in ids] if ids else _latest(history)
        runs = [_run(record) for record in records]
    if not runs:
        raise NothingToRunError("report: no run is recorded here; `runbook test` or `runbook execute` first")
    gate = Gate(allow_unverified=allow_unverified)
    pages = tuple(judge_run(run.plan.procedure.path, _as_planned(run), gate) for run in runs)
    return sum_up_suite(pages, gate, duration=sum(run.duration for run in runs))


def _as_planned(run: Run) -> Run:
    """A record does not tell steps left out from those that the run did not reach; the verdict does."""
    if run.verdict is Verdict.UNVERIFIED:
        return run
    steps = tuple(replace(planned, skip=None) for planned in run.plan.steps)
    return replace(run, plan=replace(run.plan, steps=steps))


def _latest(history: History) -> list[Record]:
    ordered = sorted(history.latest(), key=lambda run: run.page)
    return [record for run in ordered if (record := history.record(run))]


def _run(record: Record) -> Run:
    events = list(events_of(replace(record, result=record.whole())))
    return next(event.run for event in events if isinstance(event, RunFinished))
