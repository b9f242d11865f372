"""Run a folder of lesson pages as one session and count what its fences came to: `make lesson PAGES= DATA=`.

The pages are put one behind the other, by file name, into one page that bash reads from a copy of the data
folder, which is its home. The pages and the data stay as they are.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
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
# Where the difference of an output names a line of the page.
_LINE = re.compile(r"(?:(?<=^line )|(?<=^[-+ ] ))(\d+)(?= differs| was not printed| \|)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Pages as one; `places` holds for each line its page and its number there, 0 for a line of ours."""

    lines: tuple[str, ...]
    places: tuple[tuple[str, int], ...]

    @property
    def text(self) -> str:
        """The text of the whole."""
        return "\n".join(self.lines) + "\n"

    def place(self, line: int) -> str:
        """A line of the whole as `page:line`."""
        page, number = self.places[line - 1]
        return f"{page}:{number or 'ours'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """What a reader does that a page's prose asks for and no fence of it does.

    Attributes:
        before: The first line of the fence, as written, before whose paragraph it is done.
    """

    page: str
    before: str
    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An output fence of a step: where it stands, whether it held, and why not."""

    place: str
    passed: bool
    detail: str


def join(pages: Sequence[Path], hands: Sequence[Hand]) -> Joined:
    """Put pages one behind the other, each with what its reader does; front matter becomes a heading."""
    lines: list[str] = []
    places: list[tuple[str, int]] = []
    for page in pages:
        own = list(_as_part(read_source(str(page))))
        todo = {_before(own, hand): hand for hand in hands if hand.page == page.name}
        for number, line in enumerate(own, 1):
            ours = ["", "```bash", *todo[number].run.splitlines(), "```", ""] if number in todo else []
            lines += [*ours, line]
            places += [*[(page.name, 0) for _ in ours], (page.name, number)]
    return Joined(lines=tuple(lines), places=tuple(places))


def _before(lines: Sequence[str], hand: Hand) -> int:
    """The line of the paragraph that leads to the fence, from 1."""
    if hand.before not in lines:
        raise SystemExit(f"{hand.page}: no line is `{hand.before}`; correct `before` in the file of hands")
    index = lines.index(hand.before) - 2
    while index and not lines[index].strip():
        index -= 1
    while index and lines[index].strip():
        index -= 1
    return index + 1


def _as_part(source: Source) -> Iterator[str]:
    lines = source.lines()
    front = lines.index(_FRONT, 1) + 1 if lines[:1] == [_FRONT] and _FRONT in lines[1:] else 0
    yield from [f"# {read_procedure(source).title}", *["" for _ in lines[1:front]]] if front else []
    yield from lines[front:]
    yield ""


def read_hands(file: Path | None) -> tuple[Hand, ...]:
    """Read what the reader does from a TOML file of tables `[[hand]]`."""
    table = tomllib.loads(file.read_text(encoding="utf-8")) if file else {}
    return tuple(Hand(**row) for row in table.get("hand", ()))


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
        command += ["--keep-going", "--ignore-preconditions", "--include", "alternative"]
        command += ["--timeout", "20", "--output", "json"]
        path = f"{place}/.local/bin{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, "HOME": place, "PATH": path, "PYTHONPATH": str(_ROOT)}
        inside = [*_moved(copy, home), *command] if home else command
        done = subprocess.run(inside, env=environment, cwd=folder, stdout=subprocess.PIPE, check=False)
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
        yield from (
            ["--symlink", str(entry.readlink()), str(entry)] if link else ["--dev-bind", *[str(entry)] * 2]
        )
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
    unread = sum(item["text"] == OUTPUT_FENCE for step in steps for item in step["unchecked"])
    total = len(shown) + len(left) + unread
    print(f"outputs:  {total} shown: {len(left)} of no step, {unread} unchecked, {len(shown)} compared")
    print(f"compared: {equal} equal, {len(shown) - equal} different")
    for item in shown:
        if not item.passed:
            _differs(joined, item, details=details)
    for step in steps:
        if _went_otherwise(step):
            print(f"{joined.place(step['line'])}: {step['id']} {step['status']}: {step['reason']}")


def _went_otherwise(step: dict[str, Any]) -> bool:
    """Whether a step did not go as the page says for another reason than a check that is shown already."""
    failed = step["status"] == "failed" and all(check["passed"] for check in step["checks"])
    return failed or step["status"] in ("blocked", "skipped")


def _differs(joined: Joined, item: Shown, *, details: bool) -> None:
    """A difference in one line, its numbers the page's own: what the page shows first, and what came."""
    first, *rows = _LINE.sub(lambda match: joined.place(int(match[1])).partition(":")[2], item.detail).split(
        "\n"
    )
    sides = {row[0]: row.partition("| ")[2] for row in reversed(rows) if row[0] in "-+"}
    told = [f"the page shows {sides['-']!r}"] if "-" in sides else []
    told += [f"got {sides['+']!r}"] if "+" in sides else []
    print(f"{item.place}: {first}{': ' if told else ''}{', '.join(told)}")
    if details and rows:
        print("\n".join(rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path, help="a folder of pages, read by file name")
    parser.add_argument("data", type=Path, help="what the reader's home holds")
    parser.add_argument("--home", default="", help="where the pages say that the home is (needs bubblewrap)")
    parser.add_argument("--hands", type=Path, help="what the reader does beside the fences (TOML)")
    parser.add_argument("--details", action="store_true", help="show each difference in full")
    parser.add_argument("--json", type=Path, help="write the result of the run to this file too")
    arguments = parser.parse_args()
    joined = join(sorted(arguments.pages.glob("*.md")), read_hands(arguments.hands))
    result = run(joined, arguments.data, home=arguments.home)
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1), encoding="utf-8")
    show(joined, result, details=arguments.details)


if __name__ == "__main__":
    main()
