"""Bodies for the tests: what a page would send, long enough to be cached or not."""

from __future__ import annotations

import json
from typing import Any

SONNET = "us.anthropic.claude-sonnet-4-6"
VERSION = "bedrock-2023-05-31"


def text(characters: int, *, first: str = "") -> str:
    return (first + "Rule: answer in one short sentence. " * (characters // 36 + 1))[:characters]


def block(
    characters: int = 20, *, ttl: str | None = None, marked: bool = False, first: str = ""
) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "text", "text": text(characters, first=first)}
    if ttl or marked:
        made["cache_control"] = {"type": "ephemeral"} | ({"ttl": ttl} if ttl else {})
    return made


def payload(*system: dict[str, Any], **changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "anthropic_version": VERSION,
        "max_tokens": 16,
        "messages": [{"role": "user", "content": "Reply with the single word OK."}],
    }
    if system:
        body["system"] = list(system)
    return {name: value for name, value in (body | changes).items() if value is not None}


def invoke(client: Any, body: Any, model: str = SONNET) -> dict[str, Any]:
    reply = client.invoke_model(modelId=model, body=json.dumps(body))
    return dict(json.loads(reply["body"].read()))


def usage(client: Any, body: Any, model: str = SONNET) -> tuple[int, int]:
    """Return what a call wrote to the cache and what it read."""
    told = invoke(client, body, model)["usage"]
    return told["cache_creation_input_tokens"], told["cache_read_input_tokens"]


def sample(name: str) -> dict[str, Any]:
    """A good body for an operation, with every form of content in it."""
    marked = {"type": "ephemeral", "ttl": "1h"}
    result = {"type": "tool_result", "tool_use_id": "t", "content": [block(9_000, ttl="5m")]}
    invoked = payload(
        block(9_000) | {"cache_control": marked},
        tools=[{"name": "n", "input_schema": {"type": "object"}, "cache_control": marked}],
        messages=[{"role": "user", "content": [block(), result]}, {"role": "assistant", "content": "x"}],
        stop_sequences=["x"],
        temperature=0.5,
    )
    point = {"cachePoint": {"type": "default", "ttl": "5m"}}
    asked = {
        "system": [{"text": "x" * 9_000}, point],
        "toolConfig": {"tools": [{"toolSpec": {"name": "n", "inputSchema": {"json": {}}}}, point]},
        "inferenceConfig": {"maxTokens": 5, "stopSequences": ["x"]},
        "messages": [
            {
                "role": "user",
                "content": [
                    {"text": "x"},
                    {
                        "toolResult": {
                            "toolUseId": "t",
                            "content": [{"json": 1}, {"text": "x"}],
                            "status": "error",
                        }
                    },
                    {"image": {"format": "png", "source": {"bytes": "eA=="}}},
                    {"document": {"format": "txt", "name": "x", "source": {"bytes": "eA=="}}},
                    point,
                ],
            },
            {"role": "assistant", "content": [{"toolUse": {"toolUseId": "t", "name": "n", "input": {}}}]},
        ],
        "additionalModelRequestFields": {"top_k": 5},
    }
    return {"InvokeModel": invoked, "Converse": asked, "CountTokens": {"input": {"converse": asked}}}[name]
