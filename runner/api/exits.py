"""The exit statuses of the contract. Ends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.model import StepKind
from runner.results import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner.results import Run


EXIT_PASSED, EXIT_FAILED, EXIT_USAGE, EXIT_INTERNAL, EXIT_BLOCKED, EXIT_NOTHING = range(6)
EXIT_INTERRUPTED = 130
_GRAVEST = (EXIT_INTERNAL, EXIT_USAGE, EXIT_FAILED, EXIT_BLOCKED, EXIT_PASSED)
_STATUSES = {
    Verdict.PASSED: EXIT_PASSED,
    Verdict.UNVERIFIED: EXIT_PASSED,
    Verdict.FAILED: EXIT_FAILED,
    Verdict.UNKNOWN: EXIT_FAILED,
    Verdict.BLOCKED: EXIT_BLOCKED,
}


def nothing_to_run(run: Run) -> bool:
    """Whether a page holds no step that could run."""
    return all(planned.step.kind is StepKind.MANUAL or planned.skip for planned in run.plan.steps)


def exit_status(runs: Sequence[Run], *, interrupted: bool) -> int:
    """Give the exit status of `execute` for its runs, the gravest of all pages'."""
    if interrupted:
        return EXIT_INTERRUPTED
    if all(nothing_to_run(run) for run in runs):
        return EXIT_NOTHING
    found = {_STATUSES[run.verdict] for run in runs}
    return next(status for status in _GRAVEST if status in found)
