"""JSON bodies as typed values.

Whatever a client sends is read or refused with a ValidationException; nothing else may come out of here.
"""

from __future__ import annotations

import json
from typing import NoReturn, TypeAlias

from runner.aws.faults import invalid
from runner.aws.rules import load_rules

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

# Deeper than any tool's schema, and shallow enough for every recursive function behind the parser.
DEEPEST = 100


def malformed(why: str) -> NoReturn:
    """Refuse a body that is not of the expected form.

    Raises:
        ServiceError: Always.
    """
    raise load_rules().refusal("malformed", why=why)


def parse_object(body: bytes) -> dict[str, Json]:
    """Read a body that must be one JSON object.

    Raises:
        ServiceError: It is not UTF-8, not JSON, not an object, or nested too deep.
    """
    try:
        document: Json = json.loads(body.decode(), parse_constant=_no_constant)
    except UnicodeDecodeError:
        malformed("the body is not UTF-8")
    except (ValueError, RecursionError):
        malformed("the body is not JSON")
    if not isinstance(document, dict):
        malformed("the body is not a JSON object")
    if _deeper_than(document, DEEPEST):
        malformed("the body is nested too deep")
    return document


def canonical(value: Json) -> str:
    """Return the one spelling of a value that equal values share; ASCII, so that it can always be hashed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def object_at(value: Json, where: str) -> dict[str, Json]:
    """Return the object at `where`; nothing there is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise invalid(f"{where}: Input should be an object")
    return value


def list_at(value: Json, where: str) -> list[Json]:
    """Return the list at `where`; nothing there is an empty one."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise invalid(f"{where}: Input should be a valid list")
    return value


def text_at(value: Json, where: str) -> str:
    """Return the text at `where`."""
    if not isinstance(value, str):
        raise invalid(f"{where}: Input should be a valid string")
    return value


def _no_constant(name: str) -> NoReturn:
    msg = f"{name} is not JSON"
    raise ValueError(msg)


def _deeper_than(value: Json, depth: int) -> bool:
    level: list[Json] = [value]
    for _ in range(depth):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return False
    return True


def _children(value: Json) -> list[Json]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
