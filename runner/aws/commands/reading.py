"""The words behind a flag to the value that the service would be sent. Holds no value against its shape."""

from __future__ import annotations

import base64
import binascii
import json
import posixpath
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from runner.aws.commands.said import UNKNOWN
from runner.aws.commands.shorthand import ShorthandError, Value, read_shorthand

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from botocore.model import Shape

    from runner.aws.commands.customised import Flag

# Stands for a value that only the run knows.
UNSURE: Final = object()
_COMPLEX = ("structure", "map", "list")
_NUMBERS = ("integer", "long", "float", "double")
_REMOTE = ("http://", "https://")


class ValueRefusedError(ValueError):
    """The CLI cannot read the value; the message says why."""


class Given(Struct, frozen=True, kw_only=True):
    """A flag's value.

    Attributes:
        value: As JSON gives it, bytes for a blob that is known, `UNSURE` where it is not.
        partial: Whether it holds parts that only the run knows, so that nothing in it is surely missing.
        raw: The text of a blob that v1 takes as it is and v2 as base64, None where both do the same.
    """

    value: object
    partial: bool = False
    raw: str | None = None


def read_value(flag: Flag, words: Sequence[str], files: Mapping[str, str]) -> Given:
    """Read what stands behind a flag of a model.

    Raises:
        ValueRefusedError: The CLI cannot read it.
    """
    if flag.shape is None or any(word.startswith((UNKNOWN, *_REMOTE)) for word in words):
        return Given(value=UNSURE)
    kind = flag.shape.type_name
    if kind == "boolean":
        return Given(value=not flag.name.startswith("no-") or flag.name == _positive(flag))
    if kind == "blob":
        return _blob(flag.shape, words[0] if words else "", files)
    if len(words) == 1 and words[0].startswith(("file://", "fileb://")):
        text = file_text(words[0], files)
        if text is None:
            return Given(value=UNSURE)
        words = (text,)
    partial = any(UNKNOWN in word for word in words)
    try:
        return Given(value=_unpacked(flag.shape, words), partial=partial)
    except ValueRefusedError:
        if partial:
            return Given(value=UNSURE)
        raise


def file_text(word: str, files: Mapping[str, str]) -> str | None:
    """Give the text of the page's file that `file://` or `fileb://` names, None where it is not known."""
    _, _, path = word.partition("://")
    return files.get(posixpath.normpath(path)) if path else None


def read_json(text: str) -> object:
    """Read JSON.

    Raises:
        ValueRefusedError: It is none.
    """
    try:
        document: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueRefusedError(f"is no JSON: {error}") from None
    return document


def _positive(flag: Flag) -> str:
    from runner.aws.commands.models import words

    return words(flag.member)


def _blob(shape: Shape, word: str, files: Mapping[str, str]) -> Given:
    if shape.serialization.get("streaming"):
        return Given(value=UNSURE)
    if word.startswith("fileb://"):
        text = file_text(word, files)
        return Given(value=UNSURE if text is None else text.encode(), partial=UNKNOWN in (text or ""))
    text = file_text(word, files) if word.startswith("file://") else word
    if text is None:
        return Given(value=UNSURE, raw=word)
    if UNKNOWN in text or is_base64(text):
        return Given(value=UNSURE)
    return Given(value=text.encode(), raw=word)


def is_base64(text: str) -> bool:
    """Whether a text is base64, as v2 wants it."""
    try:
        base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _unpacked(shape: Shape, words: Sequence[str]) -> object:
    first = words[0].strip() if words else ""
    if not _takes_shorthand(shape) or first.startswith(("[", "{")):
        return _plain(shape, words if shape.type_name == "list" else words[0])
    special = _special(shape, words)
    if special is not None:
        return special
    try:
        pairs: list[Value] = [read_shorthand(word) for word in words]
    except ShorthandError as error:
        raise ValueRefusedError(f"is neither JSON nor shorthand: {error}") from None
    return _coerced(pairs if shape.type_name == "list" else pairs[0], shape)


def _takes_shorthand(shape: Shape) -> bool:
    if _is_document(shape) or shape.type_name not in _COMPLEX:
        return False
    return shape.type_name != "list" or shape.member.type_name in _COMPLEX


def _is_document(shape: Shape) -> bool:
    if shape.type_name == "list":
        return _is_document(shape.member)
    if shape.type_name == "map":
        return _is_document(shape.value)
    return bool(getattr(shape, "is_document_type", False))


def _special(shape: Shape, words: Sequence[str]) -> object | None:
    """The forms that the CLI keeps from an older grammar; not all operations have the first."""
    if shape.type_name == "list" and shape.member.type_name == "structure" and len(shape.member.members) == 1:
        return UNSURE if all("=" not in word for word in words) else None
    if shape.type_name == "structure" and list(shape.members) == ["Value"] and "=" not in words[0]:
        return {"Value": words[0]}
    return None


def _plain(shape: Shape, given: str | Sequence[str]) -> object:
    """A value without shorthand, as the CLI unpacks it."""
    if not isinstance(given, str):
        return _plain_list(shape, given)
    kind = shape.type_name
    if kind in _COMPLEX or shape.serialization.get("jsonvalue"):
        if kind in ("structure", "map") and not given.lstrip().startswith("{") and not _is_document(shape):
            raise ValueRefusedError("takes JSON that begins with `{`")
        return read_json(given)
    if kind in _NUMBERS:
        return _number(given, kind)
    return given.lower() != "false" if kind == "boolean" else given


def _plain_list(shape: Shape, words: Sequence[str]) -> object:
    if _is_document(shape) and len(words) == 1:
        return read_json(words[0])
    if len(words) == 1 and words[0].strip().startswith("["):
        return read_json(words[0])
    if shape.member.type_name == "list":
        return UNSURE
    return [_plain(shape.member, word) for word in words]


def _number(text: str, kind: str) -> float | int:
    try:
        return int(text) if kind in ("integer", "long") else float(text)
    except ValueError:
        wanted = "a whole number" if kind in ("integer", "long") else "a number"
        raise ValueRefusedError(f"takes {wanted}, not `{text}`") from None


def _coerced(value: object, shape: Shape) -> object:
    """Shorthand knows texts only: make of them what the shape wants."""
    kind = shape.type_name
    if kind == "list":
        items = value if isinstance(value, list) else [value]
        return [_coerced(item, shape.member) if isinstance(value, list) else item for item in items]
    if kind in ("structure", "map") and isinstance(value, dict):
        return {key: _member(item, key, shape) for key, item in value.items()}
    if isinstance(value, str) and kind in _NUMBERS:
        return UNSURE if UNKNOWN in value else _number(value, kind)
    if isinstance(value, str) and kind == "boolean":
        return {"true": True, "false": False}.get(value.lower(), UNSURE if UNKNOWN in value else value)
    return value


def _member(value: object, key: str, shape: Shape) -> object:
    inner = shape.value if shape.type_name == "map" else shape.members.get(key)
    if isinstance(value, str) and UNKNOWN in value and inner is not None and inner.type_name in _COMPLEX:
        return UNSURE
    return value if inner is None else _coerced(value, inner)
