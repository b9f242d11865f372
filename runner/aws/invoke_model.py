"""InvokeModel and CountTokens: a Messages-API body in, Anthropic's reply or a count out."""

from __future__ import annotations

import base64
import binascii
import secrets
import string
from typing import TYPE_CHECKING

from runner.aws.cache import prefixes
from runner.aws.calls import Call, Reply, json_reply
from runner.aws.converse import converse_prompt
from runner.aws.documents import Json, malformed, object_at, parse_object, text_at
from runner.aws.identifiers import find_foundation_model, find_runnable
from runner.aws.inference import Answer, run_model
from runner.aws.messages import Prompt, read_prompt

if TYPE_CHECKING:
    from runner.aws.rules import Model


def invoke_model(call: Call) -> Reply:
    """Answer InvokeModel."""
    target = find_runnable(call.identifier, call.region, call.now)
    prompt = read_prompt(parse_object(call.body), target.model)
    answer = run_model(call, target, prompt)
    return json_reply(_message(answer, target.model), answer.headers)


def count_tokens(call: Call) -> Reply:
    """Answer CountTokens."""
    model = find_foundation_model(call.identifier, call.region, call.now)
    prompt = _prompt_to_count(object_at(parse_object(call.body).get("input"), "input"), model)
    return json_reply({"inputTokens": prefixes(prompt.segments)[-1].tokens})


def _message(answer: Answer, model: Model) -> dict[str, Json]:
    return {
        "id": "msg_bdrk_01"
        + "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(22)),
        "type": "message",
        "role": "assistant",
        "model": model.name,
        "content": [{"type": "text", "text": answer.text}],
        "stop_reason": answer.stop_reason,
        "stop_sequence": None,
        "usage": {
            "input_tokens": answer.input_tokens,
            "cache_creation_input_tokens": answer.cache.written_tokens,
            "cache_read_input_tokens": answer.cache.read,
            "cache_creation": {
                "ephemeral_5m_input_tokens": answer.cache.written.get("5m", 0),
                "ephemeral_1h_input_tokens": answer.cache.written.get("1h", 0),
            },
            "output_tokens": answer.output_tokens,
        },
    }


def _prompt_to_count(wanted: dict[str, Json], model: Model) -> Prompt:
    if set(wanted) == {"converse"}:
        return converse_prompt(object_at(wanted["converse"], "input.converse"), model)
    if set(wanted) != {"invokeModel"}:
        malformed("input must hold either invokeModel or converse")
    body = object_at(wanted["invokeModel"], "input.invokeModel").get("body")
    try:
        decoded = base64.b64decode(text_at(body, "input.invokeModel.body"), validate=True)
    except (binascii.Error, ValueError):
        malformed("input.invokeModel.body is not base64")
    return read_prompt(parse_object(decoded), model)
