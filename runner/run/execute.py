"""A plan to events, step by step in one shell. Knows nothing of reports, stand-ins or the command line."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from runner.model import SectionKind, StepKind
from runner.outline import line_text
from runner.results import (
    DONE,
    PreconditionStatus,
    Run,
    RunFinished,
    RunStarted,
    StateTaken,
    Status,
    StepAmended,
    StepFinished,
    StepResult,
    StepStarted,
    Verdict,
)
from runner.run.advice import failure_text, find_advice
from runner.run.asking import Person, with_remark
from runner.run.carry_out import Workplace
from runner.run.effects import take_snapshot
from runner.run.ending import end_steps, fallen_services
from runner.run.judge import fails_by_output_alone, judge_run
from runner.run.left_behind import find_left, watch_places
from runner.run.masked import masked
from runner.run.page_time import PageTime, begin_page
from runner.run.preconditions import look_up, missing_programs
from runner.run.programs import find_program
from runner.run.resumed import Memory, Resumed
from runner.run.retry import try_out
from runner.run.services import in_background
from runner.run.shells import NEW_SHELL, Shells

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner.model import Plan, PlannedStep, Remedy, Variable
    from runner.results import Event, LeftBehind, PreconditionResult, Target
    from runner.run.asking import Agreed, Ask
    from runner.run.interruption import Interruption
    from runner.run.kept_output import OutputFiles
    from runner.run.masking import Mask
    from runner.run.sandbox import Sandbox

_NOT_WELL = frozenset({Status.FAILED, Status.BLOCKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Where and how a plan is carried out.

    Attributes:
        environment: The environment of the steps.
        search_path: The PATH by which programs are told to the reader, who has no stand-in before it.
        folder: The working folder; `temporary` if it is the run's own.
        mask: Takes secrets out of a text.
        keep_going: Whether steps behind a failed one run.
        past_output: Whether steps behind one run that failed by its output fences alone.
        ignore_preconditions: Whether the page runs though a precondition is not met.
        overwrite: Whether file steps may replace files that differ.
        allow_write: Places outside the working folder that file steps may write.
        page_timeout: Seconds for all steps but cleanup.
        keep_output: The folder for the whole output of the steps.
        sandbox: Where the page's shell is shut in, None where it is not.
        ask: How a person is asked before each step, None where nobody is.
        keep_state: Whether what the shell holds is said, so that another run can continue.
        secrets: Secret value → where it comes from.
        resumed: The run that this one continues.
    """

    environment: Mapping[str, str]
    search_path: str
    folder: Path
    temporary: bool
    target: Target | None
    mask: Mask
    interruption: Interruption
    tool_version: str
    keep_going: bool = False
    past_output: bool = False
    ignore_preconditions: bool = False
    overwrite: bool = False
    allow_write: tuple[Path, ...] = ()
    page_timeout: float | None = None
    keep_output: Path | None = None
    ask: Ask | None = None
    sandbox: Sandbox | None = None
    notes: tuple[str, ...] = ()
    keep_state: bool = False
    secrets: Mapping[str, str] = field(default_factory=dict)
    resumed: Resumed = field(default_factory=lambda: Resumed(run=""))


@dataclass(slots=True)
class _Progress:
    """Where the run stands: why the rest is skipped, if it is, and whether a step began."""

    person: Person
    page_time: PageTime
    outputs: OutputFiles | None = None
    too_late: bool = False
    stop: str | None = None
    shell_lost: str | None = None
    began: bool = False
    remedies: tuple[Remedy, ...] = ()
    results: list[StepResult] = field(default_factory=list)
    left: list[LeftBehind] = field(default_factory=list)

    def heed(self, *results: StepResult) -> None:
        """Let the first step that did not go well stop the rest."""
        for result in results:
            if result.status in _NOT_WELL:
                self.stop = (
                    self.stop or self.page_time.over or f"step {result.planned.step.id} {result.status}"
                )

    def take(self, event: Event) -> None:
        """Take in what an event tells of a step."""
        if self.outputs is not None:
            self.outputs.hear(event)
        if isinstance(event, StepFinished):
            self.results.append(event.result)
        elif isinstance(event, StepAmended):
            names = [result.planned.step.id for result in self.results]
            self.results[names.index(event.result.planned.step.id)] = event.result


