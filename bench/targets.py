"""Whether reading and planning meet their targets, as ratios: a page of 10 MB, and growth by doubling.

Each time is the least of several rounds, of processor time: what else the machine does only adds to it.
"""

from __future__ import annotations

import gc
import re
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from runner.plan.plan import Request, make_plan
from runner.read.procedure import read_procedure
from runner.read.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from random import Random

_DOCS = Path(__file__).resolve().parent.parent / "docs"
_FENCE = re.compile(r"(?ms)^[ \t]*(`{3,}|~{3,}).*?^[ \t]*\1")
_STEP = "Run number {0}:\n\n```bash\necho value-{0}\n```\n\n"
_HEAD = "# How To\n\n## Procedure\n\n"
_FACTORS = (1, 2, 4)
_ROUNDS = 3
# In one in so many paragraphs of prose among steps is a step, and a heading.
_STEP_EVERY, _HEADING_EVERY = 100, 16

GROWING: dict[str, Callable[[range], str]] = {
    "steps": lambda numbers: _HEAD + "".join(map(_STEP.format, numbers)),
    "steps with an output fence": lambda numbers: (
        _HEAD + "".join(f"{_STEP.format(at)}```output\nvalue-{at}\n```\n\n" for at in numbers)
    ),
    "steps with a claim": lambda numbers: (
        _HEAD + "".join(f"{_STEP.format(at)}The output contains `value-{at}`.\n\n" for at in numbers)
    ),
    "claims of one step": lambda numbers: (
        _HEAD + _STEP.format(0) + "".join(f"The output contains `value-{at}`.\n\n" for at in numbers)
    ),
    "links": lambda numbers: (
        _HEAD + "".join(f"See [page {at}](pages/{at}.md).\n\n{_STEP.format(at)}" for at in numbers)
    ),
}


def show_targets(megabytes: float, count: int, random: Random) -> None:
    """Print what a large page takes against markdown-it-py's own parse, and how time grows with a page."""
    size = int(megabytes * 1e6)
    print(f"\nA plan of a CommonMark page of {megabytes:.0f} MB, against a full parse by markdown-it-py")
    prose = "".join(_prose(size, random))
    procedure = GROWING["steps with a claim"](range(_STEP_EVERY))
    among_steps = "".join(_among_steps(prose))
    _show_page("prose in other sections", f"{procedure}## References\n\n{_below(prose)}")
    _show_page("prose in sections of steps", f"{_HEAD}{_below(among_steps)}")
    # Without a procedure's heading all of a page is one section: each sentence may claim something of a step.
    _show_page("all prose behind steps", f"# How To\n\n{among_steps}")
    shown = ", ".join(f"{count * factor:,}" for factor in _FACTORS)
    print(f"\nReading and planning, seconds at {shown}; 1.0 is linear")
    for name, make in GROWING.items():
        _show_slope(name, [_least(_plans(make, count * factor)) for factor in _FACTORS], count)


def _prose(size: int, random: Random) -> Iterator[str]:
    """Paragraphs and lists of our own documentation, in any order, with headings between them."""
    texts = (_FENCE.sub("", path.read_text(encoding="utf-8")) for path in sorted(_DOCS.rglob("*.md")))
    pieces = [piece.strip("\n") for text in texts for piece in re.split(r"\n\s*\n", text)]
    pieces = [piece for piece in pieces if piece.strip() and not piece.lstrip().startswith(("#", "<", "---"))]
    written = 0
    while written < size:
        piece = random.choice(pieces) if random.randrange(_HEADING_EVERY) else f"## About {written}"
        written += len(piece.encode()) + 2
        yield f"{piece}\n\n"


def _below(prose: str) -> str:
    """Prose whose headings stand below one of the second rank."""
    return prose.replace("## About ", "### About ")


def _among_steps(prose: str) -> Iterator[str]:
    for at, piece in enumerate(prose.split("\n\n")):
        yield f"{piece}\n\n"
        if at % _STEP_EVERY == 0:
            yield _STEP.format(at)


def _plan(text: str) -> int:
    source = Source(path="page.md", text=text, sha256="0")
    return len(make_plan(read_procedure(source), Request()).steps)


def _plans(make: Callable[[range], str], count: int) -> list[Callable[[], int]]:
    """What plans a page, in other words each time: what is remembered of one says nothing of the next."""
    starts = range(10_000, 10_000 + count * _ROUNDS, count)
    return [partial(_plan, make(range(start, start + count))) for start in starts]


def _least(works: Iterable[Callable[[], object]]) -> float:
    """The least seconds of processor time of some rounds."""
    taken = []
    for work in works:
        gc.collect()
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def _show_page(name: str, text: str) -> None:
    bare = _least([partial(MarkdownIt("commonmark").enable("table").parse, text)] * _ROUNDS)
    taken, steps = _least([partial(_plan, text)] * _ROUNDS), _plan(text)
    print(f"{name:<28} {taken:7.2f} s   {taken / bare:5.2f} of {bare:.2f} s   (aim: 0.50)   {steps:,} steps")


def _show_slope(name: str, taken: list[float], count: int) -> None:
    """The slope is what a further one costs between the last two sizes, against between the first two."""
    (first, second, last), (one, two, four) = taken, _FACTORS
    further = (last - second) / (four - two) / count
    slope = (last - second) / (second - first) * (two - one) / (four - two)
    times = "  ".join(f"{seconds:6.3f}" for seconds in taken)
    print(f"{name:<28} {times}   {further * 1000:5.2f} ms a further one   slope x {slope:.2f}")
