"""The same steps in each tool's own format, and how each tool is started. Measures nothing.

A step is `echo line N`, and its output is checked; where a tool can check outputs, it does.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_SYBIL = '''"""What sybil needs to run the blocks of bash on a page."""
import subprocess

from sybil import Sybil
from sybil.parsers.markdown import CodeBlockParser


def evaluate(example):
    code, _, shown = str(example.parsed).partition("# ")
    printed = subprocess.run(["bash", "-c", code], capture_output=True, text=True).stdout
    assert printed.strip() == shown.strip()


pytest_collect_file = Sybil(parsers=[CodeBlockParser("bash", evaluate)], patterns=["*.md"]).pytest()
'''


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool, or a floor that none can be faster than.

    Attributes:
        name: As the table names it.
        source: Where it comes from: `pip NAME`, `apt NAME`, or empty.
        ending: That of its files.
        text: Gives the text of a file with so many steps.
        command: Gives the command that runs these files; its first word is looked for among the peers.
        parallel: What makes it run two files at a time.
        beside: Files that must lie beside: name and text.
    """

    name: str
    source: str = ""
    ending: str
    text: Callable[[int], str]
    command: Callable[[Sequence[str]], list[str]]
    parallel: tuple[str, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()

    def program(self, folder: Path) -> str | None:
        """Where it is, None where it is not installed; tools of PyPI lie in this folder's `bin`."""
        name = self.command(())[0]
        own = folder / "bin" / name
        return str(own) if own.exists() else shutil.which(name)


def _joined(before: str, step: str, after: str = "") -> Callable[[int], str]:
    """A file of steps; `{0}` in the text of a step is its number."""
    return lambda count: before + "".join(step.format(n) for n in range(1, count + 1)) + after


_PAGE = _joined(
    "# How to say it\n\n## Procedure\n\n",
    "{0}. Say it:\n\n   ```bash\n   echo line {0}\n   ```\n\n"
    "   Output:\n\n   ```text\n   line {0}\n   ```\n\n",
)
RUNBOOK = Tool(
    name="runbook",
    ending=".md",
    text=_PAGE,
    command=lambda files: [sys.executable, "-m", "runner.cli", "execute", *files],
)
SUITE = Tool(
    name="runbook",
    ending=".md",
    text=_PAGE,
    command=lambda files: [sys.executable, "-m", "runner.cli", "test", *files],
    parallel=("-j", "2"),
)
FLOORS = (
    Tool(
        name="floor: bash script.sh",
        ending=".sh",
        text=_joined("", "echo line {0}\n"),
        command=lambda files: ["bash", "-c", 'for page; do bash "$page"; done', "floor", *files],
    ),
    Tool(
        name="floor: a bash -c a step",
        ending=".sh",
        text=_joined("", "bash -c 'echo line {0}'\n"),
        command=lambda files: ["bash", "-c", 'for page; do bash "$page"; done', "floor", *files],
    ),
    Tool(
        name="floor: python -c pass",
        ending=".none",
        text=lambda _: "",
        command=lambda _: [sys.executable, "-c", "pass"],
    ),
)
PEERS = (
    Tool(
        name="cram",
        source="pip cram",
        ending=".t",
        text=_joined("", "  $ echo line {0}\n  line {0}\n"),
        command=lambda files: ["cram", "-q", *files],
    ),
    Tool(
        name="prysk",
        source="pip prysk",
        ending=".t",
        text=_joined("", "  $ echo line {0}\n  line {0}\n"),
        command=lambda files: ["prysk", "-q", *files],
    ),
    Tool(
        name="byexample",
        source="pip byexample",
        ending=".md",
        text=_joined("", "```shell\n$ echo line {0}\nline {0}\n\n```\n\n"),
        command=lambda files: ["byexample", "-q", "-l", "shell", *files],
        parallel=("-j", "2"),
    ),
    Tool(
        name="docsmoke",
        source="pip docsmoke",
        ending=".md",
        text=_joined(
            "", "```bash docsmoke\n# docsmoke: name=s{0}; expect-contains=line\necho line {0}\n```\n\n"
        ),
        command=lambda files: ["docsmoke", "scan", *files, "--quiet"],
    ),
    Tool(
        name="pytest-codeblocks",
        source="pip pytest-codeblocks",
        ending=".md",
        text=_joined(
            "",
            "```bash\necho line {0}\n```\n\n"
            "<!--pytest-codeblocks:expected-output-->\n\n```\nline {0}\n```\n\n",
        ),
        command=lambda files: ["pytest", "-q", "-p", "no:cacheprovider", "--codeblocks", *files],
    ),
    Tool(
        name="sybil",
        source="pip sybil",
        ending=".md",
        text=_joined("", "```bash\necho line {0} # line {0}\n```\n\n"),
        command=lambda files: ["pytest", "-q", "-p", "no:cacheprovider", "-p", "no:codeblocks", *files],
        beside=(("conftest.py", _SYBIL),),
    ),
    Tool(
        name="bats",
        source="apt bats",
        ending=".bats",
        text=_joined("", '@test "step {0}" {{\n  run echo line {0}\n  [ "$output" = "line {0}" ]\n}}\n'),
        command=lambda files: ["bats", *files],
    ),
    Tool(
        name="shelltestrunner",
        source="apt shelltestrunner",
        ending=".test",
        text=_joined("", "echo line {0}\n>>>\nline {0}\n>>>=0\n\n"),
        command=lambda files: ["shelltest", *files],
        parallel=("-j2",),
    ),
    Tool(
        name="clitest",
        source="apt clitest",
        ending=".txt",
        text=_joined("", "$ echo line {0}\nline {0}\n"),
        command=lambda files: ["clitest", *files],
    ),
)


def write_files(tool: Tool, folder: Path, *, files: int, steps: int) -> list[str]:
    """Write so many files of so many steps for a tool; returns their names in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [f"page-{number}{tool.ending}" for number in range(1, files + 1)]
    for name in names:
        (folder / name).write_text(tool.text(steps), encoding="utf-8")
    for name, text in tool.beside:
        (folder / name).write_text(text, encoding="utf-8")
    return names