def execute(plan: Plan, circumstances: Circumstances) -> Iterator[Event]:
    """Carry a plan out.

    Yields:
        `RunStarted`, then `StepStarted` and `StepFinished` for each step (the latter alone where it
        does not run), and at the end, also of an interrupted run, `RunFinished`.
    """
    started_at, begin = datetime.now(UTC), time.monotonic()
    shown = masked_plan(plan, circumstances.mask)
    found = look_up(plan, circumstances.environment, circumstances.search_path)
    notes = (*plan.notes, *circumstances.notes, *_missing_files(plan, circumstances.folder))
    obstacles = {} if circumstances.ignore_preconditions else _obstacles(plan, circumstances, found)
    # From here on nothing leaves this room unmasked.
    found, notes = masked(found, circumstances.mask), masked(notes, circumstances.mask)
    yield RunStarted(plan=shown, target=circumstances.target, preconditions=found, notes=notes)
    person = Person(ask=circumstances.ask, interruption=circumstances.interruption, mask=circumstances.mask)
    progress = _Progress(
        person=person,
        page_time=begin_page(circumstances.page_timeout),
        outputs=_outputs(plan, circumstances),
        remedies=plan.procedure.troubleshooting,
    )
    events = (
        _refuse(shown, obstacles, circumstances.resumed)
        if obstacles
        else _steps(plan, shown, circumstances, progress)
    )
    for event in (masked(event, circumstances.mask) for event in events):
        progress.take(event)
        yield event
    verdict = judge_run(
        progress.results,
        not_ready=bool(obstacles),
        interrupted=circumstances.interruption.requested,
        too_late=progress.too_late,
        stopped=person.left,
    )
    yield RunFinished(
        run=Run(
            plan=shown,
            verdict=verdict,
            target=circumstances.target,
            started_at=started_at,
            duration=time.monotonic() - begin,
            preconditions=found,
            steps=tuple(progress.results),
            tool_version=circumstances.tool_version,
            notes=notes,
            end_notes=masked(
                tuple(progress.outputs.problems) if progress.outputs else (), circumstances.mask
            ),
            kept_folder=masked(_kept_folder(circumstances, verdict), circumstances.mask),
            left_behind=masked(tuple(progress.left), circumstances.mask),
            masked=circumstances.mask.count,
        )
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


def masked_plan(plan: Plan, mask: Mask) -> Plan:
    """Give the plan as reports may show it."""
    return masked(replace(plan, variables=tuple(map(_without_secret, plan.variables))), mask)


def _without_secret(item: Variable) -> Variable:
    default = item.default and "***"
    return replace(item, value="***", default=default) if item.secret else item


def _missing_files(plan: Plan, folder: Path) -> Iterator[str]:
    """Name what steps that are not selected would have written and the selected ones name."""
    running = [planned for planned in plan.steps if planned.skip is None]
    for planned in plan.steps:
        file = planned.step.file
        if planned.skip != "not selected" or not file or (folder / file).exists():
            continue
        users = [other.step.id for other in running if file in other.text]
        if users:
            yield f"step {planned.step.id} is not selected, so `{file}` is missing for step {users[0]}"


def _obstacles(
    plan: Plan, circumstances: Circumstances, found: tuple[PreconditionResult, ...]
) -> dict[str, str]:
    """Why nothing may run: step id → reason, with an empty id for what concerns no one step."""
    obstacles: dict[str, str] = {}
    for result in found:
        if result.status is PreconditionStatus.NOT_MET and not result.precondition.optional:
            where = line_text(result.precondition.line, result.precondition.path)
            reason = f"precondition not met ({where}): {result.detail}"
            obstacles.setdefault("", reason)
    for step, program in missing_programs(plan, circumstances.environment).items():
        obstacles[step] = f"the program `{program}` is not on PATH; install it"
    if _needs_shell(plan) and find_program("bash", circumstances.environment) is None:
        first = next(item for item in plan.steps if _runs(item) and item.step.kind is StepKind.COMMAND)
        obstacles[first.step.id] = "bash is not on PATH; install it (apt-get install bash, brew install bash)"
    return obstacles


def _runs(planned: PlannedStep) -> bool:
    return planned.skip is None and planned.step.kind is not StepKind.MANUAL


def _needs_shell(plan: Plan) -> bool:
    return any(_runs(planned) and planned.step.kind is StepKind.COMMAND for planned in plan.steps)


def _refuse(plan: Plan, obstacles: Mapping[str, str], resumed: Resumed) -> Iterator[Event]:
    """Run nothing: the steps that lack something are blocked, the rest is skipped."""
    where = ", ".join(step for step in obstacles if step)
    rest = f"nothing was run: step {where} is blocked" if where else f"nothing was run: {obstacles['']}"
    for planned in plan.steps:
        if planned.step.id in resumed.done:
            yield StepFinished(result=_carried(planned, resumed))
            continue
        reason = obstacles.get(planned.step.id)
        status = Status.BLOCKED if reason else Status.SKIPPED
        yield StepFinished(result=_not_run(planned, status, reason or planned.skip or rest))


def _carried(planned: PlannedStep, resumed: Resumed) -> StepResult:
    """What an earlier run has done of this page, as it was recorded."""
    return replace(resumed.done[planned.step.id], planned=planned)


def _not_run(planned: PlannedStep, status: Status, reason: str | None) -> StepResult:
    return StepResult(planned=planned, status=status, unchecked=planned.step.claims, reason=reason)


def _steps(plan: Plan, shown: Plan, circumstances: Circumstances, progress: _Progress) -> Iterator[Event]:
    with Shells(environment=circumstances.environment, sandbox=circumstances.sandbox) as shells:
        session = shells.open(circumstances.folder) if _needs_shell(plan) else None
        workplace = Workplace(
            session=session,
            folder=circumstances.folder,
            page=PurePath(plan.procedure.path).name,
            mask=circumstances.mask,
            interruption=circumstances.interruption,
            overwrite=circumstances.overwrite or circumstances.temporary,
            allow_write=circumstances.allow_write,
            files=take_snapshot(circumstances.folder),
            outputs=progress.outputs,
        )
        if session is not None and circumstances.keep_state:
            workplace.memory = Memory(
                session,
                environment=circumstances.environment,
                mask=circumstances.mask,
                secrets=circumstances.secrets,
            )
            workplace.memory.restore(circumstances.resumed)
        places = watch_places(plan, circumstances.environment, circumstances.folder)
        for planned, public in zip(plan.steps, shown.steps, strict=True):
            if workplace.lost and planned.step.section_kind is SectionKind.CLEANUP:
                _reopen(workplace, shells)
            yield from _step(planned, public, workplace, circumstances, progress)
        yield from end_steps(workplace, shells, results=progress.results, left=progress.left)
        progress.left += find_left(places, progress.results, circumstances.mask)


def _reopen(workplace: Workplace, shells: Shells) -> None:
    """Give cleanup a shell though the page's own has ended."""
    session = workplace.session and shells.reopen(workplace.session, workplace.exports)
    if session is not None:
        workplace.session, workplace.lost, workplace.exports = session, False, None
        # What the page's own shell held is what another run needs.
        workplace.memory = None


def _may_change(planned: PlannedStep, workplace: Workplace) -> Memory | None:
    """The memory of the shell, if one is kept and this step may change what the shell holds."""
    memory = workplace.memory
    if memory is None or planned.step.kind is not StepKind.COMMAND:
        return None
    text = in_background(planned.text) if planned.step.manner.background else planned.text
    return memory if memory.before(text) else None


def _without_running(
    public: PlannedStep, circumstances: Circumstances, progress: _Progress, *, lost: bool
) -> StepResult | None:
    """The result of a step that is not carried out: done before, or skipped."""
    if public.step.id in circumstances.resumed.done:
        progress.began = True
        return _carried(public, circumstances.resumed)
    reason = _why_not(public, circumstances, progress, lost=lost)
    return None if reason is None else _not_run(public, Status.SKIPPED, reason)


def _left_to_person(agreed: Agreed) -> StepResult | None:
    """The result of a step that a person passed over or did by hand."""
    if agreed.refused is not None:
        return _not_run(agreed.public, Status.SKIPPED, agreed.refused)
    manual = agreed.planned.step.kind is StepKind.MANUAL
    return _not_run(agreed.public, Status.MANUAL, agreed.remark) if manual else None


def _step(
    planned: PlannedStep,
    public: PlannedStep,
    workplace: Workplace,
    circumstances: Circumstances,
    progress: _Progress,
) -> Iterator[Event]:
    remedies = progress.remedies
    settled = _without_running(public, circumstances, progress, lost=workplace.lost)
    if settled is not None:
        yield StepFinished(result=settled)
        return
    agreed = progress.person.agree(planned, public)
    planned, public = agreed.planned, agreed.public
    settled = _left_to_person(agreed)
    if settled is not None:
        yield StepFinished(result=settled)
        return
    yield StepStarted(planned=public)
    progress.began = True
    changing = _may_change(planned, workplace)
    limited = progress.page_time.limited(planned)
    result = replace(try_out(limited, workplace, until=progress.page_time.until(planned)), planned=public)
    result = progress.page_time.explained(result, asked=planned.timeout, had=limited.timeout)
    if progress.shell_lost and planned.step.kind is StepKind.COMMAND:
        result = replace(result, notes=(f"{NEW_SHELL}{progress.shell_lost}", *result.notes))
    if result.status in _NOT_WELL:
        result = replace(result, advice=find_advice(remedies, failure_text(result)))
    result = replace(result, reason=with_remark(result.reason, agreed.remark))
    if workplace.lost:
        progress.shell_lost = progress.shell_lost or f"the shell ended in step {planned.step.id}"
    if changing is not None and result.status in DONE:
        yield StateTaken(state=changing.after())
    yield StepFinished(result=result)
    amended = tuple(fallen_services(workplace, result, progress.results))
    yield from amended
    goes_on = circumstances.past_output and fails_by_output_alone(result)
    if not circumstances.keep_going:
        progress.heed(*(() if goes_on else (result,)), *(event.result for event in amended))


def _why_not(
    planned: PlannedStep, circumstances: Circumstances, progress: _Progress, *, lost: bool
) -> str | None:
    if planned.skip is not None:
        return planned.skip
    cleanup = planned.step.section_kind is SectionKind.CLEANUP
    # Cleanup runs after Ctrl-C, and a second one stops it too.
    if circumstances.interruption.requests > int(cleanup and progress.began):
        return "interrupted"
    if progress.person.why_not(planned):
        return progress.person.why_not(planned)
    # A shell that has ended was opened anew for cleanup alone.
    if progress.shell_lost and planned.step.kind is not StepKind.MANUAL and (lost or not cleanup):
        return progress.shell_lost
    if cleanup:
        return None if progress.began else "no step began, so there is nothing to clean up"
    if progress.stop is None and (over := progress.page_time.over):
        progress.too_late, progress.stop = True, over
    return progress.stop
