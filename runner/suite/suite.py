"""Pages run as a suite: begun side by side, told in their order, and summed up. Prints nothing."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field

from runner.api.verified_share import verified_share
from runner.outcomes import Ending, PageOutcome, SuiteOutcome
from runner.patterns import regex
from runner.run.interruption import Interruption
from runner.suite.judging import Gate, exit_status_of
from runner.suite.page_run import run_one
from runner.suite.workers import Crew, Task

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from runner.api.options import Options
    from runner.outcomes import LastRun
    from runner.suite.foreground import Foreground
    from runner.suite.workers import Hands, RunOne

_NEEDS = regex(r"^[ \t]*(?:-[ \t]+)?needs:", re.MULTILINE)
_BAD = (Ending.FAILED, Ending.BROKEN, Ending.UNKNOWN)


class SuiteOptions(Struct, frozen=True, kw_only=True):
    """How a suite is run.

    Attributes:
        jobs: How many pages run at a time.
        max_failures: After so many no further page begins; 0 for never.
        foreground: Runs the pages in turn before a person; None to run them side by side and unseen.
        last_runs: Page → what it can go on from, where somebody edits the pages; None where nobody does.
    """

    jobs: int = 1
    max_failures: int = 0
    gate: Gate = field(default_factory=Gate)
    foreground: Foreground | None = None
    last_runs: Mapping[str, LastRun] | None = None


class Audience(Protocol):
    """Is told how a suite goes."""

    def page_began(self, path: str) -> None:
        """Hear of a page, as it begins."""
        ...

    def page_ended(self, outcome: PageOutcome) -> None:
        """Hear of a page, as soon as it has ended."""
        ...

    def time_passed(self) -> None:
        """Hear that the suite still runs, at least every half-second while pages run unseen."""
        ...


class _Course(Struct, frozen=True, kw_only=True):
    """One way through the pages: what has ended, and who hears of it."""

    options: SuiteOptions
    audience: Sequence[Audience]
    interruption: Interruption = field(default_factory=Interruption)
    ended: dict[str, PageOutcome] = field(default_factory=dict)
    crew: list[Hands] = field(default_factory=list)
    elsewhere: Hands | None = None

    def goes_on(self) -> bool:
        """Pass requests to stop on, and tell whether a further page may begin."""
        for crew in self.crew:
            crew.interrupt(self.interruption.requests)
        for listener in self.audience:
            listener.time_passed()
        return not self.why_not_on()

    def why_not_on(self) -> str:
        """Why no further page begins, empty where it does."""
        if self.interruption.requested:
            return "interrupted before it"
        if self.options.foreground is not None and self.options.foreground.left:
            return "stopped by a person before it"
        failures = sum(outcome.ending in _BAD for outcome in self.ended.values())
        if 0 < self.options.max_failures <= failures:
            return f"not begun: {failures} {'page' if failures == 1 else 'pages'} failed"
        return ""

    def page_began(self, path: str) -> None:
        """Tell that a page began."""
        for listener in self.audience:
            listener.page_began(path)

    def page_ended(self, outcome: PageOutcome) -> None:
        """Keep what became of a page, and tell it."""
        self.ended[outcome.path] = outcome
        for listener in self.audience:
            listener.page_ended(outcome)

    def outcomes(self, pages: Sequence[str]) -> tuple[PageOutcome, ...]:
        """Give what became of all pages, in their order."""
        why = self.why_not_on()
        return tuple(
            self.ended.get(path) or PageOutcome(path=path, ending=Ending.NOT_RUN, reason=why)
            for path in pages
        )


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
    course = _Course(options=suite, audience=audience, elsewhere=elsewhere)
    way = _side_by_side if suite.foreground is None else _in_turn
    with course.interruption.installed():
        for outcome in way(pages, options, course):
            course.page_ended(outcome)
    return sum_up_suite(
        course.outcomes(pages),
        suite.gate,
        duration=time.monotonic() - began,
        interrupted=course.interruption.requested,
    )


def sum_up_suite(
    pages: tuple[PageOutcome, ...], gate: Gate, *, duration: float, interrupted: bool = False
) -> SuiteOutcome:
    """Give what the outcomes of pages come to."""
    shortfall = _shortfall(pages, gate)
    return SuiteOutcome(
        pages=pages,
        duration=duration,
        exit_status=exit_status_of(pages, shortfall=shortfall, interrupted=interrupted),
        interrupted=interrupted,
        shortfall=shortfall,
    )


def _side_by_side(pages: Sequence[str], options: Options, course: _Course) -> Iterator[PageOutcome]:
    tasks = [Task(path=path, needs=_needs(path)) for path in pages]
    crew: Hands = course.elsewhere or Crew(
        min(course.options.jobs, len(pages)), _way_to_run(options, course.options)
    )
    course.crew.append(crew)
    with crew:
        for _, outcome in crew.run(tasks, course):
            yield outcome


def _way_to_run(options: Options, suite: SuiteOptions) -> RunOne:
    last_runs = suite.last_runs
    if last_runs is None:
        return lambda path, asked: run_one(path, options, suite.gate, asked)
    from runner.suite.watched import run_watched

    return lambda path, asked: run_watched(path, options, suite.gate, asked, last=last_runs.get(path))


def _in_turn(pages: Sequence[str], options: Options, course: _Course) -> Iterator[PageOutcome]:
    foreground = course.options.foreground
    assert foreground is not None  # noqa: S101 - the caller's choice
    for path in pages:
        if not course.goes_on():
            return
        course.page_began(path)
        asked = foreground.with_answers(path, options)
        yield run_one(path, asked, course.options.gate, course.interruption, run=foreground)


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
