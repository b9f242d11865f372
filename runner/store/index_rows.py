"""A record as rows of the index, and back. Knows no SQL; the order of the columns is that of `index.sql`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from runner.results import Status
from runner.store.forms import newer_form, passed_over
from runner.store.outputs import named_outputs
from runner.store.records import as_record
from runner.store.summary import StepSummary, Summary, step_summaries, summary_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from runner.store.records import Record

    Rows = list[tuple[str, Sequence[Any]]]

NO_RECORD = "cut, edited or no record of a run, so it is passed over; restore it or delete it"
TABLES = ("files", "runs", "steps", "outputs")
_STATUSES = tuple(status.value for status in Status)
_COUNTS = 10


def rows_of(runs: Path, stem: str, stamp: tuple[int, int]) -> Rows:
    """Give the rows of a run that ended: table and values.

    Args:
        runs: The folder of all pages' runs.
        stem: The run's `<page>/<name>`.
        stamp: Size and time of the file when it was found.
    """
    try:
        result = json.loads((runs / f"{stem}.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return [("files", (stem, *stamp, NO_RECORD))]
    form = newer_form(result)
    if form:
        return [("files", (stem, *stamp, passed_over(form)))]
    record = as_record(runs / stem, result)
    if record is None:
        # Somebody emptied or replaced it, or a part of it.
        return [("files", (stem, *stamp, NO_RECORD))]
    return [("files", (stem, *stamp, None)), *_rows(stem, record)]


def _rows(stem: str, record: Record) -> Rows:
    steps = step_summaries(record.result)
    return [
        ("runs", _run_row(stem, summary_of(record))),
        *(
            (
                "steps",
                (stem, position, step.id, step.status, step.exit_code, step.duration, step.block_sha256),
            )
            for position, step in enumerate(steps)
        ),
        *(("outputs", (stem, digest)) for digest in named_outputs(record.result)),
    ]


def _run_row(stem: str, run: Summary) -> tuple[object, ...]:
    slug, _, name = stem.partition("/")
    return (
        *(
            stem,
            slug,
            name,
            _storable(run.page),
            _storable(run.path),
            _storable(run.title),
            run.started_at,
            run.duration,
            run.verdict,
            run.target,
        ),
        *(run.counts[status] for status in _STATUSES),
        *(run.claims_checked, run.claims_unchecked, run.page_sha256, run.tool_version),
        *(run.resumes, run.host, run.link, run.commit, run.expect_verdict),
    )


def summary_from(row: Sequence[Any], runs: Path) -> Summary:
    """Give the summary that a row of `runs` tells."""
    stem, _, _, page, path, title, started_at, duration, verdict, target = row[:_COUNTS]
    checked, unchecked, sha256, tool, resumes, host, link, commit, expected = row[_COUNTS + len(_STATUSES) :]
    return Summary(
        stem=runs / stem,
        page=_text(page),
        path=_text(path),
        title=_text(title),
        started_at=started_at,
        duration=duration,
        verdict=verdict,
        target=target,
        counts=dict(zip(_STATUSES, row[_COUNTS:], strict=False)),
        claims_checked=checked,
        claims_unchecked=unchecked,
        page_sha256=sha256,
        tool_version=tool,
        resumes=resumes,
        host=host,
        link=link,
        commit=commit,
        expect_verdict=expected,
    )


def _storable(text: str) -> str | bytes:
    """A text as SQLite can hold it: the name of a file need not be UTF-8."""
    return text if text.isprintable() else text.encode(errors="surrogatepass")


def _text(stored: str | bytes) -> str:
    return stored if isinstance(stored, str) else stored.decode(errors="surrogatepass")


def step_from(row: Sequence[Any]) -> StepSummary:
    """Give the step that a row of `steps` tells, behind its run and position."""
    name, status, exit_code, duration, block = row
    return StepSummary(id=name, status=status, exit_code=exit_code, duration=duration, block_sha256=block)
