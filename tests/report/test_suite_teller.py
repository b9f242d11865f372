"""What a person or a log hears of a suite while it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.outcomes import Ending
from runner.report.suite_lines import progress_text, sum_lines
from runner.report.suite_teller import LineTeller, LiveTeller
from tests.report.outcomes import outcome, suite

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runner.report.lines import Line


class Log:
    """Keeps what was written, and has a clock that is set by hand."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.shown: list[str] = []
        self.now = 0.0
        self.closed = False

    def write(self, lines: Iterable[Line]) -> None:
        self.texts += [line.text for line in lines]

    def show(self, text: str) -> None:
        self.shown.append(text)

    def close(self) -> None:
        self.closed = True

    def clock(self) -> float:
        return self.now


def test_pages_are_told_in_their_order_whichever_ends_first() -> None:
    log = Log()
    teller = LineTeller(["a.md", "b.md"], log.write)
    teller.page_ended(outcome("b.md"))
    assert log.texts == []
    teller.page_ended(outcome("a.md", Ending.PASSED))
    assert [text.split()[2] for text in log.texts] == ["a.md", "b.md"]


def test_a_log_that_was_silent_for_thirty_seconds_says_what_runs() -> None:
    log = Log()
    teller = LineTeller(["a.md", "b.md"], log.write, clock=log.clock)
    teller.page_began("a.md")
    for log.now in (1.0, 29.0, 31.0, 40.0):
        teller.time_passed()
    assert log.texts == ["  ... 0 of 2 pages ended; running: a.md 31 s"]


def test_a_page_that_ends_is_a_sign_of_life_too() -> None:
    log = Log()
    teller = LineTeller(["a.md", "b.md"], log.write, clock=log.clock)
    log.now = 20.0
    teller.page_ended(outcome("a.md"))
    log.now = 40.0
    teller.time_passed()
    assert len(log.texts) == 1


def test_a_terminal_shows_how_many_ended_and_failed_and_which_run() -> None:
    log = Log()
    teller = LiveTeller(["a.md", "b.md", "c.md"], log.write, log)
    teller.page_began("a.md")
    teller.page_began("b.md")
    teller.page_ended(outcome("a.md"))
    assert log.shown[-1] == "1 of 3 pages ended, 1 did not pass; running: b.md 0 s"
    teller.close()
    assert log.closed


def test_of_many_running_pages_some_are_named() -> None:
    running = {f"{name}.md": 1.0 for name in "abcdef"}
    assert progress_text(0, 9, running).endswith("a.md 1 s, b.md 1 s, c.md 1 s, d.md 1 s and 2 more")


def test_the_slowest_pages_are_named_where_there_are_many() -> None:
    texts = [line.text for line in sum_lines(suite(*(outcome(f"{name}.md") for name in "abcd")))]
    assert any(text.startswith("  slowest: ") for text in texts)
    assert not any("slowest" in line.text for line in sum_lines(suite(outcome())))
