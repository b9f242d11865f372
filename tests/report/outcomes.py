"""Outcomes of pages made by hand, without running anything."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from runner.expectations import Strength
from runner.outcomes import Ending, PageOutcome, SuiteOutcome
from runner.results import Check, Run, Status, StepResult, Verdict
from tests.pages import page, plan

_VERDICTS = {
    Ending.PASSED: (Verdict.PASSED, Status.VERIFIED, 0),
    Ending.FAILED: (Verdict.FAILED, Status.FAILED, 1),
    Ending.BLOCKED: (Verdict.BLOCKED, Status.BLOCKED, 4),
    Ending.UNVERIFIED: (Verdict.UNVERIFIED, Status.RAN, 1),
}


def check(*, passed: bool = False, line: int = 6, detail: str = "got `no`") -> Check:
    return Check(
        claim="It prints `ok`.",
        line=line,
        reading="stdout contains `ok`",
        passed=passed,
        detail=detail,
        strength=Strength.STRONG,
    )


def outcome(path: str = "a.md", ending: Ending = Ending.FAILED, **step: Any) -> PageOutcome:
    """The outcome of a page with one step, which has what `step` says."""
    verdict, status, exit_status = _VERDICTS[ending]
    planned = plan(page("echo hi")).steps[0]
    more = {"planned": planned, "status": status, "duration": 0.5, "reason": "stdout contains `ok`", **step}
    run = Run(
        plan=plan(page("echo hi")),
        verdict=verdict,
        target=None,
        started_at=datetime(2026, 1, 1, tzinfo=UTC),
        duration=1.0,
        preconditions=(),
        steps=(StepResult(**more),),
        tool_version="0",
    )
    return PageOutcome(path=path, ending=ending, run=run, exit_status=exit_status)


def broken(
    path: str = "b.md", reason: str = "b.md:2: `timeuot` is no setting; write `timeout`"
) -> PageOutcome:
    return PageOutcome(path=path, ending=Ending.BROKEN, reason=reason, exit_status=2)


def suite(*pages: PageOutcome) -> SuiteOutcome:
    return SuiteOutcome(pages=pages, duration=1.0, exit_status=1)
