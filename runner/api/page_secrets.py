"""What is hidden of one page: secrets of its variables and of its environment. Shows nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from runner.api.hidden import hide_in_errors
from runner.model import Source
from runner.plan.plan import secret_values
from runner.run.masking import make_mask

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner.model import Plan
    from runner.run.masking import Mask


_ON_THE_PAGE = (Source.PAGE, Source.LIFTED)


def mask_of(plan: Plan, environment: Mapping[str, str]) -> Mask:
    """Make the mask of a run."""
    return make_mask(secrets_of(plan, environment))


def secrets_of(plan: Plan, environment: Mapping[str, str]) -> dict[str, str]:
    """Give what a run hides: what the page declares, and what a name says is secret."""
    from runner.aws.credentials import settings_values

    given = [(item.name, item.value) for item in plan.variables if item.source not in _ON_THE_PAGE]
    others = [*settings_values(os.environ), *given]
    return hide_in_errors(environment, secret_values(plan) | _history_password(environment), others)


def _history_password(environment: Mapping[str, str]) -> dict[str, str]:
    """The password of the history that machines share, which the steps inherit."""
    try:
        password = urlsplit(environment.get("RUNBOOK_HISTORY_URL", "")).password
    except ValueError:
        password = None
    return {unquote(password): "history-password"} if password else {}
