"""How long runbook and its peers take for the same work; `python -m bench.compare` runs it.

Peers are installed from PyPI into a folder of their own, and from Debian where that needs no password. One
that cannot be installed, and one that does not succeed, is named. The rounds are interleaved: what else the
machine does meets all tools. A table has medians, first of the clock, then of processor time, which is the
better one on a busy machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench.environment import of_this_code, of_users
from bench.peers import FLOORS, PEERS, RUNBOOK, SUITE, Tool, write_files
from bench.sizes import at_least_one

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ROOT = Path(__file__).resolve().parent.parent
_WORKS = ("one step", "many steps", "many pages")


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Seconds, by the clock and of processors."""

    clock: float
    processor: float


@dataclass(slots=True)
class Figures:
    """What was measured of one tool: the rounds of each work, or why there are none."""

    rounds: dict[str, list[Took]] = field(default_factory=dict)
    trouble: dict[str, str] = field(default_factory=dict)


def install(folder: Path) -> None:
    """Install the peers that are missing; what fails shows later as a program that is not there."""
    wanted = [tool.source.split()[1] for tool in PEERS if tool.source.startswith("pip")]
    if not (folder / "bin/python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=False)
    pip = [str(folder / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if any(tool.program(folder) is None for tool in PEERS if tool.source.startswith("pip")):
        for name in wanted:
            subprocess.run([*pip, name], check=False)
    debian = [tool.source.split()[1] for tool in PEERS if tool.source.startswith("apt")]
    if any(tool.program(folder) is None for tool in PEERS if tool.source.startswith("apt")):
        apt = ["apt-get", "install", "-y", "-qq", *debian]
        subprocess.run(apt if os.getuid() == 0 else ["sudo", "-n", *apt], check=False, capture_output=True)


def run(tool: Tool, command: Sequence[str], folder: Path, patience: float) -> Took | str:
    """Run a command once; returns what it took, or why that does not count."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=of_this_code() if tool.name == RUNBOOK.name else of_users(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # `wait` with a limit looks every 50 ms only.
    ending = os.pidfd_open(process.pid)
    ended, _, _ = select.select([ending], [], [], patience)
    os.close(ending)
    if not ended:
        os.killpg(process.pid, signal.SIGKILL)
    status = process.wait()
    if not ended:
        return f"over {patience:.0f} s"
    clock, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if status:
        return f"exit status {status}"
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(clock=clock, processor=used)


def _works(steps: int, pages: int) -> Iterator[tuple[str, int, int]]:
    """Each work: its name, its files, and their steps."""
    yield _WORKS[0], 1, 1
    yield _WORKS[1], 1, steps
    yield _WORKS[2], pages, 10


def measure(given: argparse.Namespace, folder: Path) -> dict[str, Figures]:
    """Run all works of all tools in turn, round after round."""
    tools = (*FLOORS, RUNBOOK, *PEERS)
    found = {tool.name: Figures() for tool in tools}
    # Once unmeasured: what pip installs is compiled already, and our own modules are after this.
    for tool in tools:
        place = folder / f"{tool.name} warm".replace(" ", "-").replace(":", "")
        names = write_files(tool, place, files=1, steps=1)
        if program := tool.program(given.peers):
            run(tool, [program, *tool.command(names)[1:]], place, given.patience)
    for number in range(given.rounds):
        for work, files, steps in _works(given.steps, given.pages):
            for tool in tools:
                place = folder / f"{tool.name} {work}".replace(" ", "-").replace(":", "")
                names = write_files(tool, place, files=files, steps=steps)
                chosen = SUITE if tool is RUNBOOK and files > 1 else tool
                measure_one(chosen, work, found[tool.name], given=given, files=(place, names))
        print(f"round {number + 1} of {given.rounds} is done", file=sys.stderr)
    return found


def measure_one(
    tool: Tool, work: str, figures: Figures, *, given: argparse.Namespace, files: tuple[Path, Sequence[str]]
) -> None:
    """One round of one work of one tool; none any more after it went wrong."""
    program, (folder, names) = tool.program(given.peers), files
    if program is None:
        figures.trouble[work] = "not installed"
    if program is None or work in figures.trouble:
        return
    command = [program, *tool.command(names)[1:], *(tool.parallel if len(names) > 1 else ())]
    took = run(tool, command, folder, given.patience)
    if isinstance(took, str):
        figures.trouble[work] = took
    else:
        figures.rounds.setdefault(work, []).append(took)


def table(found: dict[str, Figures], steps: int, *, kind: str) -> Iterator[str]:
    """The lines of a table in Markdown; `kind` is `clock` or `processor`."""
    works = ("one step, s", "ms a further step", "pages, s")
    yield f"| tool ({kind}) | " + " | ".join(f"{work} | to runbook" for work in works) + " |"
    yield "|---|---|---|---|---|---|---|"
    rows = {name: _row(figures, steps, kind) for name, figures in found.items()}
    own = rows[RUNBOOK.name]
    for name, row in rows.items():
        cells = [cell for value, ours in zip(row, own, strict=True) for cell in _cells(value, ours)]
        yield f"| {name} | " + " | ".join(cells) + " |"


def _row(figures: Figures, steps: int, kind: str) -> list[float | str]:
    row: list[float | str] = []
    for work in _WORKS:
        took = figures.rounds.get(work)
        row.append(
            figures.trouble[work]
            if work in figures.trouble or not took
            else median(getattr(one, kind) for one in took)
        )
    one, many = row[0], row[1]
    if isinstance(one, float) and isinstance(many, float):
        row[1] = (many - one) / (steps - 1) * 1000
    return row


def _cells(value: float | str, ours: float | str) -> Iterator[str]:
    if isinstance(value, str):
        yield from (value, "")
        return
    yield f"{value:.3f}"
    yield f"{value / ours:.2f}" if isinstance(ours, float) and ours > 0 else ""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=at_least_one, default=5)
    arguments.add_argument("--steps", type=at_least_one, default=1000, help="steps of the long page")
    arguments.add_argument("--pages", type=at_least_one, default=200, help="pages of ten steps")
    arguments.add_argument("--patience", type=float, default=90, help="seconds until a tool is given up")
    arguments.add_argument(
        "--peers", type=Path, default=_ROOT / ".venv/bench", help="where peers are installed"
    )
    given = arguments.parse_args()
    given.peers = given.peers.resolve()
    install(given.peers)
    with tempfile.TemporaryDirectory(prefix="runbook-bench-") as folder:
        found = measure(given, Path(folder))
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors, Python {sys.version.split()[0]}, "
        f"load {os.getloadavg()[0]:.1f}; medians of {given.rounds} rounds; "
        f"{given.steps} steps; {given.pages} pages of 10 steps\n"
    )
    for kind in ("clock", "processor"):
        print("\n".join(table(found, given.steps, kind=kind)), end="\n\n")


if __name__ == "__main__":
    main()
