"""The end of a run: services stopped in order, shells closed, what is left named. Judges nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.results import LeftBehind, LeftKind, StepAmended

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.results import StepResult
    from runner.run.carry_out import Workplace
    from runner.run.shells import Shells


def end_steps(
    workplace: Workplace, shells: Shells, *, results: list[StepResult], left: list[LeftBehind]
) -> Iterator[StepAmended]:
    """End all that the steps left running.

    Args:
        workplace: Where they were carried out.
        shells: Their shells.
        results: Their results so far.
        left: Takes what was left running.

    Yields:
        A new result for each step of which more was printed.
    """
    patient = workplace.interruption.requests <= 1
    told = workplace.background.stop_services(patient=patient)
    left += (
        LeftBehind(
            kind=LeftKind.PROCESS, what=workplace.mask(item.command), detail=f"process {item.pid}, ended"
        )
        for item in shells.close()
    )
    by_step = {result.planned.step.id: result for result in results}
    for result in workplace.background.last_words(told, by_step, workplace.mask):
        yield StepAmended(result=result)


def fallen_services(
    workplace: Workplace, during: StepResult, results: list[StepResult]
) -> Iterator[StepAmended]:
    """Give the new results of services that ended while a step was carried out."""
    if workplace.background.services:
        by_step = {result.planned.step.id: result for result in results}
        for result in workplace.background.fallen(during.planned, by_step, workplace.mask):
            yield StepAmended(result=result)
