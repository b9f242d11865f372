"""A run in a few columns, as lists, trends and the index have it. Reads no files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from runner.results import Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from runner.store.records import Record

Json = dict[str, Any]


class Summary(Struct, frozen=True, kw_only=True):
    """One run without its outputs.

    Attributes:
        stem: The record's path without its ending.
        page: The page's path as it was given; `path` is the absolute one, on the machine that ran it.
        started_at: UTC, as in `runbook-result/1`.
        duration: Seconds.
        counts: Status → number of steps.
        expect_verdict: What the page says of its own verdict, empty where it says nothing.
        link: The address of the CI job, if it ran in one that has an address.
        running: Whether the process that runs it still lives.
        under_way: The step that had begun and not ended, empty where there is none.
    """

    stem: Path
    page: str
    path: str
    title: str
    started_at: str
    duration: float
    verdict: str
    target: str | None
    counts: Mapping[str, int]
    claims_checked: int
    claims_unchecked: int
    page_sha256: str
    tool_version: str
    resumes: str | None = None
    host: str | None = None
    link: str | None = None
    commit: str | None = None
    expect_verdict: str = ""
    running: bool = False
    under_way: str = ""

    @property
    def id(self) -> str:
        """The short id that `runbook runs` shows."""
        return self.stem.name.rpartition("-")[2]


class StepSummary(Struct, frozen=True, kw_only=True):
    """One step of a run; `duration` in seconds.

    Attributes:
        block_sha256: The digest of its block and claims, None in records of an older runbook.
    """

    id: str
    status: str
    exit_code: int | None
    duration: float
    block_sha256: str | None


def summary_of(record: Record) -> Summary:
    """Give a record's summary.

    Raises:
        KeyError: The record was spoiled.
    """
    result = record.result
    run = result["run"]
    origin = run.get("origin") or {}
    return Summary(
        stem=record.stem,
        page=result["page"],
        path=run["path"],
        title=result["title"],
        started_at=result["started_at"],
        duration=result["duration"],
        verdict=result["verdict"],
        target=result["target"],
        counts={status.value: result["counts"][status.value] for status in Status},
        claims_checked=result["claims"]["checked"],
        claims_unchecked=result["claims"]["unchecked"],
        page_sha256=result["page_sha256"],
        tool_version=result["tool_version"],
        resumes=run["resumes"],
        host=origin.get("host"),
        link=origin.get("link"),
        commit=origin.get("commit"),
        expect_verdict=run.get("expect_verdict") or "",
        running=record.running,
        under_way=record.under_way,
    )


def step_summaries(result: Mapping[str, Any]) -> tuple[StepSummary, ...]:
    """Give the steps of a result.

    Raises:
        KeyError: The record was spoiled.
    """
    return tuple(
        StepSummary(
            id=step["id"],
            status=step["status"],
            exit_code=step["exit_code"],
            duration=step["duration"],
            block_sha256=step.get("block_sha256"),
        )
        for step in result["steps"]
    )
