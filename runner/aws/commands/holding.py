"""A value held against its shape: what the CLI refuses is an error, what the service may refuse a warning.

Knows no flag and no command; a value that only the run knows is passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from runner.author_regex import RegexRefusedError, finds
from runner.aws.commands.reading import UNSURE
from runner.aws.commands.said import UNKNOWN, or_nearest
from runner.outline import Level
from runner.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from botocore.model import Shape

_TEXT_OF_KIND = {
    "structure": "an object",
    "map": "an object",
    "list": "a list",
    "string": "a text",
    "boolean": "true or false",
    "integer": "a whole number",
    "long": "a whole number",
    "float": "a number",
    "double": "a number",
}
_PYTHON: dict[str, tuple[type, ...]] = {
    "structure": (dict,),
    "map": (dict,),
    "list": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
}
_MOST_NAMED = 8
# Sets within sets mean one thing to Java and will mean another to Python.
_OF_JAVA = regex(r"\[[^\]]*(?:\[|&&|--|~~|\|\|)")


class Misfit(Struct, frozen=True, kw_only=True):
    """What does not fit, and where: a path such as `--tags[0].Key`."""

    level: Level
    where: str
    what: str


def misfits(value: object, shape: Shape, where: str, *, partial: bool = False) -> Iterator[Misfit]:
    """Find what of a value does not fit its shape; with `partial` nothing is said to be missing."""
    if value is UNSURE or getattr(shape, "is_document_type", False) or shape.serialization.get("jsonvalue"):
        return
    kind = shape.type_name
    wanted = _PYTHON.get(kind)
    if wanted is not None and not isinstance(value, wanted):
        yield _error(where, f"takes {_TEXT_OF_KIND[kind]}, not {_said(value)}")
    elif isinstance(value, dict):
        yield from _in_object(value, shape, where, partial=partial)
    elif isinstance(value, list):
        yield from _in_list(value, shape, where, partial=partial)
    elif kind == "string" and isinstance(value, str):
        yield from _in_text(value, shape, where)
    elif kind == "timestamp":
        yield from _in_time(value, where)
    elif isinstance(value, int | float) and wanted is not None:
        yield from _range(value, shape, where, "is")


def _in_object(value: dict[str, object], shape: Shape, where: str, *, partial: bool) -> Iterator[Misfit]:
    if shape.type_name == "map":
        for key, item in value.items():
            yield from misfits(key, shape.key, f"{where}: the key {key}")
            yield from misfits(item, shape.value, f"{where}.{key}", partial=partial)
    elif shape.type_name == "structure":
        yield from _in_structure(value, shape, where, partial=partial)


def _in_structure(value: dict[str, object], shape: Shape, where: str, *, partial: bool) -> Iterator[Misfit]:
    if shape.is_tagged_union and len(value) > 1:
        yield _error(where, f"takes one of its members only, not {len(value)}")
    for name in shape.metadata.get("required", ()):
        if name not in value and not partial:
            yield _error(where, f"lacks `{name}`")
    for name, item in value.items():
        if name in shape.members:
            yield from misfits(item, shape.members[name], f"{where}.{name}", partial=partial)
        elif UNKNOWN not in name:
            yield _error(where, f"knows no `{name}`{_instead(name, shape.members)}")


def _instead(name: str, members: Collection[str]) -> str:
    near = or_nearest(name, members)
    if near or len(members) > _MOST_NAMED:
        return near
    return f"; it knows {', '.join(f'`{member}`' for member in members)}"


def _in_list(value: list[object], shape: Shape, where: str, *, partial: bool) -> Iterator[Misfit]:
    if shape.type_name != "list":
        return
    if not partial:
        yield from _range(len(value), shape, where, "has a length of")
    for number, item in enumerate(value):
        yield from misfits(item, shape.member, f"{where}[{number}]", partial=partial)


def _in_text(value: str, shape: Shape, where: str) -> Iterator[Misfit]:
    if UNKNOWN in value:
        return
    yield from _range(len(value), shape, where, "has a length of")
    if shape.enum and value not in shape.enum:
        named = ", ".join(f"`{item}`" for item in shape.enum[:_MOST_NAMED])
        instead = or_nearest(value, shape.enum) or f"; it knows {named}"
        more = " and more" if len(shape.enum) > _MOST_NAMED and "knows" in instead else ""
        yield _warning(where, f"does not know `{value}`{instead}{more}")
    pattern = shape.metadata.get("pattern", "")
    if pattern and not _may_match(pattern, value):
        yield _warning(where, f"takes what matches {pattern}, not `{value}`")


def _may_match(pattern: str, value: str) -> bool:
    """Whether a text has the form that the service wants, or that cannot be told."""
    if _OF_JAVA.search(pattern):
        return True
    try:
        return finds(pattern, value)
    except RegexRefusedError:
        return True


def _in_time(value: object, where: str) -> Iterator[Misfit]:
    from botocore.utils import parse_to_aware_datetime

    if isinstance(value, str) and UNKNOWN in value:
        return
    try:
        parse_to_aware_datetime(value)
    except (TypeError, ValueError, AttributeError, OverflowError, RuntimeError):
        yield _error(where, f"takes a time such as 2026-01-31T12:00:00Z, not {_said(value)}")


def _range(size: float, shape: Shape, where: str, verb: str) -> Iterator[Misfit]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and size < least:
        yield _error(where, f"{verb} {size}, and the least is {least}")
    if most is not None and size > most:
        yield _warning(where, f"{verb} {size}, and the most is {most}")


def _said(value: object) -> str:
    names = {dict: "an object", list: "a list", bool: "true or false", type(None): "null", str: f"`{value}`"}
    return names.get(type(value), f"{value}")


def _error(where: str, what: str) -> Misfit:
    return Misfit(level=Level.ERROR, where=where, what=what)


def _warning(where: str, what: str) -> Misfit:
    return Misfit(level=Level.WARNING, where=where, what=what)
