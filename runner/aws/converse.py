"""Converse: its own words for a request and a reply, with the Messages API underneath.

A request is translated, then held to the rules of `runner.aws.messages`: no rule about prompts stands here.
"""

from __future__ import annotations

from msgspec.structs import replace

from runner.aws.cache import count_tokens
from runner.aws.calls import Call, Reply, json_reply
from runner.aws.converse_blocks import CONTENT, SYSTEM, TOOLS, translate_blocks
from runner.aws.documents import Json, canonical, list_at, object_at, parse_object
from runner.aws.faults import ServiceError
from runner.aws.identifiers import find_runnable
from runner.aws.inference import Answer, run_model
from runner.aws.messages import Prompt, read_prompt
from runner.aws.rules import Model, load_rules
from runner.aws.tool_use import tool_use

# What Converse asks for when nothing is said; not established, and without effect on the fixed answer.
DEFAULT_MAX_TOKENS = 4096

_SETTINGS = {
    "maxTokens": "max_tokens",
    "temperature": "temperature",
    "topP": "top_p",
    "stopSequences": "stop_sequences",
}


def converse(call: Call) -> Reply:
    """Answer Converse."""
    target = find_runnable(call.identifier, call.region, call.now)
    document = parse_object(call.body)
    prompt = converse_prompt(document, target.model)
    use = tool_use(document, call)
    answer = run_model(call, target, prompt)
    if use is None:
        return json_reply(_reply(answer, {"text": answer.text}), answer.headers)
    tokens = count_tokens(len(canonical(use)))
    answer = replace(answer, stop_reason="tool_use", output_tokens=tokens)
    return json_reply(_reply(answer, {"toolUse": use}), answer.headers)


def converse_prompt(document: dict[str, Json], model: Model) -> Prompt:
    """Read a Converse request for `model`.

    Raises:
        ServiceError: The request has a fault; those of the model carry Converse's prefix.
    """
    body = _body(document)
    try:
        return read_prompt(body, model)
    except ServiceError as error:
        raise ServiceError(
            error.code, load_rules().texts["converse"].format(message=error.message)
        ) from error


def _reply(answer: Answer, content: dict[str, Json]) -> dict[str, Json]:
    cache = answer.cache
    # By example replies the total holds what was read and written too; AWS's words leave it open.
    total = answer.input_tokens + answer.output_tokens + cache.read + cache.written_tokens
    return {
        "output": {"message": {"role": "assistant", "content": [content]}},
        "stopReason": answer.stop_reason,
        "usage": {
            "inputTokens": answer.input_tokens,
            "outputTokens": answer.output_tokens,
            "totalTokens": total,
            "cacheReadInputTokens": cache.read,
            "cacheWriteInputTokens": cache.written_tokens,
            "cacheDetails": [
                {"ttl": ttl, "inputTokens": cache.written[ttl]}
                for ttl in ("1h", "5m")
                if ttl in cache.written
            ],
        },
        "metrics": {"latencyMs": answer.milliseconds},
    }


def _body(document: dict[str, Json]) -> dict[str, Json]:
    body: dict[str, Json] = {
        "anthropic_version": load_rules().version,
        "max_tokens": DEFAULT_MAX_TOKENS,
    }
    settings = object_at(document.get("inferenceConfig"), "inferenceConfig")
    body |= {ours: settings[theirs] for theirs, ours in _SETTINGS.items() if theirs in settings}
    if "system" in document:
        body["system"] = translate_blocks(list_at(document["system"], "system"), "system", SYSTEM)
    tools = object_at(document.get("toolConfig"), "toolConfig")
    if "tools" in tools:
        body["tools"] = translate_blocks(
            list_at(tools["tools"], "toolConfig.tools"), "toolConfig.tools", TOOLS
        )
    if "messages" in document:
        messages = list_at(document["messages"], "messages")
        body["messages"] = [_message(message, f"messages.{n}") for n, message in enumerate(messages)]
    return body | object_at(document.get("additionalModelRequestFields"), "additionalModelRequestFields")


def _message(value: Json, where: str) -> Json:
    message = object_at(value, where)
    content = list_at(message.get("content"), f"{where}.content")
    return {"role": message.get("role"), "content": translate_blocks(content, f"{where}.content", CONTENT)}
