"""The reporter that fits a stream: rich on a terminal, plain lines elsewhere. Imports rich only there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from runner.report.plain import PlainReporter
from runner.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TextIO

    from runner.report.lines import Line
    from runner.results import Event


class Reporter(Protocol):
    """Receives the events of a run."""

    def receive(self, event: Event) -> None:
        """Take an event in."""
        ...

    def close(self) -> None:
        """End, also where the run did not."""
        ...


def is_live(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether a person watches: a terminal that can move its cursor, and no CI.

    `FORCE_COLOR` does not make a log a terminal.
    """
    dumb = environment.get("TERM", "dumb") == "dumb"
    return stream.isatty() and not dumb and not environment.get("CI")


def console_reporter(stream: TextIO, environment: Mapping[str, str]) -> Reporter:
    """Give the reporter for a stream."""
    if not is_live(stream, environment):
        return PlainReporter(stream)
    from runner.report.terminal import TerminalReporter

    return TerminalReporter(stream)


def write_lines(lines: Iterable[Line], stream: TextIO, environment: Mapping[str, str]) -> None:
    """Write styled lines in the way that fits a stream."""
    if is_live(stream, environment):
        from runner.report.terminal import print_lines

        print_lines(lines, stream)
        return
    stream.writelines(f"{visible(line.text)}\n" for line in lines)
    stream.flush()
