"""Run a folder of lesson pages as one session and count what its fences came to: `make lesson PAGES= DATA=`.

The pages are put one behind the other, by file name, into one page that bash reads from a copy of the data
folder, which is its home. The pages and the data stay as they are.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.expectations import OUTPUT_FENCE
from runner.read.procedure import read_procedure
from runner.read.source import Source, read_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ROOT = Path(__file__).parent.parent
_FRONT = "---"
_OUTPUTS = ("output", "error")


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Pages as one: `starts` holds for each the number of lines before it."""

    text: str
    pages: tuple[Path, ...]
    starts: tuple[int, ...]

    def place(self, line: int) -> str:
        """A line of the whole as `page:line`."""
        index = bisect_right(self.starts, line - 1) - 1
        return f"{self.pages[index].name}:{line - self.starts[index]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An output fence of a step: where it stands, whether it held, and why not."""

    place: str
    passed: bool
    detail: str


def join(pages: Sequence[Path]) -> Joined:
    """Put pages one behind the other; the title of a page's front matter becomes its heading."""
    lines: list[str] = []
    starts: list[int] = []
    for page in pages:
        starts.append(len(lines))
        lines += _as_part(read_source(str(page)))
    return Joined(text="\n".join(lines) + "\n", pages=tuple(pages), starts=tuple(starts))


def _as_part(source: Source) -> Iterator[str]:
    lines = source.lines()
    front = lines.index(_FRONT, 1) + 1 if lines[:1] == [_FRONT] and _FRONT in lines[1:] else 0
    yield f"# {read_procedure(source).title}" if front else ""
    yield from ["" for _ in lines[1:front]]
    yield from lines[max(front, 1) :] if front else lines
    yield ""


def run(joined: Joined, data: Path, *, home: str) -> dict[str, Any]:
    """Run the pages as one; gives the result as JSON.

    Args:
        joined: The pages.
        data: What the reader's home holds.
        home: Where the pages say that it is; empty leaves it in a temporary folder.
    """
    with tempfile.TemporaryDirectory(prefix="lesson-") as folder:
        copy = Path(folder) / "home"
        shutil.copytree(data, copy, symlinks=True)
        page = Path(folder) / "lesson.md"
        page.write_text(joined.text, encoding="utf-8")
        place = home or str(copy)
        command = [sys.executable, "-m", "runner.cli", "execute", str(page), "--workdir", place]
        command += ["--keep-going", "--ignore-preconditions", "--timeout", "20", "--output", "json"]
        path = f"{place}/.local/bin{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, "HOME": place, "PATH": path, "PYTHONPATH": str(_ROOT)}
        inside = [*_moved(copy, home), *command] if home else command
        done = subprocess.run(inside, env=environment, cwd=folder, stdout=subprocess.PIPE, check=False)  # noqa: S603 - our own command
    if not done.stdout:
        raise SystemExit(done.returncode)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _moved(copy: Path, home: str) -> Iterator[str]:
    """Have bubblewrap show the copy at the place that the pages say; the rest of the machine as it is."""
    if shutil.which("bwrap") is None:
        raise SystemExit("--home needs bubblewrap: apt-get install bubblewrap")
    yield from ["bwrap", "--tmpfs", "/"]
    for entry in sorted(Path("/").iterdir()):
        link = entry.is_symlink()
        yield from ["--symlink", os.readlink(entry), str(entry)] if link else ["--dev-bind", *[str(entry)] * 2]
    yield from ["--bind", str(copy), home]


def _shown(joined: Joined, result: dict[str, Any]) -> Iterator[Shown]:
    for step in result["steps"]:
        for check in step["checks"]:
            if check["claim"] == OUTPUT_FENCE:
                yield Shown(
                    place=joined.place(check["line"]),
                    passed=bool(check["passed"]),
                    detail=check["detail"] if step["status"] != "skipped" else "",
                )


def show(joined: Joined, result: dict[str, Any], *, details: bool) -> None:
    """Print the counts, then each step and output that did not come as the pages say."""
    procedure = read_procedure(Source(path="lesson.md", text=joined.text, sha256=""))
    left = [fence for fence in procedure.not_run if fence.shows_output or fence.language in _OUTPUTS]
    steps = result["steps"]
    shown = list(_shown(joined, result))
    equal = sum(item.passed for item in shown)
    print(f"steps:    {len(steps)} found, {sum(step['exit_code'] is not None for step in steps)} ran")
    print(f"outputs:  {len(shown) + len(left)} shown, {len(left)} left out, {len(shown)} compared")
    print(f"compared: {equal} equal, {len(shown) - equal} different")
    for item in shown:
        if not item.passed:
            _differs(item, details=details)
    for step in steps:
        if step["status"] in ("failed", "blocked", "skipped") and not any(
            not check["passed"] for check in step["checks"] if step["status"] == "failed"
        ):
            print(f"{joined.place(step['line'])}: {step['id']} {step['status']}: {step['reason']}")


def _differs(item: Shown, *, details: bool) -> None:
    first, _, rest = item.detail.partition("\n")
    print(f"{item.place}: {first}")
    if details and rest:
        print(rest)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path, help="a folder of pages, read by file name")
    parser.add_argument("data", type=Path, help="what the reader's home holds")
    parser.add_argument("--home", default="", help="where the pages say that the home is (needs bubblewrap)")
    parser.add_argument("--details", action="store_true", help="show each difference in full")
    parser.add_argument("--json", type=Path, help="write the result of the run to this file too")
    arguments = parser.parse_args()
    joined = join(sorted(arguments.pages.glob("*.md")))
    result = run(joined, arguments.data, home=arguments.home)
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1), encoding="utf-8")
    show(joined, result, details=arguments.details)


if __name__ == "__main__":
    main()
