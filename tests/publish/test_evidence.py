"""What a site says of a page: its last run, held against the page as it is now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from runner.publish.evidence import PageEvidence, State, evidence_of
from runner.publish.site import SitePage
from runner.read.outline import read_outline
from runner.read.procedure import procedure_of
from runner.read.source import Source
from runner.store.records import Record
from tests.pages import page

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def evidence(text: str, *records: Record) -> PageEvidence:
    outline = read_outline(Source(path="page.md", text=text, sha256=""))
    shown = SitePage(path="page.md", uri="page.md", title="Page", text=text, outline=outline)
    return evidence_of(shown, procedure_of(outline), records, now=NOW)


def record(
    *codes: str, verdict: str = "passed", age: timedelta = timedelta(hours=1), running: bool = False
) -> Record:
    steps = [
        {"id": f"1.{number}", "code": f"{code}\n", "title": code, "status": "verified"}
        for number, code in enumerate(codes, start=1)
    ]
    result: dict[str, Any] = {
        "verdict": verdict,
        "started_at": (NOW - age).isoformat().replace("+00:00", "Z"),
        "duration": 1.5,
        "steps": steps,
    }
    return Record(stem=Path("run"), result=result, running=running)


def shown(found: PageEvidence) -> list[tuple[str, str | None, bool]]:
    """Each step's id, the command whose record it was given, and whether it was edited since."""
    return [
        (item.step.id, item.recorded["title"] if item.recorded else None, item.edited) for item in found.steps
    ]


@pytest.mark.parametrize(
    ("records", "state"),
    [
        pytest.param([], State.NOT_RUN, id="no run"),
        pytest.param([record("a", running=True)], State.NOT_RUN, id="only a run under way"),
        pytest.param([record("a")], State.PASSED, id="passed lately"),
        pytest.param([record("a", age=timedelta(days=30))], State.PASSED, id="passed 30 days ago"),
        pytest.param([record("a", age=timedelta(days=31))], State.STALE, id="passed longer ago"),
        pytest.param([record("b")], State.STALE, id="passed before its last edit"),
        pytest.param([record("a", verdict="failed")], State.FAILED, id="failed"),
        pytest.param([record("b", verdict="failed")], State.FAILED, id="failed before its last edit"),
        pytest.param([record("a", verdict="blocked"), record("a")], State.BLOCKED, id="blocked now"),
        pytest.param(
            [record("a"), record("a", verdict="failed")], State.PASSED, id="failed before it passed"
        ),
        pytest.param([record("a", verdict="unknown")], State.UNKNOWN, id="killed"),
        pytest.param([record("a", verdict="unverified")], State.UNVERIFIED, id="nothing was checked"),
    ],
)
def test_a_page_whose_last_run(records: list[Record], state: State) -> None:
    assert evidence(page("a"), *records).state is state


def test_a_step_that_moved_takes_its_record_along_and_a_new_one_has_none() -> None:
    found = evidence(page("new", "a", "b"), record("a", "b"))
    assert shown(found) == [("1.1", None, False), ("1.2", "a", False), ("1.3", "b", False)]
    assert found.state is State.STALE


def test_a_step_whose_block_changed_shows_the_record_of_its_id_as_of_before_the_edit() -> None:
    found = evidence(page("a", "c"), record("a", "b"))
    assert shown(found) == [("1.1", "a", False), ("1.2", "b", True)]
    assert [item.step.id for item in found.edited] == ["1.2"]


def test_steps_with_the_same_command_have_each_its_own_record() -> None:
    found = evidence(page("a", "a"), record("a", "a"))
    assert [item.recorded and item.recorded["id"] for item in found.steps] == ["1.1", "1.2"]


def test_the_trend_is_the_last_twenty_runs_the_oldest_first() -> None:
    records = [record("a", age=timedelta(hours=hours)) for hours in range(1, 31)]
    found = evidence(page("a"), *records)
    assert [NOW - run.started_at for run in found.history] == [
        timedelta(hours=hours) for hours in range(20, 0, -1)
    ]


def test_when_it_last_passed_is_looked_for_in_all_runs() -> None:
    records = [record("a", verdict="failed", age=timedelta(hours=hours)) for hours in range(1, 31)]
    found = evidence(page("a"), *records, record("a", age=timedelta(days=9)))
    assert found.last_passed == NOW - timedelta(days=9)
    assert evidence(page("a"), *records).last_passed is None
