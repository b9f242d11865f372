"""How much of what ran was shown to work: the judgement behind `--min-verified`. Runs and prints nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from runner.expectations import Strength
from runner.model import StepKind
from runner.results import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner.results import Run, StepResult

_RAN = frozenset({Status.VERIFIED, Status.RAN, Status.FAILED})
_NAMED = 10


class VerifiedShare(Struct, frozen=True, kw_only=True):
    """Of the command steps that ran, how many a strong check verified.

    Attributes:
        lacking: Each of the others, as "path:line: step id".
    """

    ran: int
    lacking: tuple[str, ...]

    @property
    def percent(self) -> float:
        """The share from 0 to 100; all of nothing is 100."""
        return 100.0 * (self.ran - len(self.lacking)) / self.ran if self.ran else 100.0

    def shortfall(self, least: float) -> str:
        """Why the share is too small, for a person; empty where it is not."""
        if self.percent >= least:
            return ""
        verified = self.ran - len(self.lacking)
        more = len(self.lacking) - _NAMED
        named = "; ".join(self.lacking[:_NAMED]) + (f"; and {more} more" if more > 0 else "")
        return (
            f"--min-verified {least:g}: {verified} of {self.ran} command steps that ran were verified by a "
            f"strong check, that is {_rounded_down(self.percent):g} %; say on the page what these steps "
            f"print, in words that a wrong output fails: {named}"
        )


def verified_share(runs: Sequence[Run]) -> VerifiedShare:
    """Count the command steps of runs that ran, and name those that no strong check verified."""
    ran = [
        (run.plan.procedure.path, result)
        for run in runs
        for result in run.steps
        if result.planned.step.kind is StepKind.COMMAND and result.status in _RAN
    ]
    lacking = [
        f"{result.planned.step.path or path}:{result.planned.step.line}: step {result.planned.step.id}"
        f"{' (failed)' if result.status is Status.FAILED else ''}"
        for path, result in ran
        if not _is_verified(result)
    ]
    return VerifiedShare(ran=len(ran), lacking=tuple(lacking))


def _rounded_down(percent: float) -> float:
    """So that a share just below what is asked is not told as that."""
    return int(percent * 10) / 10


def _is_verified(result: StepResult) -> bool:
    strong = any(check.passed and check.strength is Strength.STRONG for check in result.checks)
    return result.status is Status.VERIFIED and strong
