"""Model ids and bodies of InvokeModel, by the rules of the stand-in. Knows no command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.aws.commands.forms import Form, form_of_example
from runner.aws.commands.said import Fault
from runner.aws.documents import parse_object
from runner.aws.faults import ServiceError
from runner.aws.messages import read_prompt
from runner.aws.rules import Lifecycle, Model, load_rules
from runner.outline import Level

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


def model_faults(identifier: str, now: datetime) -> Iterator[Fault]:
    """Find whether a model has reached the end of its life, or will."""
    geography, model = _named(identifier)
    if model is None:
        return
    instead = _successor(geography, now)
    match model.lifecycle(now):
        case Lifecycle.ENDED:
            message = f"`{identifier}` reached its end of life on {model.end_of_life}; {instead}"
            yield Fault(code="aws-model", level=Level.ERROR, message=message)
        case Lifecycle.LEGACY:
            message = (
                f"`{identifier}` is legacy and reaches its end of life on {model.end_of_life}; {instead}"
            )
            yield Fault(code="aws-model", level=Level.WARNING, message=message)
        case Lifecycle.ACTIVE:
            pass


def body_faults(identifier: str, body: bytes) -> Iterator[Fault]:
    """Find why a Claude model would not take a body."""
    _, model = _named(identifier)
    if model is None:
        return
    try:
        read_prompt(parse_object(body), model)
    except ServiceError as error:
        message = f"the body is no Messages body that `{identifier}` takes: {error.message}"
        yield Fault(code="aws-body", level=Level.ERROR, message=message)


def reply_form(identifier: str) -> Form | None:
    """Give the form of what InvokeModel writes into its file, None where the model is no known one."""
    return form_of_example(load_rules().invoke_reply) if _named(identifier)[1] else None


def _named(identifier: str) -> tuple[str, Model | None]:
    """The prefix and the model that an id or ARN names, whatever the region."""
    _, _, name = identifier.rpartition("/")
    models = load_rules().models
    if name in models:
        return "", models[name]
    geography, _, bare = name.partition(".")
    return geography, models.get(bare) if geography in load_rules().geographies else None


def _successor(geography: str, now: datetime) -> str:
    prefix = geography or "us"
    for model in load_rules().models.values():
        if prefix in model.geographies and model.lifecycle(now) is Lifecycle.ACTIVE:
            return f"the table names `{prefix}.{model.id}`"
    return "take a model that is active"
