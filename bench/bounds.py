"""What large outputs, limits and the start cost; `python -m bench.bounds` runs it.

A page is held against the very command in plain bash, and against a page of one small step, which is what the
start alone costs. Figures are medians of the rounds, by the clock; memory is that of the largest process.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench.environment import of_this_code
from bench.sizes import at_least_one

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PAGE = "# How to\n\n## Procedure\n\n```bash\n{}\n```\n\n{}\n"
_CLAIM = "The output contains `line`."
_FENCE = "Output:\n\n```text\nanother line\n```"
_MUCH = "yes line | head -c 50000000"
# What a step may write before it is stopped.
_LIMIT = 1 << 28
_BARE = """import click
@click.group()
@click.version_option("1")
def cli(): pass
@cli.command()
@click.argument("page")
def execute(page): pass
cli()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Seconds by the clock and of processors, and MiB of the largest process."""

    clock: float
    processor: float
    memory: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A page and what its command takes without runbook."""

    name: str
    page: str
    plain: str
    flags: tuple[str, ...] = ()


WORKS = (
    Work(name="one step", page=_PAGE.format("echo line", _CLAIM), plain="echo line"),
    Work(name="50 MB, a claim holds", page=_PAGE.format(_MUCH, _CLAIM), plain=_MUCH),
    Work(name="50 MB, an output fence fails", page=_PAGE.format(_MUCH, _FENCE), plain=_MUCH),
    Work(name="`yes`, stopped at 256 MiB", page=_PAGE.format("yes", _CLAIM), plain=f"yes | head -c {_LIMIT}"),
    Work(
        name="a timeout of 1 s",
        page=_PAGE.format("sleep 30", _CLAIM),
        plain="sleep 1",
        flags=("--timeout", "1"),
    ),
)


def take(command: Sequence[str], folder: Path) -> Took:
    """Run a command once; what it prints goes through a pipe to nobody."""
    begun = time.perf_counter()
    reader = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=of_this_code(),
        stdin=subprocess.DEVNULL,
        stdout=reader.stdin,
        stderr=reader.stdin,
    )
    _, _, used = os.wait4(process.pid, 0)
    clock = time.perf_counter() - begun
    reader.communicate()
    return Took(clock=clock, processor=used.ru_utime + used.ru_stime, memory=used.ru_maxrss / 1024)


def _rows(rounds: int, folder: Path) -> Iterator[str]:
    runs: dict[str, tuple[list[Took], list[Took]]] = {work.name: ([], []) for work in WORKS}
    for _ in range(rounds):
        for number, work in enumerate(WORKS):
            page = folder / f"{number}.md"
            page.write_text(work.page, encoding="utf-8")
            words = [sys.executable, "-m", "runner.cli", "execute", page.name, *work.flags]
            runs[work.name][0].append(take(words, folder))
            runs[work.name][1].append(take(["bash", "-c", work.plain], folder))
    start = median(took.clock for took in runs["one step"][0])
    for name, (with_us, plain) in runs.items():
        clock, alone = (median(took.clock for took in tooks) for tooks in (with_us, plain))
        over = clock - alone - (start if name != "one step" else 0)
        memory = max(took.memory for took in with_us)
        yield f"| {name} | {clock:.3f} | {alone:.3f} | {over:.3f} | {memory:.0f} |"


def _start_rows(rounds: int, folder: Path) -> Iterator[str]:
    bare = folder / "bare.py"
    bare.write_text(_BARE, encoding="utf-8")
    for flag in ("--version", "--help"):
        ours: list[float] = []
        theirs: list[float] = []
        for _ in range(rounds * 3):
            ours.append(take([sys.executable, "-m", "runner.cli", flag], folder).processor)
            theirs.append(take([sys.executable, str(bare), flag], folder).processor)
        ratio = median(one / other for one, other in zip(ours, theirs, strict=True))
        yield f"| {flag} | {median(ours):.3f} | {median(theirs):.3f} | {ratio:.2f} |"


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=at_least_one, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        take([sys.executable, "-m", "runner.cli", "--help"], folder)
        print("| a page of | took, s | its command alone | over it and the start | memory, MiB |")
        print("|---|---|---|---|---|")
        print(*_rows(given.rounds, folder), sep="\n")
        print("\n| | runbook, processor s | a bare click program | ratio |\n|---|---|---|---|")
        print(*_start_rows(given.rounds, folder), sep="\n")


if __name__ == "__main__":
    main()
