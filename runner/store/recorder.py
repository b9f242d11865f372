"""The events of a run to its record, each before the next happens. A record that fails never fails a run.

It is handed masked data and writes nothing else.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from msgspec import Struct, field, to_builtins

from runner.errors import RunbookError
from runner.report.result_json import (
    plan_as_json,
    precondition_as_json,
    run_as_json,
    step_as_json,
    time_as_json,
)
from runner.results import (
    Noted,
    RunFinished,
    RunStarted,
    StateTaken,
    StepAmended,
    StepFinished,
    StepStarted,
    Verdict,
)
from runner.run.resumed import Resumed
from runner.store.forms import JOURNAL
from runner.store.journal import Journal
from runner.store.place import make_folder, run_stem
from runner.store.process import this_process
from runner.store.result_file import write_new, write_result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from runner.results import Event, Run, ShellState
    from runner.store.place import Place

_SUCCESSES = (Verdict.PASSED, Verdict.UNVERIFIED)


class Beginning(Struct, frozen=True, kw_only=True):
    """From where a run begins: a fresh folder, or what an earlier run left.

    Attributes:
        folder: The working folder; `temporary` if it is the run's own.
        earlier: The path of the earlier run's record without its ending; None where there is none.
        notes: What a person should know.
    """

    folder: Path
    temporary: bool
    resumed: Resumed = field(default_factory=lambda: Resumed(run=""))
    earlier: Path | None = None
    notes: tuple[str, ...] = ()


class About(Struct, frozen=True, kw_only=True):
    """What a record says of its run beside what happened: the page's path, and the rest without secrets.

    Attributes:
        copy: Is given the name and the whole record of a run that ended; says why it cannot keep them.
    """

    page: str
    folder: str
    sandbox: bool
    begin: Beginning
    started_at: datetime
    tool_version: str
    origin: Mapping[str, object]
    copy: Callable[[str, Mapping[str, object]], str] | None = None


@contextmanager
def recording(events: Iterable[Event], about: About, places: Sequence[Place]) -> Iterator[Iterator[Event]]:
    """Record a run while its events pass through.

    Yields:
        The same events, and a `Noted` where the record is not where it should be, or not whole.
    """
    recorder = _open(about, places)
    refused = False
    try:
        yield recorder.passing(events)
    except RunbookError:
        refused = True
        raise
    finally:
        recorder.close(refused=refused)


def _open(about: About, places: Sequence[Place]) -> Recorder:
    stem = run_stem(about.started_at)
    reasons: list[str] = []
    for place in places:
        try:
            folder = make_folder(place, about.page)
            journal = Journal(folder / f"{stem}.jsonl")
        except OSError as error:
            reasons.append(f"{place.folder}: {error.strerror}")
            continue
        notes = [f"the record goes to {place.folder}, because of {reasons[0]}"] if reasons else []
        return Recorder(folder / stem, about, journal, notes)
    return Recorder(None, about, None, [f"this run is not recorded ({'; '.join(reasons)}); check the rights"])


class Recorder:
    """Writes one run's record; without a journal it only says so."""

    def __init__(self, stem: Path | None, about: About, journal: Journal | None, notes: list[str]) -> None:
        self._stem = stem
        self._about = about
        self._journal = journal
        self._notes = notes
        self._said = False
        self._began = False
        self._whole = False
        self._states = 0
        self._state: Path | None = None
        self._told: Path | None = None
        self._run: dict[str, object] = {}

    def passing(self, events: Iterable[Event]) -> Iterator[Event]:
        """Pass events on, each after it is recorded."""
        for event in events:
            if self._stem is not None and self._journal is not None:
                self._receive(event, self._stem, self._journal)
            yield event
            yield from self._noted()

    def _noted(self) -> Iterator[Event]:
        trouble = self._journal.trouble if self._journal is not None else None
        if trouble and not self._said:
            self._said = True
            self._notes.append(
                f"the record of this run is not whole: {trouble}; free space or check the disk"
            )
        while self._notes:
            yield Noted(text=self._notes.pop(0))

    def _receive(self, event: Event, stem: Path, journal: Journal) -> None:
        match event:
            case RunStarted():
                journal.append(self._beginning(event, stem))
            case StepStarted(planned=planned):
                self._began = True
                journal.append({"event": "step-started", "id": planned.step.id})
            case StateTaken(state=state):
                self._keep_state(state, stem)
            case StepFinished(result=result):
                entry = {"event": "step-finished", "state": self._state_name, "result": step_as_json(result)}
                journal.append(entry, beside=self._state)
                self._drop_old_state()
            case StepAmended(result=result):
                journal.append({"event": "step-amended", "result": step_as_json(result)})
            case RunFinished(run=run):
                self._finish(run, stem, journal)
            case Noted():
                return

    def _beginning(self, event: RunStarted, stem: Path) -> object:
        about = self._about
        # In the one line with the beginning: no moment is without what was done before.
        if about.begin.resumed.state is not None:
            self._keep_state(about.begin.resumed.state, stem)
            self._told = self._state
        self._run = {
            "id": stem.name.rpartition("-")[2],
            "path": os.path.abspath(about.page),  # noqa: PTH100 - links stay
            "process": this_process(),
            "folder": about.folder,
            "temporary": about.begin.temporary,
            "sandbox": about.sandbox,
            "origin": dict(about.origin),
            "resumes": about.begin.resumed.run or None,
            "expect_verdict": event.plan.procedure.settings.expect_verdict,
            "because": event.plan.procedure.settings.because,
            "notes": list(event.notes),
        }
        planned = plan_as_json(event.plan, target=event.target, tool_version=about.tool_version)
        result = {
            **planned,
            "started_at": time_as_json(about.started_at),
            "preconditions": [precondition_as_json(found) for found in event.preconditions],
        }
        return {
            "event": "run-started",
            "schema": JOURNAL,
            "run": self._run,
            "state": self._state_name,
            "carried": [step_as_json(found) for found in about.begin.resumed.done.values()],
            "result": result,
        }

    # The state of the shell: a file of its own for each, so that the last whole one is never touched.

    @property
    def _state_name(self) -> str | None:
        return self._state.name if self._state is not None else None

    def _keep_state(self, state: ShellState, stem: Path) -> None:
        self._states += 1
        self._state = path = stem.with_name(f"{stem.name}.state-{self._states}")
        self._attempt(lambda: write_new(path, json.dumps(to_builtins(state))))

    def _drop_old_state(self) -> None:
        if self._told is not None and self._told != self._state:
            self._told.unlink(missing_ok=True)
        self._told = self._state

    # The end.

    def _finish(self, run: Run, stem: Path, journal: Journal) -> None:
        if run.verdict in _SUCCESSES:
            self._state = None
        about = {
            **self._run,
            "end_notes": list(run.end_notes),
            "kept": run.kept_folder is not None,
            "state": self._state_name,
        }
        result = run_as_json(run)
        # All but the steps, which the journal has already.
        journal.append({"event": "run-finished", "run": about, "result": {**result, "steps": []}})
        record: dict[str, object] = {"run": about, **result}
        self._whole = self._attempt(lambda: write_result(stem, record))
        if self._whole:
            stem.with_name(f"{stem.name}.jsonl").unlink(missing_ok=True)
        if self._about.copy is not None and (said := self._about.copy(stem.name, record)):
            self._notes.append(said)
        self._drop_old_state()
        if about["resumes"] and self._about.begin.earlier is not None:
            drop_states(self._about.begin.earlier)

    def _attempt(self, write: Callable[[], None]) -> bool:
        try:
            write()
        except OSError as error:
            if not self._said:
                self._said = True
                self._notes.append(f"the record of this run is not whole: {error.strerror}; check the disk")
            return False
        return True

    def close(self, *, refused: bool) -> None:
        """End the record; a run that was refused before its first step leaves none."""
        if self._journal is None or self._stem is None:
            return
        self._journal.close(needed=not self._whole)
        if refused and not self._began:
            self._stem.with_name(f"{self._stem.name}.jsonl").unlink(missing_ok=True)
            drop_states(self._stem)


def drop_states(stem: Path) -> None:
    """Remove the saved states of a run."""
    for path in stem.parent.glob(f"{stem.name}.state-*"):
        with suppress(OSError):
            path.unlink(missing_ok=True)
