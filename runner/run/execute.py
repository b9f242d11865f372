"""A plan to events, step by step in one shell. Knows nothing of reports, stand-ins or the command line."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.model import SectionKind
from runner.results import KEPT_DIGITS, Run, RunFinished, RunStarted, Verdict
from runner.run.asking import Person
from runner.run.captured import Captured, known_now
from runner.run.carry_out import Workplace
from runner.run.effects import take_snapshot
from runner.run.ending import end_steps
from runner.run.judge import judge_run
from runner.run.left_behind import find_left, watch_places
from runner.run.masked import masked
from runner.run.masked_plan import masked_plan
from runner.run.obstacles import find_obstacles, missing_files, needs_shell, refuse
from runner.run.page_time import begin_page
from runner.run.progress import Progress
from runner.run.resumed import Memory
from runner.run.shells import Shells
from runner.run.strength import with_known_strength
from runner.run.turn import take_turn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.model import Plan
    from runner.results import Event, PreconditionResult
    from runner.run.circumstances import Circumstances
    from runner.run.kept_output import OutputFiles
    from runner.run.session import Session


def execute(plan: Plan, circumstances: Circumstances) -> Iterator[Event]:
    """Carry a plan out.

    Yields:
        `RunStarted`, then `StepStarted` and `StepFinished` for each step (the latter alone where it
        does not run), and at the end, also of an interrupted run, `RunFinished`.
    """
    started_at, begin = datetime.now(UTC), time.monotonic()
    mask = circumstances.mask
    shown = masked_plan(plan, mask)
    found = _look_up(plan, circumstances)
    notes = (*plan.notes, *circumstances.notes, *missing_files(plan, circumstances.folder))
    obstacles = find_obstacles(plan, circumstances, found)
    # From here on nothing leaves this room unmasked.
    started = RunStarted(
        plan=shown,
        target=circumstances.target,
        preconditions=masked(found, mask),
        notes=masked(notes, mask),
    )
    yield started
    progress = _progress(plan, circumstances)
    progress.ready = not obstacles
    events = (
        _steps(plan, shown, circumstances, progress)
        if progress.ready
        else refuse(shown, obstacles, circumstances.resumed)
    )
    for event in (masked(event, mask) for event in events):
        progress.take(event)
        yield event
    duration = time.monotonic() - begin
    yield RunFinished(run=_run(started, progress, circumstances, started_at=started_at, duration=duration))


def _look_up(plan: Plan, circumstances: Circumstances) -> tuple[PreconditionResult, ...]:
    if not plan.procedure.preconditions:
        return ()
    from runner.run.preconditions import look_up

    return look_up(plan, circumstances)


def _progress(plan: Plan, circumstances: Circumstances) -> Progress:
    """The progress of a run whose first step comes now."""
    person = Person(ask=circumstances.ask, interruption=circumstances.interruption, mask=circumstances.mask)
    return Progress(
        person=person,
        page_time=begin_page(circumstances.page_timeout),
        captured=Captured(values=dict(circumstances.resumed.captured)),
        outputs=_outputs(plan, circumstances),
        # As the outputs in which they are looked for.
        remedies=masked(plan.procedure.troubleshooting, circumstances.mask),
    )


def _run(
    started: RunStarted,
    progress: Progress,
    circumstances: Circumstances,
    *,
    started_at: datetime,
    duration: float,
) -> Run:
    """The whole run, when its last step has finished."""
    mask = circumstances.mask
    verdict = judge_run(
        progress.results,
        not_ready=not progress.ready,
        interrupted=circumstances.interruption.requested,
        too_late=progress.too_late,
        stopped=progress.person.left,
    )
    problems = tuple(progress.outputs.problems) if progress.outputs else ()
    variables = masked(known_now(started.plan.variables, progress.captured), mask)
    return Run(
        plan=replace(started.plan, variables=variables),
        verdict=verdict,
        target=started.target,
        started_at=started_at,
        duration=round(duration, KEPT_DIGITS),
        preconditions=started.preconditions,
        steps=with_known_strength(progress.results),
        tool_version=circumstances.tool_version,
        notes=started.notes,
        end_notes=masked(problems, mask),
        kept_folder=masked(_kept_folder(circumstances, verdict), mask),
        left_behind=masked(tuple(progress.left), mask),
        masked=mask.count,
    )


def _outputs(plan: Plan, circumstances: Circumstances) -> OutputFiles | None:
    if circumstances.keep_output is None:
        return None
    from runner.run.kept_output import OutputFiles

    return OutputFiles(circumstances.keep_output, plan.procedure.path, circumstances.mask)


def _kept_folder(circumstances: Circumstances, verdict: Verdict) -> str | None:
    """The run's own folder is kept for a look after anything but success, if anything is in it."""
    if not circumstances.temporary or verdict in (Verdict.PASSED, Verdict.UNVERIFIED):
        return None
    return str(circumstances.folder) if any(circumstances.folder.iterdir()) else None


def _steps(plan: Plan, shown: Plan, circumstances: Circumstances, progress: Progress) -> Iterator[Event]:
    with Shells(environment=circumstances.environment, sandbox=circumstances.sandbox) as shells:
        session = shells.open(circumstances.folder) if needs_shell(plan) else None
        workplace = _workplace(plan, session, circumstances=circumstances, progress=progress)
        if session is not None and circumstances.keep_state:
            workplace.memory = _restored(session, circumstances)
        places = watch_places(plan, circumstances.environment, circumstances.folder)
        for planned, public in zip(plan.steps, shown.steps, strict=True):
            if workplace.lost and planned.step.section_kind is SectionKind.CLEANUP:
                _reopen(workplace, shells)
            yield from take_turn(
                planned, public, workplace=workplace, circumstances=circumstances, progress=progress
            )
            if circumstances.trail is not None:
                circumstances.trail.note(planned, workplace, circumstances.resumed)
        yield from end_steps(workplace, shells, results=progress.results, left=progress.left)
        progress.left += find_left(places, progress.results, circumstances.mask)


def _workplace(
    plan: Plan, session: Session | None, *, circumstances: Circumstances, progress: Progress
) -> Workplace:
    return Workplace(
        session=session,
        folder=circumstances.folder,
        page=PurePath(plan.procedure.path).name,
        mask=circumstances.mask,
        interruption=circumstances.interruption,
        overwrite=circumstances.overwrite or circumstances.temporary,
        allow_write=circumstances.allow_write,
        files=take_snapshot(circumstances.folder),
        outputs=progress.outputs,
        captured=progress.captured,
    )


def _restored(session: Session, circumstances: Circumstances) -> Memory:
    """The memory of a shell, which holds what the earlier run's shell held, if there is one."""
    memory = Memory(
        session,
        environment=circumstances.environment,
        mask=circumstances.mask,
        secrets=circumstances.secrets,
    )
    memory.restore(circumstances.resumed)
    return memory


def _reopen(workplace: Workplace, shells: Shells) -> None:
    """Give cleanup a shell though the page's own has ended."""
    session = workplace.session and shells.reopen(workplace.session, workplace.exports)
    if session is not None:
        workplace.session, workplace.lost, workplace.exports = session, False, None
        # What the page's own shell held is what another run needs.
        workplace.memory = None
