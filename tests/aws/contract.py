"""Holds every reply of the stand-in to botocore's model of the service."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

# Refusals that every AWS operation may give and no model lists.
COMMON_ERRORS = {
    "MissingAuthenticationTokenException": 403,
    "InvalidSignatureException": 403,
    "MissingAuthenticationToken": 403,
    "SignatureDoesNotMatch": 403,
}

MESSAGE_FIELDS = {"id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage"}
USAGE_FIELDS = {
    "input_tokens",
    "output_tokens",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
    "cache_creation",
}
INVOCATION_HEADERS = {
    "x-amzn-requestid",
    "x-amzn-bedrock-input-token-count",
    "x-amzn-bedrock-output-token-count",
    "x-amzn-bedrock-cache-read-input-token-count",
    "x-amzn-bedrock-cache-write-input-token-count",
    "x-amzn-bedrock-invocation-latency",
}


def check_reply(operation: Any, status: int, headers: Any, body: bytes) -> None:
    """Fail unless the reply is one that the operation's model allows."""
    headers = {name.lower(): value for name, value in headers.items()}
    assert headers["x-amzn-requestid"]
    if status >= 300:
        _check_error(operation, status, headers, body)
    elif operation.service_model.service_name == "sts":
        _check_xml(operation, body)
    elif operation.name == "InvokeModel":
        _check_message(headers, json.loads(body))
    else:
        document = json.loads(body)
        _check(operation.output_shape, document, operation.name)
        if operation.name == "Converse":
            assert headers.keys() >= INVOCATION_HEADERS


def _check_error(operation: Any, status: int, headers: dict[str, str], body: bytes) -> None:
    if operation.service_model.service_name == "sts":
        error = ET.fromstring(body)
        assert {_local(part.tag) for part in error} == {"Error", "RequestId"}
        code = next(part.text for part in error.iter() if _local(part.tag) == "Code")
        assert COMMON_ERRORS[code or ""] == status
        return
    document = json.loads(body)
    assert document.keys() == {"message"}
    assert document["message"]
    assert isinstance(document["message"], str)
    code, _, origin = headers["x-amzn-errortype"].partition(":")
    assert origin == "http://internal.amazon.com/coral/com.amazon.bedrock/"
    modelled = {s.name: s.metadata["error"]["httpStatusCode"] for s in operation.error_shapes}
    assert (modelled | COMMON_ERRORS)[code] == status


def _check_xml(operation: Any, body: bytes) -> None:
    root = ET.fromstring(body)
    assert root.tag == f"{{{operation.service_model.metadata['xmlNamespace']}}}{operation.name}Response"
    result = next(
        part for part in root if _local(part.tag) == operation.output_shape.serialization["resultWrapper"]
    )
    _check(operation.output_shape, {_local(part.tag): part.text for part in result}, operation.name)


def _check_message(headers: dict[str, str], message: dict[str, Any]) -> None:
    assert headers.keys() >= INVOCATION_HEADERS
    assert headers["content-type"] == "application/json"
    assert message.keys() == MESSAGE_FIELDS
    assert message["id"].startswith("msg_bdrk_01")
    assert (message["type"], message["role"]) == ("message", "assistant")
    assert [block.keys() for block in message["content"]] == [{"type", "text"}]
    usage = message["usage"]
    assert usage.keys() == USAGE_FIELDS
    split = usage["cache_creation"]
    assert split.keys() == {"ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens"}
    assert sum(split.values()) == usage["cache_creation_input_tokens"]
    numbers = [value for name, value in usage.items() if name != "cache_creation"] + list(split.values())
    assert all(type(number) is int and number >= 0 for number in numbers)
    assert headers["x-amzn-bedrock-input-token-count"] == str(usage["input_tokens"])
    assert headers["x-amzn-bedrock-output-token-count"] == str(usage["output_tokens"])
    assert headers["x-amzn-bedrock-cache-read-input-token-count"] == str(usage["cache_read_input_tokens"])
    assert headers["x-amzn-bedrock-cache-write-input-token-count"] == str(
        usage["cache_creation_input_tokens"]
    )


def _check(shape: Any, value: Any, where: str) -> None:
    """Fail unless `value` has the shape's members, no others, and of the right types."""
    if shape.type_name == "structure":
        assert isinstance(value, dict), where
        if shape.is_document_type:  # free-form JSON, such as what a tool is given
            return
        assert value.keys() <= shape.members.keys(), (
            f"{where}: {value.keys() - shape.members.keys()} not modelled"
        )
        assert value.keys() >= set(shape.required_members), f"{where}: required members are missing"
        for name, member in value.items():
            _check(shape.members[name], member, f"{where}.{name}")
    elif shape.type_name == "list":
        assert isinstance(value, list), where
        assert len(value) <= shape.metadata.get("max", len(value)), where
        assert len(value) >= shape.metadata.get("min", 0), where
        for number, member in enumerate(value):
            _check(shape.member, member, f"{where}.{number}")
    else:
        _check_scalar(shape, value, where)


def _check_scalar(shape: Any, value: Any, where: str) -> None:
    if shape.type_name == "timestamp":
        assert datetime.fromisoformat(value).tzinfo is not None, where
        return
    expected = {"string": str, "boolean": bool, "integer": int, "long": int}[shape.type_name]
    assert type(value) is expected, f"{where}: {value!r} is no {shape.type_name}"
    if shape.type_name == "string":
        length = len(str(value))
        assert shape.metadata.get("min", 0) <= length <= shape.metadata.get("max", length), where
    elif expected is int:
        assert value >= shape.metadata.get("min", value), where
    enum = getattr(shape, "enum", None)
    assert not enum or value in enum, f"{where}: {value!r} is none of {enum}"


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
