"""A step tried again while it does not hold what the page says. Decides nothing about a single try."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.results import KEPT_DIGITS, NOT_WELL, Try
from runner.run.carry_out import carry_out

if TYPE_CHECKING:
    from runner.manner import Retry
    from runner.model import PlannedStep
    from runner.results import Effects, StepResult
    from runner.run.carry_out import Workplace


def try_out(planned: PlannedStep, workplace: Workplace, *, until: float = float("inf")) -> StepResult:
    """Carry a step out, as often as its fence or the page's prose asks; the result is the last try's.

    No try begins after `until`, a time of the monotonic clock.
    """
    retry = planned.step.manner.retry
    if retry is None:
        return carry_out(planned, workplace)
    files, deadline = workplace.files, min(until, _deadline(retry, planned))
    requests = workplace.interruption.requests
    results = [carry_out(_within(planned, deadline), workplace)]
    while _is_worth_it(results, retry, workplace):
        if time.monotonic() + retry.delay >= deadline:
            return _out_of_time(_told(results, planned), retry)
        if workplace.interruption.requests > requests or not _waited(retry.delay, workplace):
            break
        # What the tries changed is told, and checked, as what the step changed.
        workplace.files = files
        results.append(carry_out(_within(planned, deadline), workplace))
    return _told(results, planned)


def _deadline(retry: Retry, planned: PlannedStep) -> float:
    """When no try begins any more: prose is heeded within the time of one step."""
    return time.monotonic() + (planned.timeout if retry.said else float("inf"))


def _within(planned: PlannedStep, deadline: float) -> PlannedStep:
    return replace(planned, timeout=min(planned.timeout, deadline - time.monotonic()))


def _is_worth_it(results: list[StepResult], retry: Retry, workplace: Workplace) -> bool:
    return results[-1].status in NOT_WELL and len(results) < retry.tries and not workplace.lost


def _waited(seconds: float, workplace: Workplace) -> bool:
    """Wait, and read what jobs write meanwhile; returns whether the reader let it come to its end."""
    try:
        with workplace.interruption.armed():
            wait = time.sleep if workplace.session is None else workplace.session.listen
            wait(seconds)
    except KeyboardInterrupt:
        return False
    return True


def _told(results: list[StepResult], planned: PlannedStep) -> StepResult:
    last = replace(results[-1], planned=planned)
    if len(results) == 1:
        return last
    reason = f"{last.reason}; tried {len(results)} times" if last.status in NOT_WELL else last.reason
    return replace(
        last,
        reason=reason,
        duration=round(sum(result.duration for result in results), KEPT_DIGITS),
        effects=_joined([result.effects for result in results]),
        tries=tuple(
            Try(exit_code=result.exit_code, duration=result.duration, reason=result.reason)
            for result in results
        ),
    )


def _out_of_time(result: StepResult, retry: Retry) -> StepResult:
    times = "" if result.tries else "; tried once"
    return replace(
        result, reason=f"{result.reason}{times} of {retry.tries}, and no time was left for another try"
    )


def _joined(effects: list[Effects]) -> Effects:
    """The effects of all tries; the files are already told from the first try on."""
    return replace(
        effects[-1],
        env_set=tuple(sorted({name for one in effects for name in one.env_set})),
        env_unset=tuple(sorted({name for one in effects for name in one.env_unset})),
    )
