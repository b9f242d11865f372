"""What went wrong on pages of a suite as findings, each on the line that says otherwise. Prints nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.outcomes import Ending
from runner.outline import Finding, Level, Location
from runner.results import NOT_WELL, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runner.outcomes import PageOutcome
    from runner.results import StepResult

_WARNINGS = (Ending.UNVERIFIED, Ending.NOT_RUN, Ending.EMPTY)


def outcome_findings(pages: Iterable[PageOutcome]) -> Iterator[Finding]:
    """Give a finding for each claim that did not hold, each step and each page that did not end well."""
    for page in pages:
        if page.ending is Ending.PASSED:
            continue
        steps = page.run.steps if page.run else ()
        found = [
            finding for result in steps if result.status in NOT_WELL for finding in _of_step(result, page)
        ]
        yield from found or [_of_page(page)]


def _of_step(result: StepResult, page: PageOutcome) -> Iterator[Finding]:
    step = result.planned.step
    wrong = [check for check in result.checks if not check.passed]
    for check in wrong:
        place = Location(path=check.path or step.path or page.path, line=check.line, end_line=check.line)
        message = f"step {step.id}: {check.reading}: {check.detail}" if check.detail else check.reading
        yield Finding(
            code="claim-failed", level=Level.ERROR, message=message + _cause(result), location=place
        )
    if not wrong:
        place = Location(path=step.path or page.path, line=step.line, end_line=step.end_line)
        failed = result.status is Status.FAILED
        yield Finding(
            code="step-failed" if failed else "step-blocked",
            level=Level.ERROR if failed else Level.WARNING,
            message=f"step {step.id} {result.status}: {result.reason or ''}",
            location=place,
        )


def _cause(result: StepResult) -> str:
    """Why a step failed, where it is more than its claims: what ended it may be why they do not hold."""
    reason = result.reason or ""
    told = not reason or any(check.reading in reason for check in result.checks)
    return "" if told else f"; {reason}"


def _of_page(page: PageOutcome) -> Finding:
    level = Level.WARNING if page.ending in _WARNINGS else Level.ERROR
    message = page.reason or _WHY.get(page.ending, f"the page is {page.ending}")
    place = Location(path=page.path, line=1, end_line=1)
    return Finding(code=f"page-{page.ending}", level=level, message=message, location=place)


_WHY = {
    Ending.UNVERIFIED: "nothing that the page says was checked, so this is no proof that it works",
    Ending.EMPTY: "the page has no step that runs",
}
