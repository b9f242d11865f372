"""From which step an edited page can go on, or why from none. Looks at the disk, and changes nothing.

A step is left out only if a run from the start would do the same up to it: what cannot be told counts as
changed.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from runner.errors import CannotContinueError
from runner.model import Impact, SectionKind, StepKind
from runner.patterns import regex
from runner.plan.looks import only_looks
from runner.results import DONE, Status
from runner.run.folder_digest import folder_digest
from runner.run.left_behind import named_outside
from runner.run.resumed import Resumed
from runner.store.recorder import Beginning
from runner.store.resume import as_done, last_status, met_stand_in, secret_values
from runner.suite.sameness import first_difference, step_mark

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from runner.model import Plan, PlannedStep
    from runner.outcomes import LastRun
    from runner.results import StepResult


# Where it may lead out of the working folder.
_GOES_AWAY = regex(
    r"\b(?:cd|pushd|popd)\b(?:[ \t]+--)?[ \t]*(?:[\"']?[/~$]|[\"']?[\w./-]*\.\.|-|$|[;&|)])", re.MULTILINE
)


class Present(Struct, frozen=True, kw_only=True):
    """What the last run is held against.

    Attributes:
        common: What concerns all steps → its digest.
        aside: Paths below the working folder that do not count as changes.
        shut_in: Whether the page's shell can write in the working folder alone.
    """

    plan: Plan
    common: Mapping[str, str]
    environment: Mapping[str, str]
    aside: Collection[str] = ()
    shut_in: bool = False


def go_on(last: LastRun, present: Present) -> tuple[Beginning, int]:
    """Give where the page's run begins, and how many steps are carried over.

    Raises:
        CannotContinueError: It must begin at the start; the text says why.
    """
    if changed := first_difference(last.common, present.common):
        raise CannotContinueError(f"{changed} has changed")
    if not last.run:
        raise CannotContinueError("the run before is not recorded")
    first = _first_to_run(last, present.plan.steps)
    if first == 0:
        raise CannotContinueError(_why_first(last, present.plan))
    done = _carried(last, present.plan.steps[:first])
    missing: list[str] = []
    values = secret_values(present.plan, present.environment, last.points[first - 1].state, missing)
    reasons = chain(_reasons(last, present, first, done), (f"cannot rebuild {what}" for what in missing))
    if (reason := next(reasons, None)) is not None:
        raise CannotContinueError(reason)
    point = last.points[first - 1]
    resumed = Resumed(
        run=last.run,
        done=done,
        state=point.state,
        values=values,
        status=last_status(done),
        captured=point.captured,
    )
    note = f"this run continues run {last.run}{_from(present.plan, first)}, as the page was edited there"
    return (
        Beginning(
            resumed=resumed, earlier=last.record, folder=last.folder, temporary=last.temporary, notes=(note,)
        ),
        first,
    )


def _from(plan: Plan, first: int) -> str:
    return f" from step {plan.steps[first].step.id}" if first < len(plan.steps) else ""


# Which steps run.


def _first_to_run(last: LastRun, steps: Sequence[PlannedStep]) -> int:
    """The place in the plan of the first step that has changed, or that the last run has not done."""
    # Of a run that was refused there are no points.
    found = zip(last.marks, last.ended.steps, steps, last.points, strict=False)
    same = 0
    for mark, result, planned, _ in found:
        if mark != step_mark(planned) or not _is_settled(result, planned):
            break
        same += 1
    return same


def _is_settled(result: StepResult, planned: PlannedStep) -> bool:
    return result.status in DONE or (result.status is Status.SKIPPED and planned.skip is not None)


def _why_first(last: LastRun, plan: Plan) -> str:
    if not plan.steps or not last.marks:
        return "there was no step"
    first = plan.steps[0]
    if last.marks[0] != step_mark(first):
        return f"step {first.step.id}, the first, has changed"
    return f"step {first.step.id}, the first, was {last.ended.steps[0].status}"


def _carried(last: LastRun, steps: Sequence[PlannedStep]) -> dict[str, StepResult]:
    pairs = zip(last.ended.steps, steps, strict=False)
    return {
        planned.step.id: _placed(as_done(result, last.run), planned)
        for result, planned in pairs
        if result.status in DONE
    }


def _placed(result: StepResult, planned: PlannedStep) -> StepResult:
    """The result with its claims on the lines where the page has them now."""
    before, now = result.planned.step.claims, planned.step.claims
    lines = {(old.path, old.line): new.line for old, new in zip(before, now, strict=True)}
    checks = tuple(
        replace(check, line=lines.get((check.path, check.line), check.line)) for check in result.checks
    )
    unchecked = tuple(
        replace(claim, line=lines.get((claim.path, claim.line), claim.line)) for claim in result.unchecked
    )
    return replace(result, checks=checks, unchecked=unchecked)


# Whether all is as it was before them.


def _reasons(last: LastRun, present: Present, first: int, done: Mapping[str, StepResult]) -> Iterator[str]:
    point = last.points[first - 1]
    lost = (*(point.state.lost if point.state else ()), *point.lost)
    yield from (f"cannot rebuild {what}" for what in lost)
    yield from (
        f"cannot rebuild what step {name} left in the stand-in"
        for name in met_stand_in(last.ended.target, done)
    )
    for result, after in zip(last.ended.steps[first:], last.points[first:], strict=False):
        if _ran(result):
            yield from _changed_by(result, present, last, outside=after.outside)
    yield from _folder_reasons(last, present, first)


def _folder_reasons(last: LastRun, present: Present, first: int) -> Iterator[str]:
    point = last.points[first - 1]
    if not last.folder.is_dir():
        yield f"the working folder {last.folder} is gone"
    elif not point.files:
        yield "the working folder holds too much, or what cannot be read, so what changed in it is not told"
    elif folder_digest(last.folder, present.aside) != point.files:
        # The digest decides; the steps' effects are only said.
        yield from (
            f"step {result.planned.step.id} changed {name}"
            for result in last.ended.steps[first:]
            for name in result.effects.files
            if not any((last.folder / name).is_relative_to(path) for path in present.aside)
        )
        step = last.ended.steps[first - 1].planned.step.id
        yield f"the working folder is no longer as it was after step {step}"


def _ran(result: StepResult) -> bool:
    return result.status not in (Status.SKIPPED, Status.MANUAL)


def _changed_by(result: StepResult, present: Present, last: LastRun, *, outside: bool) -> Iterator[str]:
    """Why a step that would run again, or is no longer there, was not without effect."""
    planned = result.planned
    step = planned.step.id
    if planned.step.section_kind is SectionKind.CLEANUP:
        yield f"step {step} cleaned up"
    if Impact.DELETE in planned.impacts:
        yield f"step {step} deletes"
    if planned.step.kind is StepKind.COMMAND:
        if present.shut_in or only_looks(planned.text):
            return
        if outside or _GOES_AWAY.search(planned.text):
            yield f"what step {step} changed is not told (it went outside the working folder)"
    for name in named_outside(planned, present.environment, last.folder):
        yield f"step {step} writes {name}, outside the working folder"
