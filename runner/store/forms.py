"""The forms in which runs are kept: which can be read, and what is too large for a record. Reads no files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runner.report.result_json import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

JOURNAL = "runbook-journal/1"
_FORMS = (SCHEMA, JOURNAL)
_OURS = ("runbook-result/", "runbook-journal/")
# Characters. A file of its own costs an inode, a block of 4 KiB and a sync; most steps print less than this.
LARGE = 16_384
_STREAMS = ("stdout", "stderr")


def newer_form(entry: object) -> str:
    """Name the form of a record or a journal's first line that only a newer runbook knows, else nothing."""
    form = entry.get("schema") if isinstance(entry, dict) else None
    if not isinstance(form, str) or form in _FORMS:
        return ""
    return form if form.startswith(_OURS) else ""


def passed_over(form: str) -> str:
    """Say why a record in a newer form is not shown, and what to do."""
    return f"written as {form} by a newer runbook, so it is passed over; use that one to see it"


def has_large(result: Mapping[str, Any]) -> bool:
    """Whether a result has an output that is to be kept beside the record."""
    return any(len(text) > LARGE for step in result["steps"] for _, _, text in outputs_of(step))


def outputs_of(step: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Give each output of a step: the key of what holds it (empty for the step), its own key, its text."""
    for stream in _STREAMS:
        yield "", stream, step[stream]
    for stream in _STREAMS if "late" in step else ():
        yield "late", stream, step["late"][stream]
