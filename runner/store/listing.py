"""Lists of recorded runs, as lines for a person and as JSON. Reads no files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.report.lines import Line, Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runner.store.summary import Summary

SCHEMA = "runbook-runs/1"
_STYLES = {"passed": Style.GOOD, "failed": Style.BAD, "running": Style.PLAIN}


def runs_as_json(runs: Iterable[Summary]) -> dict[str, object]:
    """Give the object for a list of runs."""
    return {"schema": SCHEMA, "runs": [run_entry(run) for run in runs]}


def run_entry(run: Summary) -> dict[str, object]:
    """Give the object for a run in a list."""
    return {
        "id": run.id,
        "page": run.page,
        "title": run.title,
        "page_sha256": run.page_sha256,
        "started_at": run.started_at,
        "duration": run.duration,
        "verdict": run.verdict,
        "target": run.target,
        "running": run.running,
        "under_way": run.under_way or None,
        "resumes": run.resumes,
        "counts": dict(run.counts),
        "claims": {"checked": run.claims_checked, "unchecked": run.claims_unchecked},
        "tool_version": run.tool_version,
        "host": run.host,
        "link": run.link,
        "commit": run.commit,
    }


def no_runs(page: str = "") -> str:
    """Say that nothing is recorded, of a page or at all."""
    if page:
        return f"no run of {page} is recorded here; `runbook runs` lists all"
    return "no run is recorded here; `runbook execute PAGE` records one"


def run_lines(runs: Iterable[Summary]) -> Iterator[Line]:
    """Give a line for each run: its id, time, verdict, duration, target and page."""
    for run in runs:
        verdict = "running" if run.running else run.verdict
        what = f"{run.duration:8.1f} s  {run.target or '-':<8}  {run.page}"
        under_way = f"  (step {run.under_way} {_tense(run)} under way)" if run.under_way else ""
        text = f"{run.id}  {moment(run)}  {verdict:<10}{what}{under_way}"
        yield Line(text=text, style=_STYLES.get(verdict, Style.WARN))


def moment(run: Summary) -> str:
    """Give when a run began, in UTC, to the second."""
    return f"{run.started_at.replace('T', ' ')[:19]}Z"


def _tense(run: Summary) -> str:
    return "is" if run.running else "was"
