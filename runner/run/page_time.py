"""The time that a whole page may take. It stops nothing by itself, and cleanup has its own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from runner.model import SectionKind
from runner.results import Status

if TYPE_CHECKING:
    from runner.model import PlannedStep
    from runner.results import StepResult


class PageTime(Struct, frozen=True, kw_only=True):
    """When a page's time is over.

    Attributes:
        seconds: How long it is; None is without a limit.
        ends_at: When, by the monotonic clock.
    """

    seconds: float | None
    ends_at: float

    @property
    def over(self) -> str | None:
        """Why no step begins any more, None while there is time."""
        return self._reason() if time.monotonic() >= self.ends_at else None

    def until(self, planned: PlannedStep) -> float:
        """When the step must have ended, by the monotonic clock."""
        return float("inf") if planned.step.section_kind is SectionKind.CLEANUP else self.ends_at

    def limited(self, planned: PlannedStep) -> PlannedStep:
        """The step with no more time than the page has left."""
        left = self.until(planned) - time.monotonic()
        if left >= planned.timeout:
            return planned
        return replace(planned, timeout=max(left, 0.0))

    def explained(self, result: StepResult, *, asked: float, had: float) -> StepResult:
        """The result with the page's time as the reason where that is what stopped the step.

        Args:
            result: What became of the step.
            asked: The step's own time in seconds.
            had: The time that it was given.
        """
        stopped = result.status is Status.FAILED and result.exit_code is None and result.duration >= had
        if had >= asked or not stopped:
            return result
        lost = "; what the shell held is lost" if (result.reason or "").endswith("is lost") else ""
        return replace(result, reason=f"{self._reason()}, so it was stopped{lost}")

    def _reason(self) -> str:
        return f"the page's time of {self.seconds:g} s is over"


def begin_page(seconds: float | None) -> PageTime:
    """Gives the time of a page that begins now."""
    return PageTime(seconds=seconds, ends_at=time.monotonic() + seconds if seconds else float("inf"))
