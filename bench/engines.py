"""How many pages a second a suite runs, by doubling their number; `python -m bench.engines` runs it.

The pages are generated: of six, three pass, one fails, one is unverified and one cannot be read. Each engine
is the real command, started anew, in a project without records; the cluster, a scheduler and two workers on
loopback, is there before it. The results of all engines are held against each other.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import TYPE_CHECKING

from bench.sizes import at_least_one
from tests.cluster.clusters import cluster

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.cluster.clusters import Cluster

_GOOD = """# How to do thing {number}

## Procedure

Make the file:

```bash
seq {number} > numbers.txt
export COUNT=$(wc -l < numbers.txt)
```

Look at it:

```bash
echo "$COUNT lines"
```

The output contains `lines`.
"""
_TEXTS = (
    _GOOD,
    _GOOD,
    _GOOD,
    _GOOD.replace("contains `lines`", "contains `words`"),
    _GOOD.replace("The output contains `lines`.", ""),
    "---\ntimeuot: 3\n---\n" + _GOOD,
)


def write_pages(folder: Path, count: int) -> None:
    """Write so many pages of all kinds in turn."""
    folder.mkdir()
    for number in range(count):
        (folder / f"page-{number:06}.md").write_text(_TEXTS[number % len(_TEXTS)].format(number=number + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Seconds that a suite took, those of processors among them; of a cluster the client's alone."""

    wall: float
    processor: float


def _suite(made: Cluster, folder: Path, words: Sequence[str]) -> tuple[Taken, dict[str, str]]:
    """What a suite takes, and how each page ended."""
    shutil.rmtree(made.project / ".runbook", ignore_errors=True)
    command = [sys.executable, "-m", "runner.cli", "test", ".", "--report", "jsonl=events.jsonl", *words]
    begin, before = time.perf_counter(), getrusage(RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, env=made.environment, stdout=subprocess.DEVNULL, check=False)
    after = getrusage(RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    spent = Taken(wall=time.perf_counter() - begin, processor=processor)
    events = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
    return spent, {event["page"]: event["ending"] for event in events if event["event"] == "page-ended"}


def _row(made: Cluster, count: int) -> dict[str, Taken]:
    folder = made.project / f"pages-{count}"
    write_pages(folder, count)
    engines = {
        "-j 1": ("-j", "1"),
        "-j 2": ("-j", "2"),
        "-j 4": ("-j", "4"),
        "Dask, two workers": ("--engine", "dask", "--scheduler", made.address),
    }
    found = {name: _suite(made, folder, words) for name, words in engines.items()}
    endings = [ended for _, ended in found.values()]
    if any(ended != endings[0] for ended in endings):
        print(f"{count} pages: the engines DIFFER")
        sys.exit(1)
    counted = ", ".join(
        f"{number} {ending}" for ending, number in sorted(Counter(endings[0].values()).items())
    )
    print(f"{count} pages: the same results by all engines: {counted}", flush=True)
    return {name: spent for name, (spent, _) in found.items()}


def _show(rows: dict[int, dict[str, Taken]]) -> None:
    counts = sorted(rows)
    print(f"\n{'pages a second':<20}{''.join(f'{count:>16,}' for count in counts)}")
    for name in rows[counts[0]]:
        cells, before = [], 0.0
        for count in counts:
            now = rows[count][name].wall
            growth = f" x{now / before:.2f}" if before else ""
            cells.append(f"{count / now:.1f}{growth}".rjust(16))
            before = now
        print(f"{name:<20}{''.join(cells)}")
    print("x: the time, by that of half as many pages\n\nprocessor milliseconds a page")
    for name in rows[counts[0]]:
        cells = [f"{1000 * rows[count][name].processor / count:.0f}".rjust(16) for count in counts]
        print(f"{name:<20}{''.join(cells)}")
    print("of a cluster the client's alone")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", type=at_least_one, nargs="*", default=[75, 150, 300])
    counts = parser.parse_args().counts
    with tempfile.TemporaryDirectory() as place, cluster(Path(place)) as made:
        _show({count: _row(made, count) for count in counts})


if __name__ == "__main__":
    main()
