"""A page's run to its outcome, and the outcomes of all pages to the exit status. Runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from runner.api.exits import (
    EXIT_BLOCKED,
    EXIT_FAILED,
    EXIT_INTERNAL,
    EXIT_INTERRUPTED,
    EXIT_NOTHING,
    EXIT_PASSED,
    EXIT_USAGE,
    nothing_to_run,
)
from runner.outcomes import Ending, PageOutcome, SuiteOutcome
from runner.results import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner.model import Settings
    from runner.results import Run

_ENDINGS = {
    Verdict.PASSED: (Ending.PASSED, EXIT_PASSED),
    Verdict.FAILED: (Ending.FAILED, EXIT_FAILED),
    Verdict.BLOCKED: (Ending.BLOCKED, EXIT_BLOCKED),
    Verdict.UNVERIFIED: (Ending.UNVERIFIED, EXIT_FAILED),
    Verdict.UNKNOWN: (Ending.UNKNOWN, EXIT_FAILED),
}
_GRAVEST = (EXIT_INTERNAL, EXIT_USAGE, EXIT_FAILED, EXIT_BLOCKED, EXIT_PASSED)


class Gate(Struct, frozen=True, kw_only=True):
    """What a suite must come to.

    Attributes:
        allow_unverified: Whether a page on which nothing was checked is good enough.
        min_verified: The least share of command steps that a strong check verifies, in percent; None for any.
    """

    allow_unverified: bool = False
    min_verified: float | None = None


def judge_run(path: str, run: Run, gate: Gate) -> PageOutcome:
    """Give the outcome of a page that was run."""
    settings = run.plan.procedure.settings
    if nothing_to_run(run):
        return PageOutcome(path=path, ending=Ending.EMPTY, run=run, exit_status=EXIT_NOTHING)
    if settings.expect_verdict and run.verdict is not Verdict.UNKNOWN:
        return _as_expected(path, run, settings)
    ending, status = _ENDINGS[run.verdict]
    if ending is Ending.UNVERIFIED and gate.allow_unverified:
        status = EXIT_PASSED
    return PageOutcome(path=path, ending=ending, run=run, exit_status=status)


def _as_expected(path: str, run: Run, settings: Settings) -> PageOutcome:
    """The outcome of a page that says itself how it ends: a failure that is known is none."""
    because = f" because {settings.because}" if settings.because else ""
    if run.verdict == settings.expect_verdict:
        reason = f"{run.verdict}, as the page says{because}"
        return PageOutcome(path=path, ending=Ending.PASSED, run=run, reason=reason, known=True)
    reason = (
        f"the page says `expect-verdict: {settings.expect_verdict}`{because}, and it is {run.verdict}; "
        f"take the setting out if that is mended"
    )
    return PageOutcome(path=path, ending=Ending.FAILED, run=run, reason=reason, exit_status=EXIT_FAILED)


def exit_status_of(pages: Sequence[PageOutcome], *, shortfall: str, interrupted: bool) -> int:
    """Give the exit status of a suite, the gravest of all pages'."""
    if interrupted:
        return EXIT_INTERRUPTED
    if all(page.ending is Ending.EMPTY for page in pages):
        return EXIT_NOTHING
    found = {page.exit_status for page in pages} | ({EXIT_FAILED} if shortfall else set())
    return next((status for status in _GRAVEST if status in found), EXIT_PASSED)


def sum_up(runs: Sequence[Run]) -> SuiteOutcome:
    """Give the outcome of pages that were run one after the other, each as a page of a suite."""
    gate = Gate(allow_unverified=True)
    pages = tuple(judge_run(run.plan.procedure.path, run, gate) for run in runs)
    return SuiteOutcome(
        pages=pages,
        duration=sum(run.duration for run in runs),
        exit_status=exit_status_of(pages, shortfall="", interrupted=False),
    )
