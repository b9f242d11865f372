"""One page of a suite run from its text to its outcome, in whatever process. Prints nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from runner.api.exits import EXIT_INTERNAL
from runner.api.preparing import prepare
from runner.api.refusing import refuse_missing_folders, refuse_missing_values
from runner.api.running import run_page
from runner.errors import RunbookError
from runner.outcomes import Ending, PageOutcome
from runner.results import Noted
from runner.suite.judging import judge_run

if TYPE_CHECKING:
    from runner.api.options import Options
    from runner.results import Event
    from runner.run.interruption import Interruption
from runner.suite.judging import Gate


def run_one(path: str, options: Options, gate: Gate, interruption: Interruption) -> PageOutcome:
    """Run a page; whatever is wrong with it becomes its outcome, so that the others go on."""
    notes = Notes()
    try:
        prepared = prepare([path], options)
        refuse_missing_values(prepared)
        refuse_missing_folders(prepared, options)
        run = run_page(prepared[0], options, (notes,), interruption)
    except RunbookError as error:
        return _broken(path, str(error), error.exit_status)
    except KeyboardInterrupt:
        return PageOutcome(path=path, ending=Ending.UNKNOWN, reason="interrupted before its first step")
    except Exception as error:  # noqa: BLE001 - a page must not take the others down
        return _broken(path, f"internal error: {type(error).__name__}: {error}", EXIT_INTERNAL)
    return replace(judge_run(path, run, gate), notes=tuple(notes.texts))


class Notes:
    """Keeps what a run says of itself beside its steps."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def receive(self, event: Event) -> None:
        """Keep a note; the rest is in the run."""
        if isinstance(event, Noted):
            self.texts.append(event.text)

    def close(self) -> None:
        """End nothing."""


def _broken(path: str, reason: str, status: int) -> PageOutcome:
    from runner.api.hidden import masked_error

    return PageOutcome(path=path, ending=Ending.BROKEN, reason=masked_error(reason), exit_status=status)
