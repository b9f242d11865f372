from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from .payloads import SONNET, block, invoke, payload

if TYPE_CHECKING:
    from .conftest import Served

pytestmark = pytest.mark.server

ENDED = (
    "This model version has reached the end of its life. "
    "Please refer to the AWS documentation for more details."
)
UNKNOWN = "The provided model identifier is invalid."
MARK = {"type": "ephemeral"}


def refusal(client: Any, body: Any, model: str = SONNET) -> tuple[str, int, str]:
    with pytest.raises(ClientError) as caught:
        client.invoke_model(modelId=model, body=body if isinstance(body, bytes) else json.dumps(body))
    reply: Any = caught.value.response
    return (
        reply["Error"]["Code"],
        reply["ResponseMetadata"]["HTTPStatusCode"],
        reply["Error"]["Message"],
    )


def test_a_good_payload_is_answered_under_anthropics_name_of_the_model(served: Served) -> None:
    message = invoke(served.client(), payload())
    assert message["model"] == "claude-sonnet-4-6"
    assert message["stop_reason"] == "end_turn"
    assert "OK" in message["content"][0]["text"]
    assert "stand-in" in message["content"][0]["text"]


def test_an_answer_ends_at_max_tokens(served: Served) -> None:
    message = invoke(served.client(), payload(max_tokens=1))
    assert (message["stop_reason"], message["usage"]["output_tokens"]) == ("max_tokens", 1)


def test_the_pages_own_body_meets_the_end_of_life_first(served: Served) -> None:
    body = {"prompt": "Human: Test for caching.\n\nAssistant:", "cache_control": {"type": "default"}}
    model = "us.anthropic.claude-3-7-sonnet-20250219-v1:0"
    assert refusal(served.client(), body, model) == ("ResourceNotFoundException", 404, ENDED)


def test_a_prompt_body_is_sent_to_the_messages_api(served: Served) -> None:
    body = {"prompt": "Human: Test.\n\nAssistant:", "cache_control": {"type": "default"}, "max_tokens": 10}
    text = '"claude-sonnet-4-6" is not supported on this API. Please use the Messages API instead.'
    assert refusal(served.client(), body) == ("ValidationException", 400, text)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (payload(anthropic_version=None), "anthropic_version: Field required"),
        (payload(max_tokens=None), "max_tokens: Field required"),
        (payload(messages=None), "messages: Field required"),
        (payload(cache_control=MARK), "cache_control: Extra inputs are not permitted"),
        (payload(model="claude"), "model: Extra inputs are not permitted"),
        (
            payload(block() | {"cache_control": {"type": "default"}}),
            (
                "system.0.cache_control: Input tag 'default' found using 'type' "
                "does not match any of the expected tags: 'ephemeral'"
            ),
        ),
        (
            payload(*[block(marked=True)] * 5),
            "A maximum of 4 blocks with cache_control may be provided. Found 5.",
        ),
        (payload(messages=[]), "messages: at least one message is required"),
    ],
)
def test_a_fault_is_named_in_the_services_words(served: Served, body: Any, text: str) -> None:
    assert refusal(served.client(), body) == ("ValidationException", 400, text)


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (payload(anthropic_version="2023-06-01"), "anthropic_version: "),
        (payload(max_tokens="16"), "max_tokens: Input should be a valid integer"),
        (payload(max_tokens=True), "max_tokens: Input should be a valid integer"),
        (payload(max_tokens=0), "max_tokens: "),
        (payload(temperature=2), "temperature: "),
        (payload(stop_sequences=[1]), "stop_sequences.0: "),
        (payload(system=[{"text": "x"}]), "system.0.type: Field required"),
        (payload(system=[{"type": "image", "source": {}}]), "system.0: Input tag 'image'"),
        (payload(system=[{"type": "text", "text": ""}]), "system.0: text content blocks must be non-empty"),
        (payload(block() | {"cache_control": {}}), "system.0.cache_control.type: Field required"),
        (payload(block() | {"cache_control": "on"}), "system.0.cache_control: "),
        (payload(block(ttl="2h")), "system.0.cache_control.ephemeral.ttl: Input should be '5m' or '1h'"),
        (payload(block() | {"cache_control": MARK | {"x": 1}}), "system.0.cache_control.ephemeral.x: Extra"),
        (payload(block(ttl="5m"), block(ttl="1h")), "system.1.cache_control.ttl: "),
        (payload(block(marked=True), block(ttl="1h")), "system.1.cache_control.ttl: "),
        (payload(messages=["hello"]), "messages.0: "),
        (payload(messages=[{"role": "system", "content": "x"}]), "messages.0.role: "),
        (payload(messages=[{"role": "user"}]), "messages.0.content: Field required"),
        (payload(messages=[{"role": "user", "content": []}]), "messages.0: "),
        (payload(messages=[{"role": "user", "content": "x", "name": "y"}]), "messages.0.name: Extra"),
        (
            payload(messages=[{"role": "user", "content": [{"type": "video"}]}]),
            "messages.0.content.0: Input tag",
        ),
        (
            payload(
                messages=[
                    {
                        "role": "assistant",
                        "content": [
                            {"type": "thinking", "thinking": "x", "signature": "y", "cache_control": MARK}
                        ],
                    }
                ]
            ),
            "messages.0.content.0.cache_control: Extra",
        ),
        (payload(tools=[{"name": "look"}]), "tools.0.input_schema: Field required"),
        (
            payload(tools=[{"name": "look", "input_schema": {}, "cache_control": {"type": "x"}}]),
            "tools.0.cache_",
        ),
        (
            payload(tools=[{"type": "bash_20250124", "name": "bash", "cache_control": {"type": "x"}}]),
            "tools.0.cache_",
        ),
    ],
)
def test_a_fault_is_named_with_its_place(served: Served, body: Any, part: str) -> None:
    code, status, text = refusal(served.client(), body)
    assert (code, status) == ("ValidationException", 400)
    assert text.startswith(part)


