"""A suite run and told: its lines, its streams and its reports. Decides nothing of a page."""

from __future__ import annotations

import os
from contextlib import ExitStack, nullcontext
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.cli.console_guard import words_to
from runner.cli.reports import print_json
from runner.outcomes import Ending
from runner.report.console import write_lines
from runner.report.formats import report_text
from runner.report.github_log import commands_stopped
from runner.report.lines import Line
from runner.report.suite_lines import MOST_IN_FULL, left_out, not_well, page_in_full, sum_lines
from runner.report.suite_teller import EventStream, console_teller
from runner.suite.suite import run_suite

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import TextIO

    from runner.api.options import Options
    from runner.outcomes import PageOutcome, SuiteOutcome
    from runner.report.github_log import CommandsStopped
    from runner.report.suite_teller import Teller
    from runner.suite.suite import SuiteOptions
    from runner.suite.workers import Hands

_STREAMED = "jsonl"


class Suite(Struct, frozen=True, kw_only=True):
    """Pages to run, how, and where to tell of them.

    Attributes:
        reports: Format and file of each.
        output: What stdout gets: `console` or `json`.
        elsewhere: Who runs the pages, where that is not this machine.
    """

    pages: tuple[str, ...]
    options: Options
    how: SuiteOptions
    reports: tuple[tuple[str, Path], ...]
    output: str
    elsewhere: Hands | None = None


def run_and_tell(suite: Suite) -> SuiteOutcome:
    """Run a suite; tell its pages as they end, then the first that went wrong in full, and write reports."""
    words = words_to(suite.output)
    with commands_stopped(words, os.environ) as stopped:
        outcome = _run(suite, words)
        tell_sum(outcome, words, stopped)
    write_reports(suite, outcome)
    if suite.output == "json":
        from runner.report.result_json import run_as_json

        print_json([run_as_json(page.run) for page in outcome.pages if page.run], several=True)
    return outcome


def _run(suite: Suite, words: TextIO) -> SuiteOutcome:
    with ExitStack() as stack:
        tellers: list[Teller] = [console_teller(suite.pages, words, os.environ)]
        for kind, file in suite.reports:
            if kind == _STREAMED:
                stream = stack.enter_context(file.open("w", encoding="utf-8", errors="replace"))
                tellers.append(EventStream(suite.pages, stream))
        try:
            outcome = run_suite(suite.pages, suite.options, suite.how, tellers, elsewhere=suite.elsewhere)
            for page in outcome.pages:
                if page.ending is Ending.NOT_RUN:
                    _tell_streams(page, tellers[1:])
        finally:
            for teller in tellers:
                teller.close()
    return outcome


def _tell_streams(page: PageOutcome, streams: Sequence[Teller]) -> None:
    """A page that did not run stands in streams, which are read by machines; the sum counts it for people."""
    for stream in streams:
        stream.page_ended(page)


def tell_sum(outcome: SuiteOutcome, words: TextIO, stopped: CommandsStopped | None = None) -> None:
    """Tell the first pages that went wrong in full, each folded where a log can, and the sum."""
    for page in not_well(outcome)[:MOST_IN_FULL]:
        title = f"{page.path}: {page.ending}"
        with stopped.group(title) if stopped else nullcontext():
            write_lines([Line(text=""), *page_in_full(page)], words, os.environ)
    write_lines([*left_out(outcome), *sum_lines(outcome)], words, os.environ)


def write_reports(suite: Suite, outcome: SuiteOutcome, *, streams: bool = False) -> None:
    """Write the reports; those that were written while the pages ran only where that is asked for."""
    for kind, file in suite.reports:
        if kind != _STREAMED or streams:
            file.write_text(report_text(kind, outcome), encoding="utf-8", errors="replace")
