"""The strength of checks in the light of what the other steps of the page printed. Changes no verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.expectations import Strength
from runner.results import Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.expectations import Expectation
    from runner.results import Check, StepResult
    from runner.shown.strength import Printed

_RAN = frozenset({Status.VERIFIED, Status.RAN, Status.FAILED})


def with_known_strength(results: Sequence[StepResult]) -> tuple[StepResult, ...]:
    """The results of a run's steps, in which a check that accepts what another step printed is weak."""
    if not any(_to_be_tried(result) for result in results):
        return tuple(results)
    from runner.shown.strength import neighbours

    ran = [result for result in results if result.status in _RAN]
    printed = [_printed(result) for result in ran]
    tried = {
        result.planned.step.id: _tried(result, tuple(neighbours(printed, index)), printed[index])
        for index, result in enumerate(ran)
        if _to_be_tried(result)
    }
    return tuple(tried.get(result.planned.step.id, result) for result in results)


def _to_be_tried(result: StepResult) -> bool:
    return any(check.passed and check.strength is Strength.STRONG for check in result.checks)


def _printed(result: StepResult) -> Printed:
    from runner.shown.strength import Printed

    step = result.planned.step
    return Printed(
        place=f"what step {step.id} printed",
        command=result.planned.text,
        stdout=result.stdout,
        stderr=result.stderr,
    )


def _tried(result: StepResult, others: Sequence[Printed], own: Printed) -> StepResult:
    expectations = [item for claim in result.planned.step.claims for item in claim.expectations]
    # What an earlier run checked has no expectations here; its strength stands in its record.
    if not others or len(expectations) != len(result.checks):
        return result
    pairs = zip(result.checks, expectations, strict=True)
    return replace(result, checks=tuple(_weighed(pairs, others, own)))


def _weighed(
    pairs: Iterator[tuple[Check, Expectation]], others: Sequence[Printed], own: Printed
) -> Iterator[Check]:
    from runner.shown.strength import accepted_other

    for check, expectation in pairs:
        accepted = (
            accepted_other(expectation, own.text(expectation.subject), others) if check.passed else None
        )
        if accepted is None:
            yield check
        else:
            detail = f"{check.detail}; weak: {accepted.place} would pass too"
            yield replace(check, strength=Strength.WEAK, detail=detail)
