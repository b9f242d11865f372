from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from .payloads import SONNET, block, payload, text, usage

if TYPE_CHECKING:
    from .conftest import Served

pytestmark = pytest.mark.server

PREFIX = "The model returned the following errors: "
POINT = {"cachePoint": {"type": "default"}}
LONG = 27_000
ASKED = [{"role": "user", "content": [{"text": "Reply with the single word OK."}]}]


def converse(client: Any, *system: Any, **changes: Any) -> Any:
    request: dict[str, Any] = {"modelId": SONNET, "messages": ASKED}
    if system:
        request["system"] = list(system)
    return client.converse(**(request | changes))


def refusal(client: Any, *system: Any, **changes: Any) -> str:
    with pytest.raises(ClientError) as caught:
        converse(client, *system, **changes)
    reply: Any = caught.value.response
    assert reply["Error"]["Code"] == "ValidationException"
    return str(reply["Error"]["Message"])


def test_a_cache_point_is_written_once_and_then_read(served: Served) -> None:
    client = served.client()
    first, second = (converse(client, {"text": text(LONG)}, POINT)["usage"] for _ in range(2))
    assert (first["cacheWriteInputTokens"], first["cacheReadInputTokens"]) == (6000, 0)
    assert first["cacheDetails"] == [{"ttl": "5m", "inputTokens": 6000}]
    assert (second["cacheWriteInputTokens"], second["cacheReadInputTokens"]) == (0, 6000)
    assert second["cacheDetails"] == []


def test_the_longer_time_to_live_is_told_first(served: Served) -> None:
    hour = {"cachePoint": {"type": "default", "ttl": "1h"}}
    told = converse(served.client(), {"text": text(LONG)}, hour, {"text": text(4_500)}, POINT)["usage"]
    assert told["cacheDetails"] == [{"ttl": "1h", "inputTokens": 6000}, {"ttl": "5m", "inputTokens": 1000}]


def test_the_total_is_the_sum_of_all_tokens(served: Served) -> None:
    told = converse(served.client(), {"text": text(LONG)}, POINT)["usage"]
    assert told["totalTokens"] == told["inputTokens"] + told["outputTokens"] + 6000


def test_both_operations_share_a_cache(served: Served) -> None:
    client = served.client()
    converse(client, {"text": text(LONG)}, POINT)
    assert usage(client, payload(block(LONG, marked=True))) == (0, 6000)


def test_tools_and_messages_take_cache_points_too(served: Served) -> None:
    client = served.client()
    tool = {"toolSpec": {"name": "look", "description": text(9_500), "inputSchema": {"json": {}}}}
    messages = [{"role": "user", "content": [{"text": text(LONG)}, POINT]}]
    request = {"toolConfig": {"tools": [tool, POINT]}, "messages": messages}
    written = converse(client, **request)["usage"]["cacheWriteInputTokens"]
    assert written > 8_000
    assert converse(client, **request)["usage"]["cacheReadInputTokens"] == written


def test_a_conversation_with_tools_images_and_documents_is_taken(served: Served) -> None:
    messages = [
        {
            "role": "user",
            "content": [
                {"image": {"format": "png", "source": {"bytes": b"png"}}},
                {"document": {"format": "txt", "name": "notes", "source": {"bytes": b"text"}}},
                {"text": "Look."},
            ],
        },
        {
            "role": "assistant",
            "content": [
                {"reasoningContent": {"reasoningText": {"text": "hm", "signature": "s"}}},
                {"toolUse": {"toolUseId": "t1", "name": "look", "input": {"at": 1}}},
            ],
        },
        {
            "role": "user",
            "content": [{"toolResult": {"toolUseId": "t1", "content": [{"json": {"a": 1}}, {"text": "b"}]}}],
        },
    ]
    reply = converse(served.client(), messages=messages)
    assert "stand-in" in reply["output"]["message"]["content"][0]["text"]


def test_an_answer_ends_at_max_tokens(served: Served) -> None:
    reply = converse(served.client(), inferenceConfig={"maxTokens": 1})
    assert (reply["stopReason"], reply["usage"]["outputTokens"]) == ("max_tokens", 1)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"messages": []}, "messages: at least one message is required"),
        ({"inferenceConfig": {"temperature": 2}}, "temperature: Input should be less than or equal to 1"),
        (
            {"additionalModelRequestFields": {"cache_control": {"type": "ephemeral"}}},
            "cache_control: Extra inputs are not permitted",
        ),
        (
            {"system": [{"text": "x"}, POINT] * 5},
            "A maximum of 4 blocks with cache_control may be provided. Found 5.",
        ),
    ],
)
def test_what_the_model_refuses_carries_converses_prefix(served: Served, changes: Any, message: str) -> None:
    assert refusal(served.client(), **changes) == PREFIX + message


@pytest.mark.parametrize(
    ("system", "part"),
    [
        ([POINT], "must follow the content"),
        ([{"text": "x"}, POINT, POINT], "must follow the content"),
        ([{"text": "x"}, {"cachePoint": {"type": "ephemeral"}}], "enum value set: [default]"),
        ([{"text": "x"}, {"cachePoint": {"type": "default", "ttl": "2h"}}], "enum value set: [5m, 1h]"),
    ],
)
def test_a_cache_point_that_converse_does_not_know_is_refused(
    served: Served, system: list[Any], part: str
) -> None:
    assert part in refusal(served.client(), *system)


def test_an_unknown_model_is_refused_without_the_prefix(served: Served) -> None:
    assert (
        refusal(served.client(), modelId="us.anthropic.claude-x")
        == "The provided model identifier is invalid."
    )
