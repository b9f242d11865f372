"""What a person is asked before each step, and what becomes of the answer. Prints and reads nothing."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from msgspec.structs import replace

from runner.model import SectionKind, StepKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from runner.model import PlannedStep
    from runner.run.interruption import Interruption

CONFIRMED = "confirmed by a person"
EDITED = "edited by a person"
SKIPPED = "skipped by a person"
STOPPED = "stopped by a person"
_INTERRUPTED = "interrupted"


class Choice(StrEnum):
    """What a person decides of a step; of a manual step `run` means that it is done."""

    RUN = "run"
    SKIP = "skip"
    QUIT = "quit"


class Decision(Struct, frozen=True, kw_only=True):
    """A person's decision; `text` is what is to run where it was edited, else None."""

    choice: Choice
    text: str | None = None


class Ask(Protocol):
    """Whoever asks the person; it may raise KeyboardInterrupt."""

    def __call__(self, planned: PlannedStep, public: PlannedStep) -> Decision:
        """Ask of one step; `planned` is what would run, `public` the same as it may be shown."""
        ...


class Agreed(Struct, frozen=True, kw_only=True):
    """A step as a person agreed to it.

    Attributes:
        refused: Why it does not run, None where it does.
        remark: What the record says of the person's part, None where there is nothing to say.
    """

    planned: PlannedStep
    public: PlannedStep
    refused: str | None = None
    remark: str | None = None


class Person(Struct, kw_only=True):
    """The person before the terminal, through one run.

    Attributes:
        ask: How they are asked, None where nobody is.
        left: Whether they ended the run; cleanup steps are offered still.
        left_cleanup: Whether they ended the cleanup too.
    """

    ask: Ask | None
    interruption: Interruption
    mask: Callable[[str], str]
    left: bool = False
    left_cleanup: bool = False

    def why_not(self, planned: PlannedStep) -> str | None:
        """Why a step does not run after the person has left, None where it may."""
        left = self.left_cleanup if planned.step.section_kind is SectionKind.CLEANUP else self.left
        return STOPPED if left else None

    def agree(self, planned: PlannedStep, public: PlannedStep) -> Agreed:
        """Have the person decide; without one the step is as it was."""
        if self.ask is None:
            return Agreed(planned=planned, public=public)
        try:
            with self.interruption.armed():
                decision = self.ask(planned, public)
        except KeyboardInterrupt:
            return Agreed(planned=planned, public=public, refused=_INTERRUPTED)
        return self._heed(decision, planned, public)

    def _heed(self, decision: Decision, planned: PlannedStep, public: PlannedStep) -> Agreed:
        if decision.choice is Choice.QUIT:
            self.left = True
            self.left_cleanup = planned.step.section_kind is SectionKind.CLEANUP
            return Agreed(planned=planned, public=public, refused=STOPPED)
        if decision.choice is Choice.SKIP:
            return Agreed(planned=planned, public=public, refused=SKIPPED)
        if decision.text is not None and decision.text != planned.text:
            return Agreed(
                planned=replace(planned, text=decision.text),
                public=replace(public, text=self.mask(decision.text)),
                remark=EDITED,
            )
        remark = CONFIRMED if planned.step.kind is StepKind.MANUAL else None
        return Agreed(planned=planned, public=public, remark=remark)


def with_remark(reason: str | None, remark: str | None) -> str | None:
    """The reason of a result with the person's part in it."""
    return "; ".join(part for part in (reason, remark) if part) or None
