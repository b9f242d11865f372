"""Pages of a suite and their sum to styled lines for a person. Prints nothing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from runner.outcomes import Ending
from runner.report.lines import Line, Style, step_lines
from runner.results import NOT_WELL, claims_checked, claims_unchecked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.outcomes import PageOutcome, SuiteOutcome

# What is told in full; the rest is in the reports.
MOST_IN_FULL = 3
_MARKS = {
    Ending.PASSED: ("✓", Style.GOOD),
    Ending.FAILED: ("✗", Style.BAD),
    Ending.BROKEN: ("✗", Style.BAD),
    Ending.UNKNOWN: ("?", Style.BAD),
    Ending.BLOCKED: ("!", Style.WARN),
    Ending.UNVERIFIED: ("·", Style.WARN),
    Ending.EMPTY: ("-", Style.DIM),
    Ending.NOT_RUN: ("-", Style.DIM),
}
_IN_FULL = (Ending.FAILED, Ending.BROKEN, Ending.UNKNOWN, Ending.BLOCKED)


def outcome_line(outcome: PageOutcome) -> Line:
    """Give the one line of a page."""
    mark, style = _MARKS[outcome.ending]
    spent = f"  {outcome.run.duration:.2f} s" if outcome.run else ""
    said = _said(outcome)
    return Line(
        text=f"{mark} {outcome.ending:<10} {outcome.path}{spent}{f'  {said}' if said else ''}", style=style
    )


def _said(outcome: PageOutcome) -> str:
    if outcome.reason:
        return outcome.reason.split("\n")[0]
    if outcome.run is None:
        return ""
    bad = next((result for result in outcome.run.steps if result.status in NOT_WELL), None)
    if bad is not None:
        return f"step {bad.planned.step.id}: {(bad.reason or '').split(chr(10))[0]}"
    checked, unchecked = claims_checked(outcome.run), claims_unchecked(outcome.run)
    return f"{checked} checked" + (f", {unchecked} unchecked" if unchecked else "")


def suite_lines(outcome: SuiteOutcome) -> Iterator[Line]:
    """Give the first failures in full, then the sum."""
    bad = [page for page in outcome.pages if page.ending in _IN_FULL and not page.known]
    for page in bad[:MOST_IN_FULL]:
        yield Line(text="")
        yield from page_in_full(page)
    if len(bad) > MOST_IN_FULL:
        yield Line(text="")
        yield Line(
            text=f"{len(bad) - MOST_IN_FULL} more did not pass; `runbook runs PAGE` shows each",
            style=Style.DIM,
        )
    yield from _notes(outcome)
    yield from _sum(outcome)


def _notes(outcome: SuiteOutcome) -> Iterator[Line]:
    """What the runs note of themselves, each once however many pages say it."""
    said = Counter(note for page in outcome.pages for note in page.notes)
    for note, count in said.items():
        times = f" ({count} pages)" if count > 1 else ""
        yield Line(text=f"! {note}{times}", style=Style.WARN)


def page_in_full(page: PageOutcome) -> Iterator[Line]:
    """Give all that went wrong on a page."""
    yield Line(text=f"{page.path}: {page.ending}", style=Style.TITLE)
    for line in page.reason.split("\n") if page.reason else ():
        yield Line(text=f"  {line}", style=Style.BAD)
    for result in page.run.steps if page.run else ():
        if result.status in NOT_WELL:
            yield from step_lines(result, page.path)


def _sum(outcome: SuiteOutcome) -> Iterator[Line]:
    counted = Counter(page.ending for page in outcome.pages)
    counts = ", ".join(f"{counted[ending]} {ending}" for ending in Ending if counted[ending])
    known = sum(page.known for page in outcome.pages)
    pages = "page" if len(outcome.pages) == 1 else "pages"
    word, style = ("PASSED", Style.GOOD) if outcome.exit_status == 0 else ("FAILED", Style.BAD)
    if outcome.interrupted:
        word, style = "INTERRUPTED", Style.WARN
    yield Line(text="")
    yield Line(text=f"{word}  {len(outcome.pages)} {pages}  {outcome.duration:.1f} s", style=style)
    yield Line(text=f"  {counts}{f' ({known} of them fail as they say)' if known else ''}")
    runs = [page.run for page in outcome.pages if page.run]
    checked, unchecked = sum(map(claims_checked, runs)), sum(map(claims_unchecked, runs))
    yield Line(text=f"  claims: {checked} checked, {unchecked} unchecked")
    if outcome.shortfall:
        yield Line(text=f"  {outcome.shortfall}", style=Style.BAD)
