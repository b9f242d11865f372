"""What a site says of a page: its last run, held against the page as it is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from runner.publish.evidence import Moment, PageEvidence, PastRun, RecordedRuns, State, evidence_of
from runner.publish.site import SitePage
from runner.read.outline import read_outline
from runner.read.procedure import procedure_of
from runner.read.source import Source
from runner.results import Verdict
from tests.pages import page, procedure

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def evidence(text: str, *runs: Ran) -> PageEvidence:
    """A page held against its runs, the newest first."""
    outline = read_outline(Source(path="page.md", text=text, sha256=""))
    shown = SitePage(path="page.md", uri="page.md", title="Page", text=text, outline=outline)
    recorded = RecordedRuns(
        last=runs[0].result if runs else None,
        history=tuple(run.past for run in reversed(runs)),
    )
    return evidence_of(shown, procedure_of(outline).steps, recorded, Moment(now=NOW))


@dataclass(frozen=True, kw_only=True)
class Ran:
    """A run as the records tell it."""

    result: dict[str, Any]
    past: PastRun


def ran(*codes: str, verdict: str = "passed", age: timedelta = timedelta(hours=1)) -> Ran:
    steps = [
        {"id": step.id, "title": code, "status": "verified", "block_sha256": step.sha256}
        for code, step in zip(codes, procedure(page(*codes)).steps, strict=True)
    ]
    past = PastRun(started_at=NOW - age, verdict=Verdict(verdict), duration=1.5)
    return Ran(result={"verdict": verdict, "duration": 1.5, "steps": steps}, past=past)


def shown(found: PageEvidence) -> list[tuple[str, str | None, bool]]:
    """Each step's id, the command whose record it was given, and whether it was edited since."""
    return [
        (item.step.id, item.recorded["title"] if item.recorded else None, item.edited) for item in found.steps
    ]


@pytest.mark.parametrize(
    ("records", "state"),
    [
        pytest.param([], State.NOT_RUN, id="no run"),
        pytest.param([ran("a")], State.PASSED, id="passed lately"),
        pytest.param([ran("a", age=timedelta(days=30))], State.PASSED, id="passed 30 days ago"),
        pytest.param([ran("a", age=timedelta(days=31))], State.STALE, id="passed longer ago"),
        pytest.param([ran("b")], State.STALE, id="passed before its last edit"),
        pytest.param([ran("a", verdict="failed")], State.FAILED, id="failed"),
        pytest.param([ran("b", verdict="failed")], State.FAILED, id="failed before its last edit"),
        pytest.param([ran("a", verdict="blocked"), ran("a")], State.BLOCKED, id="blocked now"),
        pytest.param([ran("a"), ran("a", verdict="failed")], State.PASSED, id="failed before it passed"),
        pytest.param([ran("a", verdict="unknown")], State.UNKNOWN, id="killed"),
        pytest.param([ran("a", verdict="unverified")], State.UNVERIFIED, id="nothing was checked"),
    ],
)
def test_a_page_whose_last_run(records: list[Ran], state: State) -> None:
    assert evidence(page("a"), *records).state is state


def test_a_step_that_moved_takes_its_record_along_and_a_new_one_has_none() -> None:
    found = evidence(page("new", "a", "b"), ran("a", "b"))
    assert shown(found) == [("1.1", None, False), ("1.2", "a", False), ("1.3", "b", False)]
    assert found.state is State.STALE


def test_a_step_whose_block_changed_shows_the_record_of_its_id_as_of_before_the_edit() -> None:
    found = evidence(page("a", "c"), ran("a", "b"))
    assert shown(found) == [("1.1", "a", False), ("1.2", "b", True)]
    assert [item.step.id for item in found.edited] == ["1.2"]


def test_steps_with_the_same_command_have_each_its_own_ran() -> None:
    found = evidence(page("a", "a"), ran("a", "a"))
    assert [item.recorded and item.recorded["id"] for item in found.steps] == ["1.1", "1.2"]
