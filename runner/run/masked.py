"""Whole events, plans and findings without secrets: every text in them is masked, whatever its field.

It must not know what the fields mean: one that is added later is masked too, without a word here.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from runner.run.masking import Mask

_Data = TypeVar("_Data")

# What this program itself makes up; a secret of one character would tear it apart.
_OWN = frozenset({"id", "code_line", "sha256", "stands_for", "together", "tool_version"})


def masked(data: _Data, mask: Mask) -> _Data:
    """Give the same frozen data with every text masked; the very same where there is nothing to hide."""
    # One look at all texts together is much faster than many, and most pages hold no secret.
    return _masked(data, mask) if mask.find("\n".join(_texts(data))) else data


def _texts(data: object) -> list[str]:
    """Every text in the data; a stack and names that are kept for a type, since each event is looked at."""
    found: list[str] = []
    pending = [data]
    while pending:
        item = pending.pop()
        kind = type(item)
        if kind is str:
            found.append(item)  # type: ignore[arg-type]
        elif kind is tuple or kind is list:
            pending += item  # type: ignore[arg-type]
        else:
            pending += [getattr(item, name) for name in _names(kind)]  # type: ignore[arg-type]
    return found


@cache
def _names(kind: type) -> tuple[str, ...]:
    """The fields of a struct that may hold a page's or a reader's text; none of anything else."""
    if not issubclass(kind, Struct):
        return ()
    return tuple(name for name in kind.__struct_fields__ if name not in _OWN)


def _masked(data: Any, mask: Mask) -> Any:  # noqa: ANN401 - any tree of data
    if isinstance(data, str):
        return data if isinstance(data, Enum) else mask(data)
    if isinstance(data, tuple | list):
        return type(data)(_masked(item, mask) for item in data)
    if isinstance(data, Struct):
        new = {name: _masked(getattr(data, name), mask) for name in _names(type(data))}
        return replace(data, **new)
    return data
