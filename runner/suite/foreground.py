"""Pages run one after the other before a person, who is asked of each step. Decides nothing of a page."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.api.preparing import prepare
from runner.api.running import Attended, run_page
from runner.errors import RunbookError
from runner.person import Questions, ask_values
from runner.plan.plan import missing_values
from runner.report.console import console_reporter

if TYPE_CHECKING:
    from typing import TextIO

    from runner.api.options import Options
    from runner.api.preparing import Prepared
    from runner.results import Run
    from runner.run.interruption import Interruption


class Foreground:
    """Runs pages with a person.

    Attributes:
        left: Whether the person chose to quit, so that no other page begins.
    """

    def __init__(self, stream: TextIO) -> None:
        self.left = False
        self._stream = stream

    @staticmethod
    def with_answers(path: str, options: Options) -> Options:
        """Have the person give what a page cannot be run without."""
        try:
            plan = prepare([path], options)[0].plan
        except RunbookError:
            return options  # told as the page's outcome
        return replace(options, asked={path: ask_values(plan)}) if missing_values(plan) else options

    def __call__(self, prepared: Prepared, options: Options, interruption: Interruption) -> Run:
        """Run a page and ask of each step, also of what nobody has allowed yet."""
        questions = Questions(prepared.plan)
        reporter = console_reporter(self._stream, os.environ)
        try:
            asked, attended = replace(prepared, held={}), Attended(ask=questions)
            return run_page(asked, options, [reporter], interruption, attended=attended)
        finally:
            reporter.close()
            self.left = questions.left
