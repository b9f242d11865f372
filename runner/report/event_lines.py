"""What happened to pages as JSON Lines: an object an event, each on its own line. Writes no file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from runner.report.result_json import run_as_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runner.outcomes import PageOutcome

SCHEMA = "runbook-events/1"


def event_lines(pages: Iterable[PageOutcome]) -> Iterator[str]:
    """Give the lines of each page: its beginning, each of its steps, its end."""
    for page in pages:
        result = run_as_json(page.run) if page.run else {}
        steps = result.pop("steps", [])
        head = {"schema": SCHEMA, "page": page.path}
        if page.run:
            yield _line({**head, "event": "run-started", "started_at": result["started_at"]})
        for step in steps:  # type: ignore[attr-defined]
            yield _line({**head, "event": "step-finished", "step": step})
        end = {"ending": page.ending, "reason": page.reason, "exit_status": page.exit_status}
        yield _line({**head, "event": "page-ended", **end, "result": result or None})


def _line(item: dict[str, object]) -> str:
    return json.dumps(item, ensure_ascii=False) + "\n"
