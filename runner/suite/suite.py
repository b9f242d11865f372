"""Pages run as a suite: begun side by side, told in their order, and summed up. Prints nothing."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from runner.api.verified_share import verified_share
from runner.outcomes import Ending, PageOutcome, SuiteOutcome
from runner.run.interruption import Interruption
from runner.suite.judging import Gate, exit_status_of
from runner.suite.page_run import run_one
from runner.suite.workers import Crew, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from runner.api.options import Options

_NEEDS = re.compile(r"^[ \t]*(?:-[ \t]+)?needs:", re.MULTILINE)
_BAD = (Ending.FAILED, Ending.BROKEN, Ending.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteOptions:
    """How a suite is run.

    Attributes:
        jobs: How many pages run at a time.
        max_failures: After so many no further page begins; 0 for never.
    """

    jobs: int = 1
    max_failures: int = 0
    gate: Gate = field(default_factory=Gate)


class Audience(Protocol):
    """Is told of pages as they end."""

    def page_ended(self, outcome: PageOutcome) -> None:
        """Hear of a page, as soon as it has ended."""
        ...


class Hands(Protocol):
    """Those who run pages; what they run ends with the `with` block."""

    interrupted: bool

    def __enter__(self) -> Hands: ...
    def __exit__(self, *_: object) -> None: ...

    def interrupt(self) -> None:
        """Have the pages that run end as at a reader's Ctrl-C, and begin no other."""
        ...

    def run(self, tasks: Sequence[Task], enough: Callable[[], bool]) -> Iterator[tuple[Task, PageOutcome]]:
        """Run pages, none any more once it is enough; give each with its outcome as it ends."""
        ...


def run_suite(
    pages: Sequence[str],
    options: Options,
    suite: SuiteOptions,
    audience: Sequence[Audience],
    *,
    elsewhere: Hands | None = None,
) -> SuiteOutcome:
    """Run pages, each once, and give what became of them; of each the audience hears as it ends.

    Where somebody `elsewhere` is given they run there, else in processes on this machine.
    """
    began = time.monotonic()
    ended: dict[str, PageOutcome] = {}
    interruption = Interruption()
    tasks = [Task(path=path, needs=_needs(path)) for path in pages]
    crew: Hands = elsewhere or Crew(
        min(suite.jobs, len(pages)), lambda path, asked: run_one(path, options, suite.gate, asked)
    )
    with crew, interruption.installed():
        running = crew.run(tasks, lambda: _enough(ended, suite) or _heed(interruption, crew))
        for task, outcome in running:
            ended[task.path] = outcome
            for listener in audience:
                listener.page_ended(outcome)
    why = (
        "interrupted before it" if interruption.requested else f"not begun: {suite.max_failures} pages failed"
    )
    found = tuple(
        ended.get(path) or PageOutcome(path=path, ending=Ending.NOT_RUN, reason=why) for path in pages
    )
    shortfall = _shortfall(found, suite.gate)
    return SuiteOutcome(
        pages=found,
        duration=time.monotonic() - began,
        exit_status=exit_status_of(found, shortfall=shortfall, interrupted=interruption.requested),
        interrupted=interruption.requested,
        shortfall=shortfall,
    )


def _heed(interruption: Interruption, crew: Hands) -> bool:
    """Pass each request to stop on once."""
    if interruption.requested and not crew.interrupted:
        crew.interrupt()
    return interruption.requested


def _enough(ended: dict[str, PageOutcome], suite: SuiteOptions) -> bool:
    failures = sum(outcome.ending in _BAD for outcome in ended.values())
    return 0 < suite.max_failures <= failures


def _needs(path: str) -> str:
    """The resource that a page holds while it runs; only a page that has the word at all is read for it."""
    try:
        if not _NEEDS.search(Path(path).read_text(encoding="utf-8", errors="replace")):
            return ""
    except OSError:
        return ""
    from runner.errors import PageError
    from runner.read.procedure import read_procedure
    from runner.read.source import read_source

    try:
        return read_procedure(read_source(path)).settings.needs
    except PageError:
        return ""


def _shortfall(pages: Sequence[PageOutcome], gate: Gate) -> str:
    if gate.min_verified is None:
        return ""
    return verified_share([page.run for page in pages if page.run]).shortfall(gate.min_verified)
