"""Whole events, plans and findings without secrets: every text in them is masked, whatever its field.

It must not know what the fields mean: one that is added later is masked too, without a word here.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.run.masking import Mask

_Data = TypeVar("_Data")

# What this program itself makes up; a secret of one character would tear it apart.
_OWN = frozenset({"id", "code_line", "sha256", "stands_for", "together", "tool_version"})


def masked(data: _Data, mask: Mask) -> _Data:
    """Give the same frozen data with every text masked; the very same where there is nothing to hide."""
    # One look at all texts together is much faster than many, and most pages hold no secret.
    return _masked(data, mask) if mask.find("\n".join(_texts(data))) else data


def _texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        if not isinstance(data, Enum):
            yield data
    elif isinstance(data, tuple | list):
        for item in data:
            yield from _texts(item)
    elif is_dataclass(data) and not isinstance(data, type):
        for field in fields(data):
            if field.name not in _OWN:
                yield from _texts(getattr(data, field.name))


def _masked(data: Any, mask: Mask) -> Any:  # noqa: ANN401 - any tree of data
    if isinstance(data, str):
        return data if isinstance(data, Enum) else mask(data)
    if isinstance(data, tuple | list):
        return type(data)(_masked(item, mask) for item in data)
    if is_dataclass(data) and not isinstance(data, type):
        new = {
            field.name: _masked(getattr(data, field.name), mask)
            for field in fields(data)
            if field.name not in _OWN
        }
        return replace(data, **new)
    return data
