"""Lines to a terminal through rich, with the running step and its time. The only module that imports rich."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from runner.report.lines import Line, Narrator, Style
from runner.report.visible import visible
from runner.results import StepFinished, StepStarted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from runner.results import Event

_STYLES = {
    Style.PLAIN: "",
    Style.TITLE: "bold",
    Style.GOOD: "green",
    Style.BAD: "red",
    Style.WARN: "yellow",
    Style.DIM: "dim",
}


class TerminalReporter:
    """Writes each event's lines above a spinner that shows the running step."""

    def __init__(self, stream: TextIO) -> None:
        self.console = Console(file=stream, highlight=False, soft_wrap=True)
        self._narrator = Narrator()
        self._progress: Progress | None = None

    def receive(self, event: Event) -> None:
        """Tell of an event."""
        if isinstance(event, StepStarted):
            self._spin(f"{event.planned.step.id} {event.planned.step.title}")
            return
        if isinstance(event, StepFinished):
            self.close()
        self.write(self._narrator.tell(event))

    def close(self) -> None:
        """Take the spinner away."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def _spin(self, what: str) -> None:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self._progress = Progress(*columns, console=self.console, transient=True)
        self._progress.add_task(escape(visible(what)), total=None)
        self._progress.start()

    def write(self, lines: Iterable[Line]) -> None:
        """Write styled lines."""
        for line in lines:
            self.console.print(Text(visible(line.text), style=_STYLES[line.style]))


def print_lines(lines: Iterable[Line], stream: TextIO) -> None:
    """Write styled lines to a terminal."""
    TerminalReporter(stream).write(lines)


class Overview:
    """Lines, and below them one that moves with what runs.

    Nothing draws but the calls: a thread would be alive when a process is forked.
    """

    def __init__(self, stream: TextIO) -> None:
        self._reporter = TerminalReporter(stream)
        self._live = Live(console=self._reporter.console, auto_refresh=False, transient=True)
        self._live.start()

    def write(self, lines: Iterable[Line]) -> None:
        """Write lines above it."""
        self._reporter.write(lines)

    def show(self, text: str) -> None:
        """Show this in place of what was there, as much as fits the width."""
        self._live.update(Text(text, style="dim", no_wrap=True, overflow="ellipsis"), refresh=True)

    def close(self) -> None:
        """Take it away."""
        self._live.stop()
