"""Records as runs write them, made without running anything."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from runner.store.outputs import put_away
from runner.store.place import Place, make_folder

if TYPE_CHECKING:
    from pathlib import Path

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
_STATUSES = ("verified", "ran", "failed", "blocked", "manual", "skipped")


def place_of(folder: Path) -> Place:
    return Place(folder=folder / ".runbook", root=folder)


def step(name: str = "1.1", **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "kind": "command",
        "title": f"Do {name}",
        "section": "Procedure",
        "line": 5,
        "end_line": 7,
        "language": "bash",
        "code": "echo ok",
        "file": None,
        "optional": False,
        "alternative": False,
        "status": "verified",
        "exit_code": 0,
        "command": "echo ok",
        "block_sha256": "b" * 64,
        "stdout": "ok\n",
        "stderr": "",
        "truncated": False,
        "duration": 0.1,
        "effects": {"env_set": [], "env_unset": [], "files": []},
        "checks": [],
        "unchecked": [],
        "advice": [],
        "reason": None,
        **more,
    }


def result(root: Path, page: str, *steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "run": {
            "id": "00000000",
            "path": str(root / page),
            "process": {"pid": 1, "started": None, "boot": ""},
            "folder": "/nowhere",
            "temporary": True,
            "kept": False,
            "resumes": None,
            "notes": [],
            "end_notes": [],
            "state": None,
        },
        "schema": "runbook-result/1",
        "page": page,
        "title": page,
        "dialect": "commonmark",
        "page_sha256": "a" * 64,
        "verdict": "passed",
        "target": None,
        "started_at": FIRST.isoformat(),
        "duration": 1.0,
        "tool_version": "0",
        "counts": dict.fromkeys(_STATUSES, 0),
        "claims": {"checked": 0, "unchecked": 0},
        "variables": [],
        "preconditions": [],
        "steps": list(steps),
        **more,
    }


def record(root: Path, page: str, number: int, *steps: dict[str, Any], **more: Any) -> Path:
    """Writes the page's run of a day, and gives its file."""
    folder = make_folder(place_of(root), str(root / page))
    moment = FIRST + timedelta(days=number)
    file = folder / f"{moment:%Y%m%dT%H%M%S}000Z-{os.urandom(4).hex()}.json"
    whole = result(root, page, *steps, **{"started_at": moment.isoformat(), **more})
    file.write_text(json.dumps(put_away(whole, folder)))
    return file


def run_id(file: Path) -> str:
    return file.stem.rpartition("-")[2]
