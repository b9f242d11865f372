"""Who is asked for what only AWS can say of a page's preconditions. Asks nothing by itself."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from runner.api.targets import models_of, profiles_of, region_of
from runner.model import StepKind
from runner.plan.profiles import used_profiles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from runner.aws.access import Answer, AwsAccess
    from runner.model import Need, Plan


def asking_aws(plan: Plan, environment: Mapping[str, str]) -> Callable[[Need], Answer]:
    """Give what asks AWS as the page's commands would: with its first profile and its region."""

    @cache
    def access() -> AwsAccess:
        from runner.aws.access import AwsAccess

        return AwsAccess(
            profile=_profile(plan, environment),
            region=region_of(plan) or environment.get("AWS_REGION", ""),
            models=models_of(plan),
            environment=environment,
        )

    return lambda need: access().ask(need)


def _profile(plan: Plan, environment: Mapping[str, str]) -> str:
    """The profile of the selected steps, else that of any step of the page, else the user's own."""
    own = environment.get("AWS_PROFILE") or "default"
    chosen = profiles_of(plan)[0]
    if chosen != own:
        return chosen
    commands = (step.code for step in plan.procedure.steps if step.kind is StepKind.COMMAND)
    return next(filter(None, used_profiles(commands)), own)
