"""Pages of a suite and their sum to styled lines for a person. Prints nothing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from runner.outcomes import Ending
from runner.report.lines import Line, Style, step_lines
from runner.results import NOT_WELL, claims_checked, claims_unchecked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from runner.outcomes import PageOutcome, SuiteOutcome
    from runner.results import Run

# What is told in full; the rest is in the reports.
MOST_IN_FULL = 3
MOST_RUNNING = 4
_SLOWEST = 3
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
_NO_PROOF = "nothing that the page says was checked; say what an output is"
_IN_FULL = (Ending.FAILED, Ending.BROKEN, Ending.UNKNOWN, Ending.BLOCKED)


def outcome_lines(outcome: PageOutcome) -> Iterator[Line]:
    """Give the one line of a page, and where its run began if that is to be said."""
    yield _outcome_line(outcome)
    if outcome.note:
        yield Line(text=f"             {outcome.note}", style=Style.DIM)


def progress_text(ended: int, of: int, running: Mapping[str, float], *, bad: int = 0) -> str:
    """Say how far a suite is: how many pages have ended, and which run for how many seconds."""
    shown = [f"{path} {seconds:.0f} s" for path, seconds in list(running.items())[:MOST_RUNNING]]
    more = len(running) - len(shown)
    names = ", ".join(shown) + (f" and {more} more" if more > 0 else "")
    failures = f", {bad} did not pass" if bad else ""
    return f"{ended} of {of} pages ended{failures}{f'; running: {names}' if names else ''}"


def _outcome_line(outcome: PageOutcome) -> Line:
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


def not_well(outcome: SuiteOutcome) -> list[PageOutcome]:
    """Give the pages of which somebody should read what went wrong."""
    return [page for page in outcome.pages if page.ending in _IN_FULL and not page.known]


def left_out(outcome: SuiteOutcome) -> Iterator[Line]:
    """Say how many pages went wrong beyond those that are told in full."""
    more = len(not_well(outcome)) - MOST_IN_FULL
    if more > 0:
        yield Line(text="")
        yield Line(text=f"{more} more did not pass; `runbook runs PAGE` shows each", style=Style.DIM)
    yield from _notes(outcome)


def _notes(outcome: SuiteOutcome) -> Iterator[Line]:
    """What the runs note of themselves, each once however many pages say it."""
    said = Counter(note for page in outcome.pages for note in page.notes)
    for note, count in said.items():
        times = f" ({count} pages)" if count > 1 else ""
        yield Line(text=f"! {note}{times}", style=Style.WARN)


def page_in_full(page: PageOutcome) -> Iterator[Line]:
    """Give all that went wrong on a page."""
    yield Line(text=f"{page.path}: {page.ending}", style=Style.TITLE)
    reason = page.reason or (_NO_PROOF if page.ending is Ending.UNVERIFIED else "")
    for line in reason.split("\n") if reason else ():
        yield Line(text=f"  {line}", style=Style.BAD)
    for result in page.run.steps if page.run else ():
        if result.status in NOT_WELL:
            yield from step_lines(result, page.path)


def sum_lines(outcome: SuiteOutcome) -> Iterator[Line]:
    """Give the sum of a suite."""
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
    yield from _slowest(runs)
    if outcome.shortfall:
        yield Line(text=f"  {outcome.shortfall}", style=Style.BAD)


def _slowest(runs: Sequence[Run]) -> Iterator[Line]:
    """The pages that a suite waits for, where there are enough to ask."""
    if len(runs) <= _SLOWEST:
        return
    longest = sorted(runs, key=lambda run: -run.duration)[:_SLOWEST]
    told = ", ".join(f"{run.plan.procedure.path} {run.duration:.1f} s" for run in longest)
    yield Line(text=f"  slowest: {told}")
