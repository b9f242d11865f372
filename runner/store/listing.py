"""The list of recorded runs, as lines for a person and as JSON. Reads no files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.report.lines import Line, Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runner.store.records import Record

SCHEMA = "runbook-runs/1"
_STYLES = {"passed": Style.GOOD, "failed": Style.BAD, "running": Style.PLAIN}


def runs_as_json(records: Iterable[Record]) -> dict[str, object]:
    """Give the object for a list of runs."""
    return {"schema": SCHEMA, "runs": [_entry(record) for record in records]}


def _entry(record: Record) -> dict[str, object]:
    result = record.result
    return {
        "id": record.id,
        "page": result["page"],
        "started_at": result["started_at"],
        "duration": result["duration"],
        "verdict": result["verdict"],
        "target": result["target"],
        "running": record.running,
        "under_way": record.under_way or None,
        "resumes": result["run"]["resumes"],
        "counts": result["counts"],
    }


def no_runs(page: str = "") -> str:
    """Say that nothing is recorded, of a page or at all."""
    if page:
        return f"no run of {page} is recorded here; `runbook runs` lists all"
    return "no run is recorded here; `runbook execute PAGE` records one"


def run_lines(records: Iterable[Record]) -> Iterator[Line]:
    """Give a line for each run: its id, time, verdict, duration, target and page."""
    for record in records:
        result = record.result
        verdict = "running" if record.running else result["verdict"]
        when = result["started_at"].replace("T", " ")[:19]
        what = f"{result['duration']:8.1f} s  {result['target'] or '-':<8}  {result['page']}"
        under_way = f"  (step {record.under_way} {_tense(record)} under way)" if record.under_way else ""
        text = f"{record.id}  {when}Z  {verdict:<10}{what}{under_way}"
        yield Line(text=text, style=_STYLES.get(verdict, Style.WARN))


def _tense(record: Record) -> str:
    return "is" if record.running else "was"
