from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from .payloads import SONNET, block, payload

if TYPE_CHECKING:
    from .conftest import Served

pytestmark = pytest.mark.server

BASE = "anthropic.claude-sonnet-4-6"
OPUS_4_1 = "anthropic.claude-opus-4-1-20250805-v1:0"
ENDED = "anthropic.claude-3-7-sonnet-20250219-v1:0"


def code_of(call: Any, **arguments: Any) -> tuple[str, int]:
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    reply: Any = caught.value.response
    return reply["Error"]["Code"], reply["ResponseMetadata"]["HTTPStatusCode"]


def test_count_tokens_counts_a_body_of_either_operation(served: Served) -> None:
    client = served.client()
    question = "Reply with the single word OK."
    body = json.dumps(payload(block(27_000)))
    asked = {
        "messages": [{"role": "user", "content": [{"text": question}]}],
        "system": [{"text": "x" * 27_000}],
    }
    expected = math.ceil((27_000 + len(question)) / 4.5)
    for wanted in ({"invokeModel": {"body": body}}, {"converse": asked}):
        assert client.count_tokens(modelId=BASE, input=wanted)["inputTokens"] == expected


def test_count_tokens_takes_foundation_model_ids_only(served: Served) -> None:
    client = served.client()
    wanted = {"invokeModel": {"body": json.dumps(payload())}}
    assert code_of(client.count_tokens, modelId=SONNET, input=wanted) == ("ValidationException", 400)
    assert code_of(client.count_tokens, modelId=ENDED, input=wanted) == ("ResourceNotFoundException", 404)


@pytest.mark.parametrize("wanted", [{}, {"invokeModel": {"body": "{"}}, {"converse": {}}])
def test_count_tokens_refuses_what_it_could_not_run(served: Served, wanted: Any) -> None:
    assert code_of(served.client().count_tokens, modelId=BASE, input=wanted) == ("ValidationException", 400)


def test_the_models_of_a_region_are_listed_without_those_that_ended(served: Served) -> None:
    listed = served.client("bedrock").list_foundation_models()["modelSummaries"]
    states = {model["modelId"]: model["modelLifecycle"]["status"] for model in listed}
    assert states[BASE] == "ACTIVE"
    assert states[OPUS_4_1] == "LEGACY"
    assert ENDED not in states
    abroad = served.client("bedrock", "eu-west-1").list_foundation_models()["modelSummaries"]
    assert OPUS_4_1 not in {model["modelId"] for model in abroad}


@pytest.mark.parametrize(
    ("wanted", "some"),
    [
        ({"byProvider": "anthropic"}, True),
        ({"byProvider": "Amazon"}, False),
        ({"byOutputModality": "TEXT"}, True),
        ({"byOutputModality": "IMAGE"}, False),
        ({"byInferenceType": "PROVISIONED"}, False),
        ({"byCustomizationType": "FINE_TUNING"}, False),
    ],
)
def test_the_list_of_models_heeds_its_filters(served: Served, wanted: Any, some: bool) -> None:
    assert bool(served.client("bedrock").list_foundation_models(**wanted)["modelSummaries"]) is some


def test_a_filter_that_does_not_exist_is_refused(served: Served) -> None:
    call = served.client("bedrock").list_foundation_models
    assert code_of(call, byOutputModality="SMELL") == ("ValidationException", 400)


def test_a_model_tells_of_its_lifecycle(served: Served) -> None:
    client = served.client("bedrock")
    told = client.get_foundation_model(modelIdentifier=OPUS_4_1)["modelDetails"]["modelLifecycle"]
    assert told["status"] == "LEGACY"
    assert told["endOfLifeTime"] == datetime(2027, 1, 8, tzinfo=UTC)
    served.clock.now = datetime(2026, 7, 7, tzinfo=UTC)
    told = client.get_foundation_model(modelIdentifier=OPUS_4_1)["modelDetails"]["modelLifecycle"]
    assert told["status"] == "ACTIVE"


def test_a_model_is_found_by_its_arn(served: Served) -> None:
    arn = f"arn:aws:bedrock:us-east-1::foundation-model/{BASE}"
    assert (
        served.client("bedrock").get_foundation_model(modelIdentifier=arn)["modelDetails"]["modelArn"] == arn
    )


def test_availability_is_told_for_base_ids_only(served: Served) -> None:
    client = served.client("bedrock")
    told = client.get_foundation_model_availability(modelId=BASE)
    assert told["agreementAvailability"] == {"status": "AVAILABLE"}
    assert told["regionAvailability"] == "AVAILABLE"
    call = client.get_foundation_model_availability
    assert code_of(call, modelId=SONNET) == ("ValidationException", 400)
    assert code_of(call, modelId=ENDED) == ("ResourceNotFoundException", 404)
    abroad = served.client("bedrock", "eu-west-1").get_foundation_model_availability(modelId=OPUS_4_1)
    assert abroad["regionAvailability"] == "NOT_AVAILABLE"


def test_the_profiles_of_a_region_are_those_of_its_geographies(served: Served) -> None:
    listed = served.client("bedrock", "ap-northeast-1").list_inference_profiles()["inferenceProfileSummaries"]
    assert {profile["inferenceProfileId"].partition(".")[0] for profile in listed} == {"jp", "apac", "global"}


def test_profiles_are_listed_page_by_page(served: Served) -> None:
    client = served.client("bedrock")
    whole = client.list_inference_profiles()["inferenceProfileSummaries"]
    pages = client.get_paginator("list_inference_profiles").paginate(PaginationConfig={"PageSize": 3})
    assert [profile for page in pages for profile in page["inferenceProfileSummaries"]] == whole
    assert len(whole) > 6
    assert "nextToken" not in client.list_inference_profiles(maxResults=len(whole))
    assert "nextToken" in client.list_inference_profiles(maxResults=len(whole) - 1)


def test_there_are_no_application_profiles(served: Served) -> None:
    client = served.client("bedrock")
    assert client.list_inference_profiles(typeEquals="APPLICATION")["inferenceProfileSummaries"] == []


@pytest.mark.parametrize(
    "wanted", [{"maxResults": 0}, {"maxResults": 1001}, {"nextToken": "x"}, {"typeEquals": "X"}]
)
def test_a_page_of_profiles_that_cannot_be_is_refused(served: Served, wanted: Any) -> None:
    assert code_of(served.client("bedrock").list_inference_profiles, **wanted) == ("ValidationException", 400)


def test_a_profile_is_found_by_its_id_and_its_arn(served: Served) -> None:
    client = served.client("bedrock")
    profile = client.get_inference_profile(inferenceProfileIdentifier=SONNET)
    again = client.get_inference_profile(inferenceProfileIdentifier=profile["inferenceProfileArn"])
    assert profile["inferenceProfileId"] == again["inferenceProfileId"] == SONNET
    call = client.get_inference_profile
    assert code_of(call, inferenceProfileIdentifier=BASE) == ("ValidationException", 400)
    ended = f"us.{ENDED}"
    assert code_of(call, inferenceProfileIdentifier=ended) == ("ResourceNotFoundException", 404)


def test_the_caller_is_the_stand_ins_own(served: Served) -> None:
    told = served.client("sts").get_caller_identity()
    assert told["Account"] == "000000000000"
    assert told["Arn"].endswith(":user/stand-in")


def test_another_action_of_sts_is_not_served(served: Served) -> None:
    status, _, body = served.send("POST", "/", b"Action=AssumeRole&Version=2011-06-15", service="sts")
    assert status == 501
    assert b"GetCallerIdentity" in body
    status, _, _ = served.send("GET", "/?Action=%00%3C", service="sts")
    assert status == 501
