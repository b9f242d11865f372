"""`runbook test --watch`: pages run again as they are edited. Decides nothing of a page."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.cli.console_guard import words_to
from runner.cli.suites import run_and_tell, write_reports
from runner.errors import RunbookError
from runner.report.console import write_lines
from runner.report.lines import Line, Style
from runner.suite.edits import Edits
from runner.suite.suite import sum_up_suite

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from runner.cli.suites import Suite
    from runner.outcomes import PageOutcome

# As soon as a person looks up from the editor.
_TICK = 0.3


def watch(suite: Suite, choose: Callable[[], list[str]]) -> int:
    """Run the pages, then what each edit touches, until a person ends it.

    Returns:
        The exit status of all pages as they last were; that of an interruption where pages ran.
    """
    edits, found = Edits([suite.options.vars_file]), list(suite.pages)
    last: dict[str, PageOutcome] = {}
    began = time.monotonic()
    try:
        touched = edits.take(found)
        while True:
            if touched:
                outcome = run_and_tell(replace(suite, pages=tuple(touched), reports=()))
                last |= {page.path: page for page in outcome.pages}
                if outcome.interrupted:
                    return outcome.exit_status
                suite = _ended(suite, found, last, began)
            time.sleep(_TICK)
            found = _found(choose, found)
            touched = edits.take(found)
    except KeyboardInterrupt:
        shown = tuple(last[page] for page in found if page in last)
        return sum_up_suite(shown, suite.how.gate, duration=time.monotonic() - began).exit_status


def _ended(suite: Suite, found: Sequence[str], last: dict[str, PageOutcome], began: float) -> Suite:
    """Write reports of all pages as they last were; rounds to come continue runs where they can."""
    shown = tuple(last[page] for page in found if page in last)
    outcome = sum_up_suite(shown, suite.how.gate, duration=time.monotonic() - began)
    write_reports(suite, outcome, streams=True)
    text = "watching; Ctrl-C ends it"
    write_lines([Line(text=""), Line(text=text, style=Style.DIM)], words_to(suite.output), os.environ)
    return replace(suite, options=replace(suite.options, resume=True))


def _found(choose: Callable[[], list[str]], before: list[str]) -> list[str]:
    """The pages that there are now; one that is away in the middle of an edit is new when it is back."""
    try:
        return choose()
    except RunbookError:
        return [page for page in before if Path(page).exists()]
