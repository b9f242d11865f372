"""Tells each page of a suite in one line, in the order of the pages whichever ends first. Sums nothing up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.report.console import write_lines
from runner.report.suite_lines import outcome_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TextIO

    from runner.outcomes import PageOutcome


class OrderedTeller:
    """Holds a page back until those before it were told, so that two runs of a suite read alike."""

    def __init__(self, pages: Sequence[str], stream: TextIO, environment: Mapping[str, str]) -> None:
        self._left = list(pages)
        self._ended: dict[str, PageOutcome] = {}
        self._stream, self._environment = stream, environment

    def page_ended(self, outcome: PageOutcome) -> None:
        """Take a page in, and tell all that now stand first."""
        self._ended[outcome.path] = outcome
        while self._left and self._left[0] in self._ended:
            self._tell(self._left.pop(0))

    def close(self) -> None:
        """Tell what was held back behind a page that never ended."""
        for path in self._left:
            if path in self._ended:
                self._tell(path)

    def _tell(self, path: str) -> None:
        write_lines([outcome_line(self._ended.pop(path))], self._stream, self._environment)
