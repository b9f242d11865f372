"""Converse's content blocks in the words of the Messages API.

Translates form only; whether the model takes what comes out is for `runner.aws.messages`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from runner.aws.documents import Json, canonical, list_at, object_at, text_at
from runner.aws.faults import invalid

Translation = Callable[[Json, str], dict[str, Json]]


def translate_blocks(values: list[Json], where: str, known: Mapping[str, Translation]) -> list[Json]:
    """Return the Messages-API blocks for `values`; a cachePoint becomes a mark on the block before it.

    Raises:
        ServiceError: A block is not of a form that Converse and the model take.
    """
    translated: list[dict[str, Json]] = []
    for number, value in enumerate(values):
        place = f"{where}.{number}"
        kind, content = _only_member(value, place)
        if kind == "cachePoint":
            _put_mark(translated, content, place)
        elif kind in known:
            translated.append(known[kind](content, f"{place}.{kind}"))
        else:
            raise invalid(f"{place}: this model takes no {kind!a} here")
    return list(translated)


def _only_member(value: Json, where: str) -> tuple[str, Json]:
    block = object_at(value, where)
    if len(block) != 1:
        raise invalid(f"{where}: a block must have exactly one member")
    return next(iter(block.items()))


def _put_mark(translated: list[dict[str, Json]], content: Json, where: str) -> None:
    point = object_at(content, f"{where}.cachePoint")
    if point.get("type") != "default":
        raise invalid(f"{where}.cachePoint.type: Member must satisfy enum value set: [default]")
    if point.get("ttl", "5m") not in ("5m", "1h"):
        raise invalid(f"{where}.cachePoint.ttl: Member must satisfy enum value set: [5m, 1h]")
    if not translated or "cache_control" in translated[-1]:
        raise invalid(f"{where}: a cachePoint must follow the content that it closes")
    translated[-1]["cache_control"] = {"type": "ephemeral", "ttl": point.get("ttl", "5m")}


def _text(value: Json, where: str) -> dict[str, Json]:
    return {"type": "text", "text": text_at(value, where)}


def _guarded(value: Json, where: str) -> dict[str, Json]:
    return _text(object_at(object_at(value, where).get("text"), f"{where}.text").get("text"), where)


def _image(value: Json, where: str) -> dict[str, Json]:
    image = object_at(value, where)
    kind = text_at(image.get("format"), f"{where}.format")
    return {"type": "image", "source": _source(image, where, f"image/{kind}")}


def _document(value: Json, where: str) -> dict[str, Json]:
    document = object_at(value, where)
    kind = text_at(document.get("format", "txt"), f"{where}.format")
    name = text_at(document.get("name"), f"{where}.name")
    return {"type": "document", "title": name, "source": _source(document, where, kind)}


def _source(value: dict[str, Json], where: str, kind: str) -> dict[str, Json]:
    source = object_at(value.get("source"), f"{where}.source")
    if len(source) != 1:
        raise invalid(f"{where}.source: a source must have exactly one member")
    return {"type": "base64", "media_type": kind, "data": source}


def _tool_use(value: Json, where: str) -> dict[str, Json]:
    use = object_at(value, where)
    return {
        "type": "tool_use",
        "id": use.get("toolUseId"),
        "name": use.get("name"),
        "input": use.get("input"),
    }


def _tool_result(value: Json, where: str) -> dict[str, Json]:
    result = object_at(value, where)
    content = translate_blocks(
        list_at(result.get("content"), f"{where}.content"), f"{where}.content", _RESULT
    )
    failed = result.get("status") == "error"
    return {
        "type": "tool_result",
        "tool_use_id": result.get("toolUseId"),
        "content": content,
        "is_error": failed,
    }


def _json_text(value: Json, where: str) -> dict[str, Json]:
    return _text(canonical(value), where)


def _reasoning(value: Json, where: str) -> dict[str, Json]:
    text = object_at(object_at(value, where).get("reasoningText"), f"{where}.reasoningText")
    return {"type": "thinking", "thinking": text.get("text"), "signature": text.get("signature", "")}


def _tool(value: Json, where: str) -> dict[str, Json]:
    tool = object_at(value, where)
    schema = object_at(tool.get("inputSchema"), f"{where}.inputSchema").get("json")
    named = {"name": tool.get("name"), "input_schema": schema}
    return named | {name: tool[name] for name in ("description", "strict") if name in tool}


SYSTEM: dict[str, Translation] = {"text": _text, "guardContent": _guarded}
TOOLS: dict[str, Translation] = {"toolSpec": _tool}
_RESULT: dict[str, Translation] = {"text": _text, "json": _json_text, "image": _image, "document": _document}
CONTENT: dict[str, Translation] = {
    "text": _text,
    "guardContent": _guarded,
    "image": _image,
    "document": _document,
    "toolUse": _tool_use,
    "toolResult": _tool_result,
    "reasoningContent": _reasoning,
}
