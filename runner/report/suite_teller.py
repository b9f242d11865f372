"""Tells how a suite goes: a line a page in the order of the pages, and signs of life. Sums nothing up."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

from runner.report.console import is_live, write_lines
from runner.report.event_lines import event_lines
from runner.report.lines import Line, Style
from runner.report.suite_lines import outcome_lines, progress_text
from runner.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import TextIO

    from runner.outcomes import PageOutcome

    Write = Callable[[Iterable[Line]], None]

# Where nothing was told for so many seconds, a log says what runs; CI ends jobs that say nothing.
_HEARTBEAT = 30.0


class Teller(Protocol):
    """Hears how a suite goes, and ends with it."""

    def page_began(self, path: str) -> None:
        """Hear of a page, as it begins."""
        ...

    def page_ended(self, outcome: PageOutcome) -> None:
        """Hear of a page, as soon as it has ended."""
        ...

    def time_passed(self) -> None:
        """Hear that the suite still runs."""
        ...

    def close(self) -> None:
        """Tell what was held back behind a page that never ended."""
        ...


def console_teller(pages: Sequence[str], stream: TextIO, environment: Mapping[str, str]) -> Teller:
    """Give the teller that fits a stream: on a terminal it shows below the lines what runs."""
    if not is_live(stream, environment):
        return LineTeller(pages, lambda lines: write_lines(lines, stream, environment))
    from runner.report.terminal import Overview

    overview = Overview(stream)
    return LiveTeller(pages, overview.write, overview)


class _InOrder:
    """Holds a page back until those before it have ended, so that two runs of a suite read alike."""

    def __init__(self, pages: Sequence[str], tell: Callable[[PageOutcome], None]) -> None:
        self._left = list(pages)
        self._ended: dict[str, PageOutcome] = {}
        self._tell = tell

    def add(self, outcome: PageOutcome) -> None:
        self._ended[outcome.path] = outcome
        while self._left and self._left[0] in self._ended:
            self._tell(self._ended.pop(self._left.pop(0)))

    def close(self) -> None:
        for path in self._left:
            if path in self._ended:
                self._tell(self._ended.pop(path))


class LineTeller:
    """Writes a line a page, and now and then which pages run."""

    def __init__(
        self, pages: Sequence[str], write: Write, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._pages, self._write, self._clock = len(pages), write, clock
        self._order = _InOrder(pages, self._tell)
        self._running: dict[str, float] = {}
        self._ended = 0
        self._said = clock()

    def page_began(self, path: str) -> None:
        """Keep when a page began."""
        self._running[path] = self._clock()

    def page_ended(self, outcome: PageOutcome) -> None:
        """Tell all pages that now stand first."""
        self._running.pop(outcome.path, None)
        self._ended += 1
        self._order.add(outcome)

    def time_passed(self) -> None:
        """Say what runs, where a log has said nothing for long."""
        now = self._clock()
        if now - self._said < _HEARTBEAT:
            return
        self._said = now
        running = {path: now - began for path, began in self._running.items()}
        text = progress_text(self._ended, self._pages, running)
        self._write([Line(text=f"  ... {text}", style=Style.DIM)])

    def close(self) -> None:
        """Tell what was held back."""
        self._order.close()

    def _tell(self, outcome: PageOutcome) -> None:
        self._said = self._clock()
        self._write(outcome_lines(outcome))


class Shown(Protocol):
    """What stands below the lines on a terminal, and moves."""

    def show(self, text: str) -> None:
        """Show this in place of what was there."""
        ...

    def close(self) -> None:
        """Take it away."""
        ...


class LiveTeller(LineTeller):
    """Writes a line a page, and below them how far the suite is."""

    def __init__(self, pages: Sequence[str], write: Write, shown: Shown) -> None:
        super().__init__(pages, write)
        self._shown = shown
        self._bad = 0

    def page_ended(self, outcome: PageOutcome) -> None:
        """Tell it, and count what did not end well."""
        self._bad += outcome.exit_status != 0
        super().page_ended(outcome)
        self.time_passed()

    def time_passed(self) -> None:
        """Show how far the suite is."""
        now = self._clock()
        running = {path: now - began for path, began in self._running.items()}
        text = progress_text(self._ended, self._pages, running, bad=self._bad)
        self._shown.show(visible(text))

    def close(self) -> None:
        """Take the overview away."""
        super().close()
        self._shown.close()


class EventStream:
    """Writes the events of each page when it and those before it have ended, and flushes."""

    def __init__(self, pages: Sequence[str], stream: TextIO) -> None:
        self._stream = stream
        self._order = _InOrder(pages, self._write)

    def page_began(self, path: str) -> None:
        """Events tell of pages that ended."""

    def page_ended(self, outcome: PageOutcome) -> None:
        """Write all pages that now stand first."""
        self._order.add(outcome)

    def time_passed(self) -> None:
        """Events tell of no waiting."""

    def close(self) -> None:
        """Write what was held back."""
        self._order.close()

    def _write(self, outcome: PageOutcome) -> None:
        self._stream.writelines(event_lines([outcome]))
        self._stream.flush()
