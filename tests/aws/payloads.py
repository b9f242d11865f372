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
