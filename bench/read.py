"""How fast pages are read, on generated How-Tos; `make bench-read` runs it.

Each round measures every layer and bare markdown-it-py on the same text, one after the other, so that what
slows the machine slows all of them; the medians of the rounds are shown. Then a large page and growth against
their targets, a whole graph, and what is made to be slow, by doubling.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from functools import partial
from random import Random
from typing import TYPE_CHECKING, TypeVar

from markdown_it import MarkdownIt

from bench.graph import show_graph
from bench.sizes import at_least_one
from bench.targets import show_targets
from runner.plan.plan import Request, make_plan
from runner.read.logseq import split_outline
from runner.read.procedure import read_procedure
from runner.read.source import Source
from tests.read.adversarial import PAGES
from tests.read.logseq.adversarial import PAGES as OUTLINES
from tests.read.logseq.outlines import realistic_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    Work = Callable[[Source], None]

Item = TypeVar("Item")
_BARE = "markdown-it-py"
_OUTLINE = "split_outline"
_PAGE_SIZE = 10_000
_DOUBLINGS = 2


def layers(pages: Sequence[str]) -> dict[str, Callable[[], object]]:
    """Give what is measured: each reads all pages, from the text or the lines of a page on."""
    sources = [Source(path="page.md", text=text, sha256="0") for text in pages]
    lines = [text.split("\n") for text in pages]
    procedures = [read_procedure(source) for source in sources]
    parser = MarkdownIt("commonmark").enable("table")
    request = Request()
    return {
        _OUTLINE: lambda: _each(partial(split_outline, "page.md"), lines),
        "read_outline + procedure_of": lambda: _each(read_procedure, sources),
        "make_plan": lambda: _each(lambda procedure: make_plan(procedure, request), procedures),
        _BARE: lambda: _each(parser.parse, pages),
    }


def _each(work: Callable[[Item], object], items: Iterable[Item]) -> None:
    """Do the work for each and let go of what it gives, as a command does that goes through pages."""
    for item in items:
        work(item)


def seconds(work: Callable[[], object]) -> float:
    """Seconds of processor time: other processes' work does not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


def show_speed(pages: Sequence[str], rounds: int) -> None:
    """Print megabytes a second for each layer, and how much faster than bare markdown-it-py it is."""
    megabytes = sum(len(text.encode()) for text in pages) / 1e6
    works = layers(pages)
    # What the benchmark itself holds is not the reader's garbage to look through.
    gc.collect()
    gc.freeze()
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(seconds(work))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    print(f"{len(pages)} pages, {megabytes:.1f} MB, medians of {rounds} rounds")
    for name, median in medians.items():
        aim = "   (aim: 20)" if name == _OUTLINE else ""
        print(f"{name:<28} {megabytes / median:7.1f} MB/s   {medians[_BARE] / median:6.1f} x {_BARE}{aim}")


def show_growth(title: str, pages: Mapping[str, Callable[[int], str]], size: int, work: Work) -> None:
    """Print the seconds that each adversarial page takes at its size and at halves of it."""
    sizes = [size >> shift for shift in range(_DOUBLINGS, -1, -1)]
    print(f"\n{title} of adversarial pages, seconds at {', '.join(f'{part:,}' for part in sizes)} characters")
    for name, make in pages.items():
        times: list[float] = []
        for part in sizes:
            source = Source(path="page.md", text=make(part), sha256="0")
            gc.collect()
            times.append(min(seconds(partial(work, source)) for _ in range(1 if times[:1] > [1] else 2)))
        growth = (times[-1] / times[0]) ** (1 / _DOUBLINGS)
        print(f"{name:<34} {'  '.join(f'{taken:7.3f}' for taken in times)}   x {growth:.2f} a doubling")


def _outline(source: Source) -> None:
    split_outline("page.md", source.text.split("\n"))


def _all(source: Source) -> None:
    make_plan(read_procedure(source), Request())


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", type=at_least_one, default=100, help=f"of {_PAGE_SIZE:,} characters each")
    parser.add_argument("--rounds", type=at_least_one, default=9)
    parser.add_argument(
        "--adversarial", type=int, default=1_000_000, help="the largest size, in characters; 0: none"
    )
    parser.add_argument("--megabytes", type=float, default=10, help="of the large page")
    parser.add_argument(
        "--growth", type=int, default=500, help="steps, claims and links; twice, four times that"
    )
    parser.add_argument("--graph", type=int, default=5_000, help="pages of the graph")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    random = Random(arguments.seed)
    show_speed([realistic_page(random, _PAGE_SIZE) for _ in range(arguments.pages)], arguments.rounds)
    show_targets(arguments.megabytes, arguments.growth, random)
    show_graph(arguments.graph, random)
    if not arguments.adversarial:
        return 0
    show_growth("Outline", OUTLINES, arguments.adversarial, _outline)
    show_growth("Outline, meaning and plan", OUTLINES, arguments.adversarial, _all)
    show_growth("Outline, meaning and plan", PAGES, arguments.adversarial, _all)
    return 0


if __name__ == "__main__":
    sys.exit(main())
