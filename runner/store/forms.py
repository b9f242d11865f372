"""The forms in which runs are kept, and which of them this program can read. Reads no files."""

from __future__ import annotations

from runner.report.result_json import SCHEMA

JOURNAL = "runbook-journal/1"
_FORMS = (SCHEMA, JOURNAL)
_OURS = ("runbook-result/", "runbook-journal/")


def newer_form(entry: object) -> str:
    """Name the form of a record or a journal's first line that only a newer runbook knows, else nothing."""
    form = entry.get("schema") if isinstance(entry, dict) else None
    if not isinstance(form, str) or form in _FORMS:
        return ""
    return form if form.startswith(_OURS) else ""
