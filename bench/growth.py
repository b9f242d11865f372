"""Whether double the work takes double the time; `python -m bench.growth` runs it.

The works: the steps of a page, the pages of a suite with two workers, and the runs of a history that are
listed. The steps are `echo`, each with an output fence that is checked; all is recorded and masked. A figure
is the best of its rounds, since what else the machine does only adds; processor time is the better one on a
busy machine. A slope is what one more of the work costs, from the row before.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bench.environment import of_this_code
from bench.peers import RUNBOOK, write_files
from bench.runs import write_runs
from bench.sizes import at_least_one

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_STEPS_A_PAGE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Something of which there can be more.

    Attributes:
        counts: How much of it, ascending.
        write: Writes so much of it into a folder, and gives the words of the command.
    """

    name: str
    counts: tuple[int, ...]
    write: Callable[[Path, int], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Seconds, by the clock and of processors."""

    clock: float
    processor: float


def _page(folder: Path, steps: int) -> Sequence[str]:
    return "execute", *write_files(RUNBOOK, folder, files=1, steps=steps)


def _suite(folder: Path, pages: int) -> Sequence[str]:
    return "test", "-j", "2", *write_files(RUNBOOK, folder, files=pages, steps=_STEPS_A_PAGE)


def _history(folder: Path, runs: int) -> Sequence[str]:
    write_runs(folder, runs)
    # The index is built once and then kept.
    _took(folder, ("runs",))
    return ("runs",)


_WORKS = (
    Work(name="steps of a page", counts=(1, 100, 1000, 5000), write=_page),
    Work(name=f"pages of {_STEPS_A_PAGE} steps, -j 2", counts=(50, 100, 200), write=_suite),
    Work(name="runs in the history, listed", counts=(2500, 5000, 10000), write=_history),
)


def _took(folder: Path, words: Sequence[str]) -> Took:
    """Run the command once, with all that it starts and waits for."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "runner.cli", *words],
        cwd=folder,
        env=of_this_code(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    clock, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"runbook {words[0]}: exit status {done.returncode}\n{done.stderr.decode()}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(clock=clock, processor=used)


def _measure(work: Work, rounds: int, part: float) -> list[tuple[int, Took]]:
    """The best of each count; the counts take turns, so that what else the machine does meets all of them."""
    counts = [max(1, round(count * part)) for count in work.counts]
    with tempfile.TemporaryDirectory(prefix="runbook-bench-") as place:
        commands = {}
        for count in counts:
            folder = Path(place) / str(count)
            folder.mkdir()
            commands[count] = folder, work.write(folder, count)
        took = {count: [_took(*commands[count])] for count in counts}
        for _ in range(rounds - 1):
            for count in counts:
                took[count].append(_took(*commands[count]))
    return [(count, _best(took[count])) for count in counts]


def _best(took: Sequence[Took]) -> Took:
    return Took(clock=min(one.clock for one in took), processor=min(one.processor for one in took))


def _rows(name: str, found: Sequence[tuple[int, Took]]) -> Iterator[str]:
    before: tuple[int, Took] | None = None
    for count, took in found:
        more, slope, processor = "", "", ""
        if before is not None:
            step, last = count - before[0], before[1]
            more = f"{count / before[0]:.0f}x work, {took.processor / last.processor:.1f}x time"
            slope = f"{(took.clock - last.clock) / step * 1000:.3f}"
            processor = f"{(took.processor - last.processor) / step * 1000:.3f}"
        seconds = f"{took.clock:.2f} | {took.processor:.2f}"
        yield f"| {name} | {count:,} | {seconds} | {slope} | {processor} | {more} |"
        before = count, took


def main() -> None:
    """Print the table, work after work."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=at_least_one, default=3)
    parser.add_argument("--part", type=float, default=1.0, help="so much of each count")
    parser.add_argument("--only", default="", help="only works whose name holds this")
    given = parser.parse_args()
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors, Python {sys.version.split()[0]}, "
        f"load {os.getloadavg()[0]:.1f}; best of {given.rounds} rounds\n"
    )
    print("| work | count | clock, s | processor, s | ms one more | of a processor | growth |")
    print("|---|---|---|---|---|---|---|")
    for work in _WORKS:
        if given.only in work.name:
            for row in _rows(work.name, _measure(work, given.rounds, given.part)):
                print(row, flush=True)


if __name__ == "__main__":
    main()
