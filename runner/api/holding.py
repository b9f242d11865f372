"""The steps that somebody must allow: they delete or cost money in a cloud. Asks nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.model import Impact
from runner.results import Target

if TYPE_CHECKING:
    from collections.abc import Collection

    from runner.model import Plan

_SAYS = {Impact.DELETE: "deletes", Impact.PAID: "costs money"}


def held_steps(plan: Plan, target: Target | None, *, allowed: Collection[str]) -> dict[str, str]:
    """Give the steps of a run that nobody has allowed yet: id → what they do and how to allow it.

    The stand-in deletes nothing and costs nothing, so with it no step is held.

    Args:
        plan: What would run.
        target: What its AWS commands would talk to.
        allowed: What the page allows: `delete`, `paid`.
    """
    if target is Target.STAND_IN:
        return {}
    held = {}
    for planned in plan.steps:
        impacts = [impact for impact in planned.in_cloud if impact.value not in allowed]
        if planned.skip is None and impacts:
            does = " and ".join(_SAYS[impact] for impact in impacts)
            names = ", ".join(impacts)
            cure = f"type --yes, or let the page say `allow` with `{names}`"
            held[planned.step.id] = f"it {does} in a cloud, and nobody has allowed that; {cure}"
    return held
