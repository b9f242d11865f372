"""What a step's outcome means: its status and reason, and the verdict of the page. Runs nothing."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.expectations import OUTPUT_FENCE
from runner.results import Status, Verdict
from runner.run.blocked import find_cause
from runner.run.outcome import Ending

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runner.model import PlannedStep
    from runner.results import Check, StepResult
    from runner.run.outcome import Outcome


class Judgement(Struct, frozen=True, kw_only=True):
    """A step's status and, where it did not go well, why and what to do."""

    status: Status
    reason: str | None = None


def judge_outcome(planned: PlannedStep, outcome: Outcome, output: str) -> Judgement | None:
    """Judge how a command ended, before its claims are looked at.

    Args:
        planned: The step.
        outcome: How it ended.
        output: All that it printed, as text.

    Returns:
        None where it ended as expected, so that its claims decide.
    """
    ended = _ended_otherwise(planned, outcome)
    if ended is not None:
        return Judgement(status=Status.FAILED, reason=ended)
    if planned.step.exit_status in (None, outcome.exit_status):
        return None
    cause = find_cause(output, outcome.exit_status, profile=planned.profile)
    if cause is not None:
        return Judgement(status=Status.BLOCKED, reason=f"{cause.cause}; next: {cause.cure}")
    expected = planned.step.exit_status
    reason = f"exit status {outcome.exit_status}{_signal(outcome.exit_status)}, expected {expected}"
    return Judgement(status=Status.FAILED, reason=reason)


def _signal(status: int | None) -> str:
    """What bash does not say of a program that a signal ended: its status is 128 and the signal's number."""
    try:
        return f" (as of a program ended by {signal.Signals((status or 0) - 128).name})"
    except ValueError:
        return ""


def _ended_otherwise(planned: PlannedStep, outcome: Outcome) -> str | None:
    """Why a step that did not run to its end failed, None where it did."""
    if outcome.ending is Ending.DONE:
        return None
    status = outcome.exit_status
    if outcome.ending is Ending.EXIT_CALLED and status and status == planned.step.exit_status:
        return None
    reasons = {
        Ending.EXIT_CALLED: f"it called `exit {status}`, which would close the reader's shell",
        Ending.SHELL_ENDED: _shell_ended(status),
        Ending.TIMED_OUT: f"no end within {planned.timeout:g} s, so it was stopped{_may_wait(planned)}",
        Ending.WAITS_FOR_INPUT: _waits(planned),
        Ending.TOO_MUCH_OUTPUT: "it printed without end, so it was stopped",
        Ending.INTERRUPTED: f"interrupted after {outcome.duration:.1f} s",
    }
    reason = reasons.get(outcome.ending)
    return f"{reason}; what the shell held is lost" if reason and not outcome.alive else reason


def _shell_ended(status: int | None) -> str:
    return "the shell no longer answers" if status is None else f"the shell ended with status {status}"


def _may_wait(planned: PlannedStep) -> str:
    return "; if it waits for input, add a line to its `answers`" if planned.step.manner.tty else ""


def _waits(planned: PlannedStep) -> str:
    held = (
        "more input than its `answers` hold" if planned.step.manner.answers else "input and has no `answers`"
    )
    return (
        f'it waits for {held}, so it was stopped; write `{{tty answers="...\\n"}}`, a line for each question'
    )


def judge_checks(checks: tuple[Check, ...]) -> Judgement:
    """Judge a command that ended as expected by its checks: without any it is never `verified`."""
    failed = [check for check in checks if not check.passed]
    if failed:
        return Judgement(status=Status.FAILED, reason=failure_reason(failed[0]))
    return Judgement(status=Status.VERIFIED if checks else Status.RAN)


def failure_reason(check: Check) -> str:
    """Why a check fails its step, in one line: what follows in its detail is shown with the check."""
    return f"{check.reading}: {check.detail.partition(chr(10))[0]}"


def fails_by_output_alone(result: StepResult) -> bool:
    """Whether a step went as expected but for what its output fences show."""
    failed = [check for check in result.checks if not check.passed]
    only_fences = bool(failed) and all(check.claim == OUTPUT_FENCE for check in failed)
    return only_fences and result.reason == failure_reason(failed[0])


def judge_run(
    results: Iterable[StepResult],
    *,
    not_ready: bool,
    interrupted: bool,
    stopped: bool = False,
    too_late: bool = False,
) -> Verdict:
    """Give the page its verdict, by the contract's order.

    A page that a person stopped has not passed; one with a step that came too late has failed.
    """
    found = {result.status for result in results}
    if interrupted:
        return Verdict.UNKNOWN
    if Status.FAILED in found or too_late:
        return Verdict.FAILED
    if Status.BLOCKED in found or not_ready:
        return Verdict.BLOCKED
    if stopped:
        return Verdict.UNKNOWN
    return Verdict.PASSED if Status.VERIFIED in found else Verdict.UNVERIFIED
