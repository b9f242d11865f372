"""What a page's AWS commands talk to: the live service or the stand-in. Starts neither."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from runner.model import StepKind
from runner.patterns import regex
from runner.plan.programs import calls_program, is_quiet
from runner.results import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner.model import Plan

# Other clouds have regions too, such as `us-central1`.
_AWS_REGION = regex(r"[a-z]{2,4}(?:-[a-z]+)+-\d+")
_CLOUD = regex(r"(?i)\b(?:aws|amazon|bedrock|cloud)")


def settle_target(plan: Plan, choice: str) -> tuple[Target | None, tuple[str, ...]]:
    """Decide what the page's AWS commands will talk to, as the contract's `--target auto` says."""
    stand_in = plan.procedure.settings.stand_in
    commands = [planned.text for planned in plan.steps if planned.step.kind is StepKind.COMMAND]
    if choice == "stand-in":
        return (Target.STAND_IN if stand_in or _may_ask(plan, commands) else None), ()
    if not stand_in and not calls_program(commands, "aws"):
        return None, ()
    from runner.aws.profiles import profile_is_configured

    missing = [name for name in profiles_of(plan) if not profile_is_configured(name, os.environ)]
    if choice == "live" or not missing:
        return Target.LIVE, ()
    if stand_in:
        return Target.STAND_IN, (f"the AWS profile {missing[0]} is not configured, so the stand-in answers",)
    return Target.LIVE, (f"the AWS profile {missing[0]} is not configured; --target stand-in needs none",)


def _may_ask(plan: Plan, commands: Sequence[str]) -> bool:
    """Whether anything on a page may ask a cloud; in doubt it may, for the stand-in is then what it asks."""
    required = (precondition.text for precondition in plan.procedure.preconditions)
    return any(map(_CLOUD.search, required)) or not all(map(is_quiet, commands))


def profiles_of(plan: Plan) -> list[str]:
    """Give the AWS profiles that the page's commands use."""
    return _lifted(plan, "profile") or [os.environ.get("AWS_PROFILE") or "default"]


def region_of(plan: Plan) -> str:
    """Give the region of AWS that the page names first, empty where it names none."""
    return next(filter(_AWS_REGION.fullmatch, _lifted(plan, "region")), "")


def models_of(plan: Plan) -> tuple[str, ...]:
    """Give the models that the page's commands name, each once."""
    return tuple(dict.fromkeys(_lifted(plan, "model")))


def _lifted(plan: Plan, name: str) -> list[str]:
    """The values of a variable, which is `name@value` where the page has several literals for it."""
    return [item.value for item in plan.variables if item.name.partition("@")[0] == name]
