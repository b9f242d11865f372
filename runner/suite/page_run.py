"""One page of a suite run from its text to its outcome, in whatever process. Prints nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.api.exits import EXIT_INTERNAL
from runner.api.preparing import prepare
from runner.api.refusing import refuse_missing_folders, refuse_missing_values
from runner.api.running import run_page
from runner.errors import CannotContinueError, RunbookError
from runner.outcomes import Ending, PageOutcome
from runner.results import DONE, Noted
from runner.suite.judging import judge_run

if TYPE_CHECKING:
    from collections.abc import Callable

    from runner.api.options import Options
    from runner.api.preparing import Prepared
    from runner.results import Event, Run
    from runner.run.interruption import Interruption
    from runner.suite.judging import Gate

    RunPage = Callable[[Prepared, Options, Interruption], Run]


def run_one(
    path: str, options: Options, gate: Gate, interruption: Interruption, *, run: RunPage | None = None
) -> PageOutcome:
    """Run a page; whatever is wrong with it becomes its outcome, so that the others go on.

    With `--resume` a page that has no run to continue runs from the start, and the outcome says so: it stands
    among many, some of which ended well.

    Args:
        path: The page's.
        options: What the reader asks.
        gate: What the page must come to.
        interruption: Asked to stop.
        run: Runs it before a person; without one nobody watches.
    """
    notes = Notes()
    try:
        prepared = prepare([path], options)
        refuse_missing_values(prepared)
        refuse_missing_folders(prepared, options)
        ended, note = _continued(prepared[0], options, interruption, run or notes.run)
    except RunbookError as error:
        return _broken(path, str(error), error.exit_status)
    except KeyboardInterrupt:
        return PageOutcome(path=path, ending=Ending.UNKNOWN, reason="interrupted before its first step")
    except Exception as error:  # noqa: BLE001 - a page must not take the others down
        return _broken(path, f"internal error: {type(error).__name__}: {error}", EXIT_INTERNAL)
    return replace(judge_run(path, ended, gate), note=note, notes=tuple(notes.texts))


def _continued(
    prepared: Prepared, options: Options, interruption: Interruption, run: RunPage
) -> tuple[Run, str]:
    """The run of a page, and where it began if it was asked to continue another."""
    if not options.resume:
        return run(prepared, options, interruption), ""
    try:
        ended = run(prepared, options, interruption)
    except CannotContinueError as error:
        note = f"from the start: {_why(str(error), prepared)}"
        prepared = replace(prepared, notes=(*prepared.notes, note))
        return run(prepared, replace(options, resume=False), interruption), note
    return ended, _begun_at(ended)


def _why(text: str, prepared: Prepared) -> str:
    """The reason without the page, which is named beside it, and without a cure that is not needed."""
    first = text.partition("\n")[0].removeprefix(f"{prepared.plan.procedure.path}:").strip()
    return first.partition("; undo that")[0].partition("; run without --resume")[0]


def _begun_at(run: Run) -> str:
    begun = next((result for result in run.steps if not _was_done(result.status, result.reason)), None)
    return f"from step {begun.planned.step.id}" if begun else ""


def _was_done(status: str, reason: str | None) -> bool:
    return status in DONE and "done in run " in (reason or "")


class Notes:
    """Keeps what a run says of itself beside its steps."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def run(self, prepared: Prepared, options: Options, interruption: Interruption) -> Run:
        """Run a page that nobody watches."""
        return run_page(prepared, options, (self,), interruption)

    def receive(self, event: Event) -> None:
        """Keep a note; the rest is in the run."""
        if isinstance(event, Noted):
            self.texts.append(event.text)

    def close(self) -> None:
        """End nothing."""


def _broken(path: str, reason: str, status: int) -> PageOutcome:
    from runner.api.hidden import masked_error

    return PageOutcome(path=path, ending=Ending.BROKEN, reason=masked_error(reason), exit_status=status)
