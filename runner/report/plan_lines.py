"""A plan to styled lines: every step, variable and reading, and what stays unchecked. Prints nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.expectations import Strength, is_weak
from runner.model import StepKind
from runner.report.lines import Line, Style, reading_of, target_text, variable_text, where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.expectations import Claim
    from runner.manner import Manner
    from runner.model import Plan, PlannedStep
    from runner.results import Target


def plan_lines(plan: Plan, target: Target | None, notes: tuple[str, ...]) -> Iterator[Line]:
    """Give the lines of a plan."""
    procedure = plan.procedure
    yield Line(text=procedure.title, style=Style.TITLE)
    yield Line(text=f"{procedure.path} · {procedure.dialect} · {target_text(target)}", style=Style.DIM)
    for finding in procedure.findings:
        yield Line(text=f"{finding.level}: {finding}", style=Style.WARN)
    for note in (*plan.notes, *notes):
        yield Line(text=f"note: {note}", style=Style.WARN)
    yield from _variables(plan)
    yield from _preconditions(plan)
    section = None
    for planned in plan.steps:
        if planned.step.section != section:
            section = planned.step.section
            yield Line(text="")
            yield Line(text=section or "Steps", style=Style.TITLE)
        yield from _step(planned)
    yield from _not_run(plan)
    yield from _others_templates(plan)
    yield from _summary(plan)


def _not_run(plan: Plan) -> Iterator[Line]:
    if plan.procedure.not_run:
        yield Line(text="")
        yield Line(text="Not run", style=Style.TITLE)
    for fence in plan.procedure.not_run:
        language = f"in {fence.language}" if fence.language else "without a language"
        yield Line(text=f"  - the fence {language} at {where(fence)}", style=Style.DIM)


def _others_templates(plan: Plan) -> Iterator[Line]:
    if plan.others_templates:
        yield Line(text="")
        yield Line(text="Left as written (no variable of this page)", style=Style.TITLE)
    for item in plan.others_templates:
        yield Line(text=f"  - {item.text} at {where(item)}", style=Style.DIM)


def _variables(plan: Plan) -> Iterator[Line]:
    if plan.variables:
        yield Line(text="")
        yield Line(text="Variables", style=Style.TITLE)
    for item in plan.variables:
        yield Line(text=f"  {variable_text(item)}")


def _preconditions(plan: Plan) -> Iterator[Line]:
    if plan.procedure.preconditions:
        yield Line(text="")
        yield Line(text="Preconditions", style=Style.TITLE)
    for item in plan.procedure.preconditions:
        if item.reading:
            yield Line(text=f"  → “{item.text}” ({where(item)}): {item.reading}")
        else:
            yield Line(text=f"  ? not checked: “{item.text}” ({where(item)})", style=Style.WARN)


def _step(planned: PlannedStep) -> Iterator[Line]:
    step = planned.step
    style = Style.DIM if planned.skip else Style.PLAIN
    why = f"  (skipped: {planned.skip})" if planned.skip else ""
    file = f"  → {step.file}" if step.file else ""
    impact = f"  [{', '.join(planned.impacts)}]" if planned.impacts else ""
    text = f"  {step.id:<4} {step.kind:<8} {step.title}{file}  {where(step)}{impact}{why}"
    yield Line(text=text, style=style)
    if step.kind is StepKind.COMMAND:
        for index, line in enumerate(planned.text.rstrip("\n").split("\n")):
            yield Line(text=f"       {'$' if index == 0 else ' '} {line}", style=Style.DIM)
    yield from _manner(step.manner)
    for claim in step.claims:
        yield from _claim(claim)


def _manner(manner: Manner) -> Iterator[Line]:
    """How the step would be run, where that is not the plain way."""
    if manner.background:
        ready = manner.ready
        sign = f", ready by {ready.kind} {ready.value} within {manner.within:g} s" if ready else ""
        yield Line(text=f"       in the background{sign}", style=Style.DIM)
    if manner.tty:
        yield Line(text="       on a terminal", style=Style.DIM)
    if manner.retry is not None:
        retry = manner.retry
        said = f": “{retry.said}” ({where(retry)})" if retry.said else ""
        yield Line(
            text=f"       tried up to {retry.tries} times, {retry.delay:g} s apart{said}", style=Style.DIM
        )


def _claim(claim: Claim) -> Iterator[Line]:
    shown = claim.text if claim.text == "output fence" else f"“{claim.text}”"
    if not claim.expectations:
        note = f": {claim.note}" if claim.note else ""
        yield Line(text=f"       ? unchecked: {shown} ({where(claim)}){note}", style=Style.WARN)
    for expectation in claim.expectations:
        is_weak = expectation.strength is Strength.WEAK
        weak = f"  (weak: would also accept {expectation.accepts})" if is_weak else ""
        yield Line(text=f"       → {shown} ({where(claim)}): {reading_of(expectation)}{weak}")


def _summary(plan: Plan) -> Iterator[Line]:
    claims = [claim for planned in plan.steps for claim in planned.step.claims]
    read = sum(bool(claim.expectations) for claim in claims)
    running = [planned for planned in plan.steps if planned.skip is None]
    manual = sum(planned.step.kind is StepKind.MANUAL for planned in running)
    left = len(plan.steps) - len(running)
    yield Line(text="")
    yield Line(text=f"steps:  {len(running) - manual} would run, {manual} manual, {left} skipped")
    weak = sum(is_weak(claim) for claim in claims)
    told = f" ({weak} weakly)" if weak else ""
    yield Line(text=f"claims: {read} read{told}, {len(claims) - read} unchecked")
    if read == 0:
        text = "nothing would be checked, so a run could not show that the page works"
        yield Line(text=text, style=Style.WARN)
