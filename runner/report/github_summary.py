"""Pages of a suite as the Markdown that GitHub shows as a job's summary. Writes no file.

GitHub takes at most 1 MiB of it for a step and shows nothing where it is more (GitHub Actions, "Adding a job
summary", read 2026-11), so details end before that.
"""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING

from runner.outcomes import Ending
from runner.report.outcome_findings import outcome_findings
from runner.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.outcomes import PageOutcome, SuiteOutcome

_MOST_BYTES = 900_000
_SIGNS = {
    Ending.PASSED: "✅",
    Ending.FAILED: "❌",
    Ending.BROKEN: "❌",
    Ending.UNKNOWN: "❌",
    Ending.BLOCKED: "⚠️",
    Ending.UNVERIFIED: "⚠️",
    Ending.EMPTY: "⚪",
    Ending.NOT_RUN: "⚪",
}
_NO_MARKDOWN = str.maketrans({sign: f"&#{ord(sign)};" for sign in "|`*_[]<>&\\~#!"} | {"\n": " "})


def github_summary(outcome: SuiteOutcome) -> str:
    """Give the summary: the sum, a table of the pages, and what went wrong, as far as there is room."""
    lines, room = [], _MOST_BYTES
    for line in _lines(outcome):
        room -= len(line.encode(errors="replace")) + 1
        if room < 0:
            lines.append("\nThere is more than fits here; it is in the log.")
            break
        lines.append(line)
    return "\n".join(lines) + "\n"


def _lines(outcome: SuiteOutcome) -> Iterator[str]:
    counted = Counter(page.ending for page in outcome.pages)
    counts = ", ".join(f"{counted[ending]} {ending}" for ending in Ending if counted[ending])
    yield f"## How-To pages: {counts}"
    yield ""
    if outcome.shortfall:
        yield f"**{outcome.shortfall}**\n"
    yield "| | Page | Ended | Took | Steps verified |"
    yield "|---|---|---|---:|---:|"
    ordered = sorted(outcome.pages, key=lambda page: page.ending is Ending.PASSED)
    for page in ordered:
        yield _row(page)
    for page in ordered:
        findings = list(outcome_findings([page]))
        if findings and page.ending in (Ending.FAILED, Ending.BROKEN, Ending.BLOCKED, Ending.UNKNOWN):
            yield f"\n<details><summary>{escape(_one_line(page.path))}</summary>\n"
            for finding in findings:
                yield f"<pre>{escape(str(finding))}</pre>"
            yield "</details>"


def _one_line(text: str) -> str:
    return visible(text).replace("\n", " ")


def _row(page: PageOutcome) -> str:
    sign = _SIGNS[page.ending]
    took = f"{page.run.duration:.1f} s" if page.run else ""
    verified = f"{sum(result.status == 'verified' for result in page.run.steps)}" if page.run else ""
    return f"| {sign} | {page.path.translate(_NO_MARKDOWN)} | {page.ending} | {took} | {verified} |"
