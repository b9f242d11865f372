"""A plan as reports may show it. Knows no secret by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.run.masked import masked

if TYPE_CHECKING:
    from runner.model import Plan, Variable
    from runner.run.masking import Mask


def masked_plan(plan: Plan, mask: Mask) -> Plan:
    """Give the plan as reports may show it."""
    return masked(replace(plan, variables=tuple(map(_without_secret, plan.variables))), mask)


def _without_secret(item: Variable) -> Variable:
    default = item.default and "***"
    return replace(item, value="***", default=default) if item.secret else item