def test_one_hour_marks_may_stand_before_five_minute_marks(served: Served) -> None:
    assert invoke(served.client(), payload(block(ttl="1h"), block(ttl="5m")))["type"] == "message"


def test_four_marks_are_taken_wherever_they_stand(served: Served) -> None:
    tool = {"type": "bash_20250124", "name": "bash", "cache_control": MARK}
    messages = [{"role": "user", "content": [block(marked=True)] * 2}]
    body = payload(block(marked=True), tools=[tool], messages=messages)
    assert invoke(served.client(), body)["type"] == "message"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"\xff\xfe",
        b'{"max_tokens": NaN}',
        b"[" * 5000,
        b'{"a":' * 400 + b"1" + b"}" * 400,
    ],
)
def test_a_body_that_is_no_json_object_is_refused(served: Served, body: bytes) -> None:
    code, status, text = refusal(served.client(), body)
    assert (code, status) == ("ValidationException", 400)
    assert text.startswith("Malformed input request")


@pytest.mark.parametrize(
    "model",
    [
        "us.anthropic.claude-sonnet-9",
        "claude-sonnet-4-6",
        "eu.anthropic.claude-sonnet-4-6",
        "apac.anthropic.claude-sonnet-4-6",
        "us.amazon.nova-pro-v1:0",
        f"arn:aws:bedrock:eu-west-1:123456789012:inference-profile/{SONNET}",
        "arn:aws:bedrock:us-east-1:123456789012:inference-profile/anthropic.claude-sonnet-4-6",
        f"arn:aws:bedrock:us-east-1::foundation-model/{SONNET}",
    ],
)
def test_an_unknown_or_wrong_region_id_is_refused(served: Served, model: str) -> None:
    assert refusal(served.client(), payload(), model) == ("ValidationException", 400, UNKNOWN)


@pytest.mark.parametrize(
    ("prefix", "region"),
    [
        ("us", "us-west-2"),
        ("eu", "eu-central-1"),
        ("jp", "ap-northeast-1"),
        ("au", "ap-southeast-2"),
        ("global", "sa-east-1"),
        ("global", "us-east-1"),
    ],
)
def test_a_profile_serves_the_regions_of_its_geography_and_no_others(
    served: Served, prefix: str, region: str
) -> None:
    model = f"{prefix}.anthropic.claude-sonnet-4-6"
    assert invoke(served.client(region=region), payload(), model)["model"] == "claude-sonnet-4-6"
    if prefix != "global":
        assert refusal(served.client(region="af-south-1"), payload(), model)[2] == UNKNOWN


def test_a_misspelt_region_is_refused_even_for_a_global_profile(served: Served) -> None:
    model = "global.anthropic.claude-sonnet-4-6"
    assert refusal(served.client(region="us-esat-1"), payload(), model)[2] == UNKNOWN


@pytest.mark.parametrize("arn", [False, True])
def test_a_bare_id_needs_an_inference_profile(served: Served, arn: bool) -> None:
    bare = "anthropic.claude-sonnet-4-6"
    model = f"arn:aws:bedrock:us-east-1::foundation-model/{bare}" if arn else bare
    text = (
        f"Invocation of model ID {bare} with on-demand throughput isn\u2019t supported. Retry your request "
        "with the ID or ARN of an inference profile that contains this model."
    )
    assert refusal(served.client(), payload(), model) == ("ValidationException", 400, text)


def test_an_older_model_took_its_bare_id_while_it_lived(served: Served) -> None:
    model = "anthropic.claude-3-haiku-20240307-v1:0"
    served.clock.now = datetime(2026, 9, 9, 23, 59, tzinfo=UTC)
    assert invoke(served.client(), payload(), model)["model"] == "claude-3-haiku-20240307"
    served.clock.now = datetime(2026, 9, 10, tzinfo=UTC)
    assert refusal(served.client(), payload(), model) == ("ResourceNotFoundException", 404, ENDED)


@pytest.mark.parametrize(
    ("model", "last_day"),
    [
        ("us.anthropic.claude-3-7-sonnet-20250219-v1:0", datetime(2026, 4, 27, tzinfo=UTC)),
        ("us.anthropic.claude-sonnet-4-20250514-v1:0", datetime(2026, 10, 13, tzinfo=UTC)),
        ("us.anthropic.claude-opus-4-1-20250805-v1:0", datetime(2027, 1, 7, tzinfo=UTC)),
    ],
)
def test_a_legacy_model_is_served_to_the_day_before_its_end_of_life(
    served: Served, model: str, last_day: datetime
) -> None:
    served.clock.now = last_day
    assert invoke(served.client(), payload(), model)["type"] == "message"
    served.clock.move(days=1)
    assert refusal(served.client(), payload(), model)[:2] == ("ResourceNotFoundException", 404)
