"""What becomes of a step by an author's word in its braces. Reads no braces."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.manner import AS_IT_COMES
from runner.model import StepKind

if TYPE_CHECKING:
    from runner.model import Step


class Fate(IntEnum):
    """What becomes of a step, the gravest last: it runs, only if asked for, by a person, or it is none."""

    RUNS = 0
    OPTIONAL = 1
    MANUAL = 2
    NONE = 3


def with_fate(step: Step, fate: Fate) -> Step:
    """Give a step its fate; what a person does has no manner of its own."""
    if fate is Fate.MANUAL:
        return replace(step, kind=StepKind.MANUAL, manner=AS_IT_COMES, timeout=None)
    return replace(step, optional=step.optional or fate is Fate.OPTIONAL)
