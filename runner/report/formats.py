"""The formats of reports by their names. Writes no file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from runner.outcomes import SuiteOutcome


def report_text(kind: str, outcome: SuiteOutcome) -> str:
    """Give the text of a report on pages that were run."""
    return _FORMATS[kind](outcome)


def _json(outcome: SuiteOutcome) -> str:
    from runner.report.result_json import run_as_json

    results = [run_as_json(page.run) for page in outcome.pages if page.run]
    return json.dumps(results, indent=2, ensure_ascii=False) + "\n"


def _junit(outcome: SuiteOutcome) -> str:
    from runner.report.junit import junit_xml

    return junit_xml(outcome.pages)


def _github(outcome: SuiteOutcome) -> str:
    from runner.report.findings import findings_as
    from runner.report.outcome_findings import outcome_findings

    return findings_as("github", list(outcome_findings(outcome.pages)))


def _summary(outcome: SuiteOutcome) -> str:
    from runner.report.github_summary import github_summary

    return github_summary(outcome)


def _tap(outcome: SuiteOutcome) -> str:
    from runner.report.tap import tap

    return tap(outcome.pages)


def _events(outcome: SuiteOutcome) -> str:
    from runner.report.event_lines import event_lines

    return "".join(event_lines(outcome.pages))


_FORMATS: dict[str, Callable[[SuiteOutcome], str]] = {
    "json": _json,
    "junit": _junit,
    "github": _github,
    "summary": _summary,
    "tap": _tap,
    "jsonl": _events,
}
FORMATS = tuple(_FORMATS)
