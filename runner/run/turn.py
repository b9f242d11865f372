"""The turn of one step: whether it runs, what became of it, what that means for the rest. Opens no shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.model import StepKind
from runner.results import DONE, NOT_WELL, StateTaken, Status, StepFinished, StepStarted
from runner.run.advised import advised
from runner.run.asking import with_remark
from runner.run.captured import with_captured
from runner.run.ending import fallen_services
from runner.run.judge import fails_by_output_alone
from runner.run.not_run import left_to_person, not_run, settled_before
from runner.run.retry import try_out
from runner.run.shells import NEW_SHELL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.model import PlannedStep
    from runner.results import Event, StepResult
    from runner.run.asking import Agreed
    from runner.run.carry_out import Workplace
    from runner.run.circumstances import Circumstances
    from runner.run.progress import Progress
    from runner.run.resumed import Memory


def take_turn(
    planned: PlannedStep,
    public: PlannedStep,
    *,
    workplace: Workplace,
    circumstances: Circumstances,
    progress: Progress,
) -> Iterator[Event]:
    """Give a step its turn; it runs unless something speaks against it.

    Args:
        planned: The step as it would run.
        public: The same as it may be shown.
        workplace: Where it is carried out.
        circumstances: How the reader wants it done.
        progress: How far the run has come.
    """
    settled = settled_before(public, circumstances, progress, lost=workplace.lost)
    if settled is not None:
        yield StepFinished(result=settled)
        return
    filled = with_captured(planned, public, workplace.captured, workplace.mask)
    if filled.lacks:
        blocked = not_run(public, Status.BLOCKED, filled.lacks)
        yield StepFinished(result=blocked)
        if not circumstances.keep_going:
            progress.heed(blocked)
        return
    agreed = progress.person.agree(filled.planned, filled.public)
    settled = left_to_person(agreed)
    if settled is not None:
        yield StepFinished(result=settled)
        return
    yield StepStarted(planned=agreed.public)
    progress.began = True
    changing = _may_change(agreed.planned, workplace)
    result = _tried(agreed, workplace, progress)
    result = replace(result, notes=(*filled.notes, *result.notes))
    if workplace.lost:
        progress.shell_lost = progress.shell_lost or f"the shell ended in step {planned.step.id}"
    if changing is not None and result.status in DONE:
        yield StateTaken(state=changing.after())
    yield StepFinished(result=result)
    fallen = fallen_services(workplace, result, progress.results)
    amended = tuple(replace(event, result=advised(event.result, progress.remedies)) for event in fallen)
    yield from amended
    goes_on = circumstances.past_output and fails_by_output_alone(result)
    if not circumstances.keep_going:
        progress.heed(*(() if goes_on else (result,)), *(event.result for event in amended))


def _tried(agreed: Agreed, workplace: Workplace, progress: Progress) -> StepResult:
    """Carry a step out, and tell with its result what a reader should know of it."""
    planned = agreed.planned
    limited = progress.page_time.limited(planned)
    result = try_out(limited, workplace, until=progress.page_time.until(planned))
    result = replace(result, planned=agreed.public)
    result = progress.page_time.explained(result, asked=planned.timeout, had=limited.timeout)
    if progress.shell_lost and planned.step.kind is StepKind.COMMAND:
        result = replace(result, notes=(f"{NEW_SHELL}{progress.shell_lost}", *result.notes))
    if result.status in NOT_WELL:
        result = advised(result, progress.remedies)
    return replace(result, reason=with_remark(result.reason, agreed.remark))


def _may_change(planned: PlannedStep, workplace: Workplace) -> Memory | None:
    """The memory of the shell, if one is kept and this step may change what the shell holds."""
    memory = workplace.memory
    if memory is None or planned.step.kind is not StepKind.COMMAND:
        return None
    return memory if memory.before(_as_run(planned)) else None


def _as_run(planned: PlannedStep) -> str:
    """The text that the page's shell is given."""
    if not planned.step.manner.background:
        return planned.text
    from runner.run.services import in_background

    return in_background(planned.text)
