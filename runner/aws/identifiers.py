"""Which model an identifier means in a region, and whether the service would run it today.

Decides by the rules and the date alone; what is asked of the model is not looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from runner.aws.faults import ServiceError
from runner.aws.rules import Lifecycle, Model, load_rules
from runner.patterns import regex

if TYPE_CHECKING:
    from datetime import datetime

# Any account's profiles are taken: a page may name its author's account, and access is nothing to learn here.
_ARN = regex(
    r"arn:aws:bedrock:(?P<region>[a-z0-9-]{1,20}):"
    r"(?::foundation-model/(?P<model>[^/]+)|[0-9]{12}:inference-profile/(?P<profile>[^/]+))"
)


class Target(Struct, frozen=True, kw_only=True):
    """A model and the way to it.

    Attributes:
        id: The model's or the profile's id, out of its ARN if it was one.
        geography: The profile's prefix without its dot, empty for a bare model id.
    """

    id: str
    model: Model
    geography: str


def find_target(identifier: str, region: str) -> Target:
    """Return what `identifier` means in `region`.

    Raises:
        ServiceError: There is no such model or profile there.
    """
    wanted = _out_of_arn(identifier, region)
    rules = load_rules()
    if wanted in rules.models and region in rules.regions:
        return Target(id=wanted, model=rules.models[wanted], geography="")
    geography, _, model_id = wanted.partition(".")
    model = rules.models.get(model_id)
    if model and geography in model.geographies and rules.serves(geography, region):
        return Target(id=wanted, model=model, geography=geography)
    raise rules.refusal("unknown_model")


def find_runnable(identifier: str, region: str, now: datetime) -> Target:
    """Return the target of a call that runs a model.

    It is not established which fault the service names first. Here an unknown id goes before the end of life,
    that before a missing inference profile, and all of them before any fault of the body.

    Raises:
        ServiceError: There is no such target, it has ended, or it needs an inference profile.
    """
    target = find_target(identifier, region)
    refuse_ended(target.model, now)
    if not target.geography and region not in target.model.on_demand:
        raise load_rules().refusal("needs_profile", id=target.id)
    return target


def find_foundation_model(identifier: str, region: str, now: datetime) -> Model:
    """Return the model of a call that takes foundation-model ids only.

    Raises:
        ServiceError: There is no such model, it is a profile's id, or the model has ended.
    """
    target = find_target(identifier, region)
    if target.geography:
        raise load_rules().refusal("unknown_model")
    refuse_ended(target.model, now)
    return target.model


def refuse_ended(model: Model, now: datetime) -> None:
    """Refuse a model that has reached the end of its life."""
    if model.lifecycle(now) is Lifecycle.ENDED:
        raise ServiceError("ResourceNotFoundException", load_rules().texts["end_of_life"])


def _out_of_arn(identifier: str, region: str) -> str:
    arn = _ARN.fullmatch(identifier)
    if arn is None:
        return identifier
    if arn["region"] != region:
        raise load_rules().refusal("unknown_model")
    found: str = arn["model"] or arn["profile"]
    if (found in load_rules().models) is not bool(arn["model"]):
        raise load_rules().refusal("unknown_model")
    return found
