"""The reading half of Bedrock's control plane: which models and inference profiles there are in a region.

Access is always granted here: whether an account has it is what only the live service can say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner.aws.calls import Call, Reply, json_reply
from runner.aws.faults import ServiceError, invalid
from runner.aws.identifiers import Target, find_foundation_model, find_target, refuse_ended
from runner.aws.rules import Lifecycle, Model, load_rules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from runner.aws.documents import Json

PROVIDER = "Anthropic"
PAGE_SIZE = 1000


def list_foundation_models(call: Call) -> Reply:
    """Answer ListFoundationModels; a model that has ended is listed no more."""
    customization = _choice(
        call, "byCustomizationType", "FINE_TUNING", "CONTINUED_PRE_TRAINING", "DISTILLATION"
    )
    modality = _choice(call, "byOutputModality", "TEXT", "IMAGE", "EMBEDDING")
    inference = _choice(call, "byInferenceType", "ON_DEMAND", "PROVISIONED")
    provider = call.query.get("byProvider", PROVIDER).casefold()
    none = customization or modality not in ("", "TEXT") or provider != PROVIDER.casefold()
    models = [] if none else [_details(model, call) for model in _offered(call)]
    chosen: list[Json] = [model for model in models if not inference or inference in _inference_types(model)]
    return json_reply({"modelSummaries": chosen})


def get_foundation_model(call: Call) -> Reply:
    """Answer GetFoundationModel."""
    model = find_foundation_model(call.identifier, call.region, call.now)
    return json_reply({"modelDetails": _details(model, call)})


def get_foundation_model_availability(call: Call) -> Reply:
    """Answer GetFoundationModelAvailability, which takes base ids only."""
    model = find_foundation_model(call.identifier, call.region, call.now)
    return json_reply(
        {
            "modelId": model.id,
            "agreementAvailability": {"status": "AVAILABLE"},
            "authorizationStatus": "AUTHORIZED",
            "entitlementAvailability": "AVAILABLE",
            "regionAvailability": "AVAILABLE" if _is_offered(model, call.region) else "NOT_AVAILABLE",
        }
    )


def list_inference_profiles(call: Call) -> Reply:
    """Answer ListInferenceProfiles; a next token is the number of profiles already seen."""
    kind = _choice(call, "type", "SYSTEM_DEFINED", "APPLICATION")
    size = _number(call, "maxResults", PAGE_SIZE)
    seen = _number(call, "nextToken", 0)
    if not 1 <= size <= PAGE_SIZE:
        raise invalid(f"maxResults: must be between 1 and {PAGE_SIZE}")
    profiles: list[Json] = (
        [] if kind == "APPLICATION" else [_profile(target, call) for target in _targets(call)]
    )
    page: dict[str, Json] = {"inferenceProfileSummaries": profiles[seen : seen + size]}
    return json_reply(page | ({"nextToken": str(seen + size)} if seen + size < len(profiles) else {}))


def get_inference_profile(call: Call) -> Reply:
    """Answer GetInferenceProfile."""
    target = find_target(call.identifier, call.region)
    if not target.geography:
        raise load_rules().refusal("unknown_model")
    refuse_ended(target.model, call.now)
    return json_reply(_profile(target, call))


def _offered(call: Call) -> Iterator[Model]:
    for model in load_rules().models.values():
        if model.lifecycle(call.now) is not Lifecycle.ENDED and _is_offered(model, call.region):
            yield model


def _is_offered(model: Model, region: str) -> bool:
    return region in model.on_demand or any(load_rules().serves(name, region) for name in model.geographies)


def _targets(call: Call) -> Iterator[Target]:
    for model in _offered(call):
        for geography in model.geographies:
            if load_rules().serves(geography, call.region):
                yield Target(id=f"{geography}.{model.id}", model=model, geography=geography)


def _details(model: Model, call: Call) -> dict[str, Json]:
    lifecycle: dict[str, Json] = {"status": model.lifecycle(call.now).value}
    times = {"legacyTime": model.legacy, "endOfLifeTime": model.end_of_life}
    lifecycle |= {name: _midnight(day) for name, day in times.items() if day}
    return {
        "modelArn": _model_arn(model, call.region),
        "modelId": model.id,
        "modelName": model.title,
        "providerName": PROVIDER,
        "inputModalities": ["TEXT", "IMAGE"],
        "outputModalities": ["TEXT"],
        "responseStreamingSupported": True,
        "customizationsSupported": [],
        # botocore's model has no word for "by inference profile only".
        "inferenceTypesSupported": ["ON_DEMAND"] if call.region in model.on_demand else [],
        "modelLifecycle": lifecycle,
    }


def _inference_types(details: dict[str, Json]) -> list[Json]:
    types = details["inferenceTypesSupported"]
    return types if isinstance(types, list) else []


def _profile(target: Target, call: Call) -> dict[str, Json]:
    rules = load_rules()
    destinations = rules.geographies[target.geography].destinations or (call.region,)
    return {
        "inferenceProfileId": target.id,
        "inferenceProfileName": f"{target.geography.upper()} {PROVIDER} {target.model.title}",
        "inferenceProfileArn": f"arn:aws:bedrock:{call.region}:{rules.account}:inference-profile/{target.id}",
        "description": f"Stand-in for the {target.geography} profile of {target.model.title}",
        "models": [{"modelArn": _model_arn(target.model, region)} for region in destinations],
        "status": "ACTIVE",
        "type": "SYSTEM_DEFINED",
    }


def _model_arn(model: Model, region: str) -> str:
    return f"arn:aws:bedrock:{region}::foundation-model/{model.id}"


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _choice(call: Call, name: str, *allowed: str) -> str:
    value = call.query.get(name, "")
    if name in call.query and value not in allowed:
        raise invalid(f"{name}: Member must satisfy enum value set: [{', '.join(allowed)}]")
    return value


def _number(call: Call, name: str, default: int) -> int:
    value = call.query.get(name)
    if value is None:
        return default
    if not re.fullmatch(r"[0-9]{1,6}", value):
        raise ServiceError("ValidationException", f"{name}: not a number that this operation gave or takes")
    return int(value)
