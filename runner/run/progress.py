"""How far a run has come, and what that means for the steps to come. Runs no step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from runner.results import NOT_WELL, StepAmended, StepFinished
from runner.run.captured import Captured

if TYPE_CHECKING:
    from runner.model import Remedy
    from runner.results import Event, LeftBehind, StepResult
    from runner.run.asking import Person
    from runner.run.kept_output import OutputFiles
    from runner.run.page_time import PageTime


class Progress(Struct, kw_only=True):
    """Where a run stands.

    Attributes:
        outputs: Where the whole output of the steps is kept, None where nobody asked.
        ready: Whether nothing that the page needs is missing.
        ready: bool = True
    too_late: Whether the page's time ended the run.
        stop: Why the steps to come are skipped, None where they are not.
        shell_lost: How the page's own shell came to its end, None while it lives.
        began: Whether a step began.
        captured: What was taken from the steps for later ones.
    """

    person: Person
    page_time: PageTime
    outputs: OutputFiles | None = None
    ready: bool = True
    too_late: bool = False
    stop: str | None = None
    shell_lost: str | None = None
    began: bool = False
    remedies: tuple[Remedy, ...] = ()
    captured: Captured = field(default_factory=Captured)
    results: list[StepResult] = field(default_factory=list)
    left: list[LeftBehind] = field(default_factory=list)

    def heed(self, *results: StepResult) -> None:
        """Let the first step that did not go well stop the rest."""
        for result in results:
            if result.status in NOT_WELL:
                self.stop = (
                    self.stop or self.page_time.over or f"step {result.planned.step.id} {result.status}"
                )

    def take(self, event: Event) -> None:
        """Take in what an event tells of a step."""
        if self.outputs is not None:
            self.outputs.hear(event)
        if isinstance(event, StepFinished):
            self.results.append(event.result)
        elif isinstance(event, StepAmended):
            names = [result.planned.step.id for result in self.results]
            self.results[names.index(event.result.planned.step.id)] = event.result
