"""The steps that are not carried out, each with its reason. Runs nothing and asks nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.model import SectionKind, StepKind
from runner.results import Status, StepResult

if TYPE_CHECKING:
    from runner.model import PlannedStep
    from runner.run.asking import Agreed
    from runner.run.circumstances import Circumstances
    from runner.run.progress import Progress
    from runner.run.resumed import Resumed


def not_run(planned: PlannedStep, status: Status, reason: str | None) -> StepResult:
    """Give the result of a step that was not carried out."""
    return StepResult(planned=planned, status=status, unchecked=planned.step.claims, reason=reason)


def done_before(planned: PlannedStep, resumed: Resumed) -> StepResult:
    """Give what an earlier run has done of this page, as it was recorded."""
    return replace(resumed.done[planned.step.id], planned=planned)


def settled_before(
    public: PlannedStep, circumstances: Circumstances, progress: Progress, *, lost: bool
) -> StepResult | None:
    """Give the result of a step that has its result before its turn: done before, or skipped; else None."""
    if public.step.id in circumstances.resumed.done:
        progress.began = True
        return done_before(public, circumstances.resumed)
    reason = _why_not(public, circumstances, progress, lost=lost)
    return None if reason is None else not_run(public, Status.SKIPPED, reason)


def left_to_person(agreed: Agreed) -> StepResult | None:
    """Give the result of a step that a person passed over or did by hand; None where it is to be run."""
    if agreed.refused is not None:
        return not_run(agreed.public, Status.SKIPPED, agreed.refused)
    manual = agreed.planned.step.kind is StepKind.MANUAL
    return not_run(agreed.public, Status.MANUAL, agreed.remark) if manual else None


def _why_not(
    planned: PlannedStep, circumstances: Circumstances, progress: Progress, *, lost: bool
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
