"""Claims that a wrong output would pass as well, by the words alone and by the page's other output fences.

Runs nothing, and changes no reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.expectations import OF_SHOWN_OUTPUT, OUTPUT_FENCE, Strength, Subject, is_weak
from runner.model import StepKind
from runner.outline import Finding, Level, Location

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.expectations import Claim, Expectation
    from runner.model import Plan, Procedure, Step
    from runner.shown.strength import Printed


def weighed_plan(plan: Plan) -> Plan:
    """The plan in which a check that accepts what another step is shown to print is weak."""
    weighed = weighed_steps([planned.step for planned in plan.steps])
    pairs = zip(plan.steps, weighed, strict=True)
    return replace(plan, steps=tuple(replace(planned, step=step) for planned, step in pairs))


def weighed_steps(steps: Sequence[Step]) -> list[Step]:
    """The steps in which a check that accepts what another step is shown to print is weak."""
    if not any(claim.expectations for step in steps for claim in step.claims):
        return list(steps)
    from runner.shown.strength import neighbours

    shown = [shown_output(step) for step in steps]
    return [
        _weighed(step, shown[index], tuple(neighbours(shown, index)))
        if step.kind is StepKind.COMMAND and step.claims
        else step
        for index, step in enumerate(steps)
    ]


def find_weak_claims(procedure: Procedure) -> Iterator[Finding]:
    """Find claims that are read, and of which no check would notice a wrong output."""
    for step in weighed_steps(procedure.steps):
        for claim in step.claims:
            if is_weak(claim):
                yield _finding(claim, step, procedure.path)


def _finding(claim: Claim, step: Step, path: str) -> Finding:
    said = " and ".join(f"{item.reading} (would also accept {item.accepts})" for item in claim.expectations)
    cure = "say what only the right output holds, such as a name, a field or a number"
    what = "this output fence" if claim.text == OUTPUT_FENCE else f"“{claim.text}”"
    place = Location(path=claim.path or step.path or path, line=claim.line, end_line=claim.line)
    message = f"{what} is a weak check: {said}; {cure}"
    return Finding(code="weak-check", level=Level.WARNING, message=message, location=place)


def shown_output(step: Step) -> Printed:
    """What a step's output fences show."""
    from runner.shown.strength import Printed

    fences = [
        (claim, item)
        for claim in step.claims
        for item in claim.expectations
        if item.predicate in OF_SHOWN_OUTPUT
    ]
    line = fences[0][0].line if fences else 0
    return Printed(
        place=f"the output shown at line {line}",
        command=step.source,
        stdout="".join(item.objects[0] for _, item in fences if item.subject is not Subject.STDERR),
        stderr="".join(item.objects[0] for _, item in fences if item.subject is Subject.STDERR),
    )


def _weighed(step: Step, own: Printed, others: Sequence[Printed]) -> Step:
    claims = tuple(
        replace(claim, expectations=tuple(_tried(item, own, others) for item in claim.expectations))
        for claim in step.claims
    )
    return step if claims == step.claims else replace(step, claims=claims)


def _tried(expectation: Expectation, own: Printed, others: Sequence[Printed]) -> Expectation:
    from runner.shown.strength import accepted_other

    accepted = accepted_other(expectation, own.text(expectation.subject), others)
    if accepted is None:
        return expectation
    return replace(expectation, strength=Strength.WEAK, accepts=accepted.place)
