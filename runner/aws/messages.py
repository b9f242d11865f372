"""The Messages API as InvokeModel takes it: a body is refused, or becomes a prompt.

Knows nothing of HTTP, of what is cached, or of Converse, which is translated to this form first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from runner.aws.documents import Json, canonical, list_at
from runner.aws.faults import invalid
from runner.aws.rules import Model, load_rules
from runner.aws.shapes import (
    BODY,
    MESSAGE,
    MESSAGE_BLOCKS,
    RESULT_BLOCKS,
    SYSTEM_BLOCKS,
    TOOL,
    check_block,
    check_mark,
    check_object,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


class Mark(Struct, frozen=True, kw_only=True):
    """A `cache_control`: where it stands and how long what it closes is kept (`5m` or `1h`)."""

    where: str
    ttl: str


class Segment(Struct, frozen=True, kw_only=True):
    """One block of the prompt, in the order in which prefixes are cached.

    Attributes:
        key: Equal for equal blocks in the same place, whatever their marks.
        characters: What the block weighs.
        mark: The mark that closes a prefix here, None where there is none.
    """

    key: str
    characters: float
    mark: Mark | None


class Prompt(Struct, frozen=True, kw_only=True):
    """A body that the service would take."""

    segments: tuple[Segment, ...]
    max_tokens: int


def read_prompt(document: dict[str, Json], model: Model) -> Prompt:
    """Read a Messages-API body for `model`.

    It is not established which fault the service names first. Here it is the old text-completions body, then
    the fields of the body, then tools, system and messages in the order in which they are cached.

    Raises:
        ServiceError: The body has a fault.
    """
    if "prompt" in document:
        raise load_rules().refusal("messages_api", name=model.name)
    body = check_object(document, "", BODY)
    _check_values(body)
    segments = tuple(_segments(body))
    _check_marks(segments, [mark for block in _blocks(body) for mark in block.marks])
    max_tokens = body["max_tokens"]
    return Prompt(segments=segments, max_tokens=max_tokens if isinstance(max_tokens, int) else 0)


class _Block(Struct, frozen=True, kw_only=True):
    """A checked block with its place in the prompt; `marks` holds its own mark last."""

    place: tuple[str, ...]
    value: dict[str, Json]
    marks: tuple[Mark, ...]


def _segments(body: dict[str, Json]) -> Iterator[Segment]:
    for block in _blocks(body):
        bare = _without_marks(block.value)
        yield Segment(
            key=canonical([*block.place, bare]),
            characters=_characters(bare),
            # A mark on a block inside a tool's result closes the prefix at the result's end.
            mark=block.marks[-1] if block.marks else None,
        )


def _blocks(body: dict[str, Json]) -> Iterator[_Block]:
    for number, tool in enumerate(list_at(body.get("tools"), "tools")):
        yield _tool(tool, f"tools.{number}")
    system = _as_blocks(body.get("system", []))
    for number, value in enumerate(system):
        yield _block(value, f"system.{number}", ("system",), SYSTEM_BLOCKS)
    messages = list_at(body["messages"], "messages")
    if not messages:
        raise invalid("messages: at least one message is required")
    for number, message in enumerate(messages):
        yield from _message(message, number)


def _message(value: Json, number: int) -> Iterator[_Block]:
    where = f"messages.{number}"
    message = check_object(value, where, MESSAGE)
    role = message["role"]
    if role not in ("user", "assistant"):
        raise invalid(f"{where}.role: Input should be 'user' or 'assistant'")
    content = _as_blocks(message["content"])
    if not content:
        raise invalid(f"{where}: all messages must have non-empty content")
    place = ("messages", str(number), str(role))
    for position, block in enumerate(content):
        yield _block(block, f"{where}.content.{position}", place, MESSAGE_BLOCKS)


def _block(value: Json, where: str, place: tuple[str, ...], allowed: tuple[str, ...]) -> _Block:
    block = check_block(value, where, allowed)
    marks: list[Mark] = []
    if block["type"] == "tool_result":
        for number, part in enumerate(_as_blocks(block.get("content", []))):
            inner = f"{where}.content.{number}"
            marks += _mark(check_block(part, inner, RESULT_BLOCKS), inner)
    marks += _mark(block, where)
    return _Block(place=place, value=block, marks=tuple(marks))


def _tool(value: Json, where: str) -> _Block:
    # Anthropic's own tools have a type such as bash_20250124 and fields of their own.
    if isinstance(value, dict) and value.get("type", "custom") not in ("custom", None):
        check_mark(value.get("cache_control"), where)
        tool = value
    else:
        tool = check_object(value, where, TOOL)
    return _Block(place=("tools",), value=tool, marks=tuple(_mark(tool, where)))


def _mark(block: dict[str, Json], where: str) -> list[Mark]:
    mark = block.get("cache_control")
    if not isinstance(mark, dict):
        return []
    return [Mark(where=where, ttl=str(mark.get("ttl", "5m")))]


def _as_blocks(content: Json) -> list[Json]:
    # A plain text is short for one text block.
    return [{"type": "text", "text": content}] if isinstance(content, str) else list_at(content, "content")


def _without_marks(block: dict[str, Json]) -> dict[str, Json]:
    bare = {name: value for name, value in block.items() if name != "cache_control"}
    content = bare.get("content")
    if isinstance(content, list):
        bare["content"] = [_without_marks(part) if isinstance(part, dict) else part for part in content]
    return bare


def _characters(block: dict[str, Json]) -> float:
    if block.get("type") == "image":
        return load_rules().image_tokens * load_rules().characters_per_token
    text = block.get("text")
    return len(text) if isinstance(text, str) else len(canonical(block))


def _check_values(body: dict[str, Json]) -> None:
    rules = load_rules()
    if body["anthropic_version"] != rules.version:
        raise invalid(f"anthropic_version: Input should be '{rules.version}'")
    _check_range(body, "max_tokens", 1, None)
    _check_range(body, "temperature", 0, 1)
    _check_range(body, "top_p", 0, 1)
    for name in ("stop_sequences", "anthropic_beta"):
        for number, item in enumerate(list_at(body.get(name), name)):
            if not isinstance(item, str):
                raise invalid(f"{name}.{number}: Input should be a valid string")


def _check_range(body: dict[str, Json], name: str, least: int, most: int | None) -> None:
    value = body.get(name)
    if not isinstance(value, int | float):
        return
    if value < least:
        raise invalid(f"{name}: Input should be greater than or equal to {least}")
    if most is not None and value > most:
        raise invalid(f"{name}: Input should be less than or equal to {most}")


def _check_marks(segments: tuple[Segment, ...], marks: list[Mark]) -> None:
    rules = load_rules()
    if len(marks) > rules.marks:
        raise rules.refusal("too_many_marks", limit=rules.marks, found=len(marks))
    short = False
    for mark in (segment.mark for segment in segments if segment.mark):
        if mark.ttl == "1h" and short:
            raise rules.refusal("mark_order", where=mark.where)
        short = short or mark.ttl == "5m"
