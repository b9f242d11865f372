"""The form of a Messages-API body: which fields there are, which must be there, and of what type.

Knows fields and types only; what they mean together is for `runner.aws.messages`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from runner.aws.documents import Json, object_at, text_at
from runner.aws.faults import invalid
from runner.aws.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Mapping

Kinds = tuple[type, ...]
TEXT: Kinds = (str,)
NUMBER: Kinds = (int, float)
FLAG: Kinds = (bool,)
LIST: Kinds = (list,)
OBJECT: Kinds = (dict,)

_NAMES = {str: "string", int: "integer", float: "number", bool: "boolean", list: "list", dict: "object"}


class Shape(Struct, frozen=True, kw_only=True):
    """The fields of an object, in the order in which missing ones are named."""

    required: Mapping[str, Kinds] = field(default_factory=dict)
    optional: Mapping[str, Kinds] = field(default_factory=dict)
    marked: bool = False


BODY = Shape(
    required={"anthropic_version": TEXT, "max_tokens": (int,), "messages": LIST},
    optional={
        "system": (str, list),
        "tools": LIST,
        "tool_choice": OBJECT,
        "stop_sequences": LIST,
        "temperature": NUMBER,
        "top_p": NUMBER,
        "top_k": (int,),
        "thinking": OBJECT,
        "metadata": OBJECT,
        "anthropic_beta": LIST,
        "context_management": OBJECT,
        "output_config": OBJECT,
    },
)
MESSAGE = Shape(required={"role": TEXT, "content": (str, list)})
TOOL = Shape(
    required={"name": TEXT, "input_schema": OBJECT},
    optional={
        "type": TEXT,
        "description": TEXT,
        "strict": FLAG,
        "input_examples": LIST,
        "defer_loading": FLAG,
        "allowed_callers": LIST,
        "eager_input_streaming": FLAG,
    },
    marked=True,
)
_TYPE = {"type": TEXT}
_CITATIONS = {"citations": (list, dict)}
BLOCKS = {
    "text": Shape(required=_TYPE | {"text": TEXT}, optional=_CITATIONS, marked=True),
    "image": Shape(required=_TYPE | {"source": OBJECT}, marked=True),
    "document": Shape(
        required=_TYPE | {"source": OBJECT},
        optional=_CITATIONS | {"title": TEXT, "context": TEXT},
        marked=True,
    ),
    "search_result": Shape(
        required=_TYPE | {"source": TEXT, "title": TEXT, "content": LIST}, optional=_CITATIONS, marked=True
    ),
    "tool_use": Shape(required=_TYPE | {"id": TEXT, "name": TEXT, "input": OBJECT}, marked=True),
    "tool_result": Shape(
        required=_TYPE | {"tool_use_id": TEXT},
        optional={"content": (str, list), "is_error": FLAG},
        marked=True,
    ),
    "thinking": Shape(required=_TYPE | {"thinking": TEXT, "signature": TEXT}),
    "redacted_thinking": Shape(required=_TYPE | {"data": TEXT}),
}
MESSAGE_BLOCKS = tuple(BLOCKS)
SYSTEM_BLOCKS = ("text",)
RESULT_BLOCKS = ("text", "image", "document", "search_result")


def check_object(value: Json, where: str, shape: Shape) -> dict[str, Json]:
    """Return `value` if it is an object of this shape.

    Raises:
        ServiceError: A field is missing, unknown or of a wrong type.
    """
    if not isinstance(value, dict):
        raise invalid(f"{where}: Input should be an object")
    _check_names(value, where, shape)
    for name, kinds in (*shape.required.items(), *shape.optional.items()):
        if name in value:
            _check_type(value[name], _inside(where, name), kinds)
    if shape.marked:
        check_mark(value.get("cache_control"), where)
    return value


def check_block(value: Json, where: str, allowed: tuple[str, ...]) -> dict[str, Json]:
    """Return `value` if it is a content block of one of the `allowed` types."""
    kind = tag_of(value, where, allowed)
    block = check_object(value, where, BLOCKS[kind])
    if kind == "text" and not block["text"]:
        raise invalid(f"{where}: text content blocks must be non-empty")
    return block


def check_mark(value: Json, where: str) -> None:
    """Refuse a `cache_control` that the service does not know; null is none."""
    if value is None:
        return
    place = f"{where}.cache_control"
    kind = tag_of(value, place, ("ephemeral",))
    mark = object_at(value, place)
    for name in mark:
        if name not in ("type", "ttl"):
            raise load_rules().refusal("extra", where=f"{place}.{kind}.{name}")
    ttl = mark.get("ttl")
    if "ttl" in mark and not (isinstance(ttl, str) and ttl in load_rules().ttl):
        raise invalid(f"{place}.{kind}.ttl: Input should be '5m' or '1h'")


def tag_of(value: Json, where: str, allowed: tuple[str, ...]) -> str:
    """Return the `type` of an object, which must be one of `allowed`."""
    if not isinstance(value, dict):
        raise invalid(f"{where}: Input should be an object")
    if "type" not in value:
        raise load_rules().refusal("required", where=f"{where}.type")
    tag = text_at(value["type"], f"{where}.type")
    if tag not in allowed:
        expected = ", ".join(f"'{name}'" for name in allowed)
        raise load_rules().refusal("unknown_tag", where=where, tag=tag, expected=expected)
    return tag


def _check_names(value: Mapping[str, Json], where: str, shape: Shape) -> None:
    for name in shape.required:
        if name not in value:
            raise load_rules().refusal("required", where=_inside(where, name))
    known = {*shape.required, *shape.optional} | ({"cache_control"} if shape.marked else set())
    for name in value:
        if name not in known:
            raise load_rules().refusal("extra", where=_inside(where, name))


def _check_type(value: Json, where: str, kinds: Kinds) -> None:
    # bool is an int for Python, not for JSON.
    if (isinstance(value, bool) and bool not in kinds) or not isinstance(value, kinds):
        expected = " or ".join(_NAMES[kind] for kind in kinds)
        raise invalid(f"{where}: Input should be a valid {expected}")


def _inside(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
