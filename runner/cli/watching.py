"""`runbook test --watch`: pages run again as they are edited. Decides nothing of a page."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.cli.console_guard import words_to
from runner.cli.suites import run_and_tell, write_reports
from runner.errors import RunbookError
from runner.outcomes import Ending
from runner.report.console import write_lines
from runner.report.lines import Line, Style
from runner.suite.edits import Edits
from runner.suite.suite import sum_up_suite
from runner.suite.watched import remove_folders

if TYPE_CHECKING:
    from collections.abc import Callable

    from runner.cli.suites import Suite
    from runner.outcomes import LastRun, PageOutcome, SuiteOutcome

_ENDED_BY = (signal.SIGTERM, signal.SIGHUP)
# As soon as a person looks up from the editor.
_TICK = 0.3


def watch(suite: Suite, choose: Callable[[], list[str]]) -> int:
    """Run the pages, then what each edit touches, until a person ends it.

    Returns:
        The exit status of all pages as they last were; that of an interruption where pages ran.
    """
    watch = _Watch(suite, list(suite.pages))
    # Working folders are removed however it ends.
    before = {number: signal.signal(number, signal.default_int_handler) for number in _ENDED_BY}
    try:
        return watch.run(choose)
    finally:
        remove_folders(watch.last_runs())
        for number, handler in before.items():
            signal.signal(number, handler)


class _Watch:
    """One watch: the pages as they last were, and what their next runs may go on from."""

    def __init__(self, suite: Suite, found: list[str]) -> None:
        self._suite = suite
        self._found = found
        self._last: dict[str, PageOutcome] = {}
        self._left: dict[str, LastRun] = {}
        self._began = time.monotonic()

    def last_runs(self) -> list[LastRun]:
        """What the runs so far have left."""
        return list(self._left.values())

    def run(self, choose: Callable[[], list[str]]) -> int:
        """Run rounds until a person ends it."""
        edits = Edits([self._suite.options.vars_file])
        try:
            touched = edits.take(self._found)
            while True:
                if touched and (status := self._round(touched)) is not None:
                    return status
                time.sleep(_TICK)
                self._found = _found(choose, self._found)
                touched = edits.take(self._found)
        except KeyboardInterrupt:
            return self._sum().exit_status

    def _round(self, touched: list[str]) -> int | None:
        """Run pages and tell them; returns the exit status where a person interrupted that."""
        how = replace(self._suite.how, last_runs=self._left)
        outcome = run_and_tell(replace(self._suite, pages=tuple(touched), reports=(), how=how))
        for page in outcome.pages:
            if page.ending is Ending.NOT_RUN:
                continue
            self._last[page.path] = replace(page, last_run=None)
            self._left.pop(page.path, None)
            if page.last_run is not None:
                self._left[page.path] = page.last_run
        if outcome.interrupted:
            return outcome.exit_status
        write_reports(self._suite, self._sum(), streams=True)
        text = "watching; Ctrl-C ends it"
        write_lines(
            [Line(text=""), Line(text=text, style=Style.DIM)], words_to(self._suite.output), os.environ
        )
        # A run that the reader asked to continue is continued once; from then on an edit tells what runs.
        self._suite = replace(self._suite, options=replace(self._suite.options, resume=False))
        return None

    def _sum(self) -> SuiteOutcome:
        shown = tuple(self._last[page] for page in self._found if page in self._last)
        return sum_up_suite(shown, self._suite.how.gate, duration=time.monotonic() - self._began)


def _found(choose: Callable[[], list[str]], before: list[str]) -> list[str]:
    """The pages that there are now; one that is away in the middle of an edit is new when it is back."""
    try:
        return choose()
    except RunbookError:
        return [page for page in before if Path(page).exists()]
