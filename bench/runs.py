"""How fast recorded runs are listed, by doubling their number; `python -m bench.runs` runs it.

Each number of runs has a folder of its own with real record files, spread over pages. The command is started
anew for each figure, as a person starts it. The table has
the best of the rounds, and its growth from half as many.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench.environment import of_this_code
from bench.sizes import at_least_one

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_PAGES = 100
_STEPS = 5
_FIRST = datetime(2026, 1, 1, tzinfo=UTC)
_STATUSES = ("verified", "ran", "failed", "blocked", "manual", "skipped")
_LISTS = (
    ("runs", ()),
    ("runs --all", ("--all",)),
    ("runs PAGE", ("page-7.md",)),
)


def write_runs(project: Path, count: int) -> None:
    """Write so many records of a small page each, one an hour, of all pages in turn."""
    for number in range(count):
        page = f"page-{number % _PAGES}"
        folder = project / ".runbook/runs" / page
        folder.mkdir(parents=True, exist_ok=True)
        moment = _FIRST + timedelta(hours=number)
        name = f"{moment:%Y%m%dT%H%M%S}000Z-{number:08x}.json"
        (folder / name).write_text(json.dumps(_record(project, page, number, moment)))


def _record(project: Path, page: str, number: int, moment: datetime) -> dict[str, object]:
    failed = number % 9 == 0
    counts = dict.fromkeys(_STATUSES, 0) | {"verified": _STEPS - failed, "failed": int(failed)}
    return {
        "run": {
            "id": f"{number:08x}",
            "path": str(project / f"{page}.md"),
            "process": {"pid": 1, "started": 1, "boot": ""},
            "folder": "/tmp/x",
            "temporary": True,
            "sandbox": False,
            "origin": {"host": "local", "link": None, "commit": None, "system": "linux", "tools": {}},
            "resumes": None,
            "notes": [],
            "end_notes": [],
            "kept": False,
            "state": None,
        },
        "schema": "runbook-result/1",
        "page": f"{page}.md",
        "title": f"How to do the things of {page}",
        "dialect": "commonmark",
        "page_sha256": "0" * 64,
        "verdict": "failed" if failed else "passed",
        "target": None,
        "started_at": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "duration": 1.5,
        "tool_version": "0.1.0",
        "counts": counts,
        "claims": {"checked": _STEPS, "unchecked": 0},
        "masked": 0,
        "variables": [],
        "preconditions": [],
        "steps": [_step(index, failed=failed and index == 0) for index in range(_STEPS)],
        "left_behind": [],
    }


def _step(index: int, *, failed: bool) -> dict[str, object]:
    names = {name: list[str]() for name in ("env_set", "env_unset", "files", "created", "removed")}
    check = {"line": 9, "reading": "stdout contains `line 7`", "detail": "got `line 7`", "strength": "strong"}
    return {
        "id": f"1.{index + 1}",
        "kind": "command",
        "title": f"Do thing {index}",
        "section": "Steps",
        "line": 5,
        "end_line": 7,
        "language": "bash",
        "code": "seq -f 'line %g' 20\n",
        "command": "seq -f 'line %g' 20\n",
        "file": None,
        "optional": False,
        "alternative": False,
        "block_sha256": f"{index:064x}",
        "status": "failed" if failed else "verified",
        "exit_code": int(failed),
        "stdout": "".join(f"line {number}\n" for number in range(1, 21)),
        "stderr": "",
        "truncated": False,
        "duration": 0.3,
        "effects": {**names, "unseen": None},
        "checks": [{"claim": "The output contains `line 7`.", "passed": not failed, **check}],
        "unchecked": [],
        "advice": [],
        "reason": None,
    }


def _seconds(project: Path, words: Sequence[str]) -> float:
    """Seconds that the command takes from its start to its end."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "runner.cli", *words],
        cwd=project,
        env=of_this_code(),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - start


def _measure(project: Path, rounds: int) -> dict[str, float]:
    index = project / ".runbook/index.sqlite"

    def anew() -> float:
        index.unlink(missing_ok=True)
        return _seconds(project, ("runs",))

    works: dict[str, Callable[[], float]] = {"python, --version": lambda: _seconds(project, ("--version",))}
    works["first list, no index"] = anew
    for name, words in _LISTS:
        works[name] = lambda words=words: _seconds(project, ("runs", *words))  # type: ignore[misc]
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(work())
    return {name: min(times) for name, times in taken.items()}


def _show(rows: dict[int, dict[str, float]]) -> None:
    counts = sorted(rows)
    print(f"{'milliseconds':<22}{''.join(f'{count:>16,}' for count in counts)}")
    for name in rows[counts[0]]:
        cells, before = [], None
        for count in counts:
            now = rows[count][name]
            growth = f" x{now / before:.2f}" if before else ""
            cells.append(f"{now * 1000:>16.0f}" if not growth else f"{now * 1000:>10.0f}{growth:>6}")
            before = now
        print(f"{name:<22}{''.join(cells)}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=at_least_one, default=10_000, help="how many runs at most")
    parser.add_argument("--doublings", type=int, default=3)
    parser.add_argument("--rounds", type=at_least_one, default=3)
    given = parser.parse_args()
    rows = {}
    for power in range(given.doublings, -1, -1):
        count = given.runs >> power
        with tempfile.TemporaryDirectory() as project:
            write_runs(Path(project), count)
            rows[count] = _measure(Path(project), given.rounds)
    _show(rows)


if __name__ == "__main__":
    main()
