"""Whether a folder of pages comes out the same in every way of running it, and how long each takes.

    python -m bench.suite --pages 300

The ways: one page at a time, four at a time, three parts whose records are merged, and pytest.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.sizes import at_least_one

if TYPE_CHECKING:
    from collections.abc import Callable

    # Page → how it ended, and of each step its id, status, exit status and output.
    Results = dict[str, tuple[Any, ...]]

_RUNBOOK = [sys.executable, "-m", "runner.cli"]
_CLAIM = "The output contains `ok {number}`."
# Each the commands of a page and what it says of the last one.
_KINDS = (
    (("export V=ok", "echo $V {number}"), _CLAIM),
    (("ls -A; touch here", "cd sub 2>/dev/null; echo ok {number}"), _CLAIM),
    (("echo ok {number}",), "The output contains `never`."),
    (("{{ sleep 60 & }} 2>/dev/null\necho started", "jobs -r | wc -l; echo ok {number}"), _CLAIM),
    (("true",), ""),
    (("f() {{ echo ok $1; }}", "f {number}"), _CLAIM),
    (("no-such-program-here",), ""),
    (("printf '%s\\n' {{1..200}} | tail -n 1", 'echo "[${{V-}}]" ok {number}'), _CLAIM),
)


def write_pages(folder: Path, count: int) -> None:
    """Write so many pages, of every kind in turn."""
    folder.mkdir()
    for number in range(count):
        commands, claim = _KINDS[number % len(_KINDS)]
        fences = "\n\n".join(
            f"Do it:\n\n```bash\n{command.format(number=number)}\n```" for command in commands
        )
        text = f"# Page {number}\n\n## Procedure\n\n{fences}\n\n{claim.format(number=number)}\n"
        (folder / f"page-{number:04}.md").write_text(text, encoding="utf-8")


def _test(folder: Path, *flags: str) -> None:
    _run(folder, [*_RUNBOOK, "test", "pages", *flags])


def _parts(folder: Path) -> None:
    """Run three parts with records of their own, and merge these as a job that collects artefacts does."""
    for part in (1, 2, 3):
        _test(folder, "-j", "2", "--shard", f"{part}/3")
        (folder / ".runbook").rename(folder / f"part-{part}")
    for part in (1, 2, 3):
        for record in (folder / f"part-{part}" / "runs").rglob("*.json"):
            place = folder / ".runbook/runs" / record.parent.name
            place.mkdir(parents=True, exist_ok=True)
            record.rename(place / record.name)


def _pytest(folder: Path) -> None:
    known = any(entry.value == "runner.pytest_plugin" for entry in entry_points(group="pytest11"))
    named = [] if known else ["-p", "runner.pytest_plugin"]
    _run(folder, [sys.executable, "-m", "pytest", *named, "-q", "--runbook", "pages"])


def _run(folder: Path, command: list[str]) -> None:
    path = os.pathsep.join(filter(None, (os.getcwd(), os.environ.get("PYTHONPATH", ""))))  # noqa: PTH109 - a text
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1, 4):
        raise SystemExit(f"{' '.join(command)}: {done.returncode}\n{done.stdout}\n{done.stderr}")


_WAYS: dict[str, Callable[[Path], None]] = {
    "-j 1": lambda folder: _test(folder, "-j", "1"),
    "-j 4": lambda folder: _test(folder, "-j", "4"),
    "three parts": _parts,
    "pytest": _pytest,
}


def results(folder: Path) -> Results:
    """Give what the records say of the last run of each page."""
    _run(folder, [*_RUNBOOK, "report", "--format", "jsonl", "--out", "events.jsonl"])
    found: dict[str, list[Any]] = {}
    for line in (folder / "events.jsonl").read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        of_page = found.setdefault(event["page"], [])
        if event["event"] == "step-finished":
            step = event["step"]
            of_page.append((step["id"], step["status"], step["exit_code"], step["stdout"], step["stderr"]))
        if event["event"] == "page-ended":
            of_page.append((event["ending"], event["result"]["verdict"]))
    return {page: tuple(items) for page, items in found.items()}


def main() -> int:
    """Run the pages in every way; the exit status is 1 where two ways differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=at_least_one, default=300)
    count = parser.parse_args().pages
    found: dict[str, Results] = {}
    for name, way in _WAYS.items():
        with tempfile.TemporaryDirectory(prefix="runbook-bench-") as folder:
            write_pages(Path(folder) / "pages", count)
            began = time.monotonic()
            way(Path(folder))
            spent = time.monotonic() - began
            found[name] = results(Path(folder))
        print(f"{name:<12} {len(found[name])} pages  {spent:6.1f} s")
    first = found["-j 1"]
    differing = {
        name: [page for page in first if other.get(page) != first[page]] for name, other in found.items()
    }
    for name, pages in differing.items():
        for page in pages:
            print(f"{name} differs: {page}: {found[name].get(page)} and {first[page]}")
    same = not any(differing.values()) and all(len(other) == count for other in found.values())
    print("the same in every way" if same else "not the same")
    return int(not same)


if __name__ == "__main__":
    sys.exit(main())
