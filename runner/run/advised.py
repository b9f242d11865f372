"""A step's result with what the page advises. Loads what weighs the rows only for a step that is not well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.results import NOT_WELL

if TYPE_CHECKING:
    from runner.model import Remedy
    from runner.results import StepResult


def advised(result: StepResult, remedies: tuple[Remedy, ...]) -> StepResult:
    """Give a failed or blocked result the rows that fit it; any other as it is."""
    if result.status not in NOT_WELL or not (remedies or result.planned.step.remedies):
        return result
    from runner.run.advice import advise

    return replace(result, advice=advise(remedies, result))
