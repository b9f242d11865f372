"""Whole events, plans and findings without secrets: every text in them is masked, whatever its field.

It must not know what the fields mean: one that is added later is masked too, without a word here.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from runner.run.masking import Mask

_Data = TypeVar("_Data")

# What this program itself makes up; a secret of one character would tear it apart.
_OWN = frozenset({"id", "code_line", "sha256", "stands_for", "together", "tool_version"})


# The types of fields that cannot hold a text, as they are written.
_NO_TEXT = frozenset({"bool", "bool | None", "float", "float | None", "int", "int | None"})


def masked(data: _Data, mask: Mask) -> _Data:
    """Give the same frozen data with every text masked; the very same where there is nothing to hide."""
    # One look at all texts together is much faster than many, and most pages hold no secret.
    texts, fixed = _texts(data, mask.clean)
    if texts and mask.find("\n".join(texts)):
        return cast("_Data", _masked(data, mask))
    if fixed:
        mask.clean.update((id(part), part) for part in _parts(data))
    return data


def _texts(data: object, clean: Mapping[int, object]) -> tuple[list[str], bool]:
    """Every text in the data but for what is known to be clean, and whether nobody can change them.

    A stack, and functions that are kept for a type, since each event is looked at.
    """
    found: list[str] = []
    fixed, pending, met = True, [data], set[int]()
    while pending:
        item = pending.pop()
        kind = type(item)
        if kind is str:
            found.append(item)  # type: ignore[arg-type]
        elif kind is tuple:
            pending += item  # type: ignore[arg-type]
        elif kind is list:
            fixed = False
            pending += item  # type: ignore[arg-type]
        elif (values := _values_of(kind)) and id(item) not in clean and id(item) not in met:  # type: ignore[arg-type]
            met.add(id(item))
            fixed = fixed and _is_frozen(kind)  # type: ignore[arg-type]
            pending += values(item)
    return found, fixed


def _parts(data: object) -> Iterator[object]:
    """The data right within data: a step comes by in the plan and in several events."""
    for name in _names_of(data):
        value = getattr(data, name)
        yield from filter(_names_of, value if isinstance(value, tuple) else (value,))


def _names_of(data: object) -> tuple[str, ...]:
    return _names(type(data))  # type: ignore[arg-type]  # a type is hashable


@cache
def _names(kind: type) -> tuple[str, ...]:
    """The fields of a struct that may hold a page's or a reader's text; none of anything else."""
    if not issubclass(kind, Struct):
        return ()
    return tuple(name for name in kind.__struct_fields__ if name not in _OWN)


@cache
def _values_of(kind: type) -> Callable[[object], tuple[object, ...]] | None:
    """What gives the values of those fields; None where there are none."""
    names = [name for name in _names(kind) if kind.__annotations__.get(name) not in _NO_TEXT]
    if len(names) > 1:
        return attrgetter(*names)
    return (lambda data: (getattr(data, names[0]),)) if names else None


@cache
def _is_frozen(kind: type) -> bool:
    return bool(kind.__struct_config__.frozen)  # type: ignore[attr-defined]


def _masked(data: Any, mask: Mask) -> Any:  # noqa: ANN401 - any tree of data
    if isinstance(data, str):
        return data if isinstance(data, Enum) else mask(data)
    if isinstance(data, tuple | list):
        return type(data)(_masked(item, mask) for item in data)
    if isinstance(data, Struct):
        new = {name: _masked(getattr(data, name), mask) for name in _names(type(data))}
        return replace(data, **new)
    return data
