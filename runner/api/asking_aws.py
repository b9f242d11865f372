"""Who is asked for what only AWS can say of a page's preconditions. Asks nothing by itself."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from runner.api.targets import models_of, profiles_of, region_of

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
            profile=profiles_of(plan)[0],
            region=region_of(plan) or environment.get("AWS_REGION", ""),
            models=models_of(plan),
            environment=environment,
        )

    return lambda need: access().ask(need)
