"""What JSON a command prints: its form, as far as a model tells it. Reads no query."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from botocore.model import OperationModel, Shape


class Anything(Struct, frozen=True, kw_only=True):
    """Nothing is known of it."""


class Scalar(Struct, frozen=True, kw_only=True):
    """A text, a number, true, false or null."""


class Items(Struct, frozen=True, kw_only=True):
    """A list of like items."""

    item: Form


class Members(Struct, frozen=True, kw_only=True, dict=True):
    """An object of these members and no other; made when asked for, since shapes may hold themselves."""

    make: Callable[[], Mapping[str, Form]]

    @cached_property
    def members(self) -> Mapping[str, Form]:
        """The members by name."""
        return self.make()


class Entries(Struct, frozen=True, kw_only=True):
    """An object with any keys and like values."""

    value: Form


Form: TypeAlias = "Anything | Scalar | Items | Members | Entries"

ANYTHING = Anything()
SCALAR = Scalar()


def form_of_shape(shape: Shape) -> Form:
    """Give the form of a shape of botocore's."""
    if getattr(shape, "is_document_type", False) or shape.serialization.get("jsonvalue"):
        return ANYTHING
    if shape.type_name == "structure":
        return Members(make=lambda: {name: form_of_shape(inner) for name, inner in shape.members.items()})
    if shape.type_name == "list":
        return Items(item=form_of_shape(shape.member))
    if shape.type_name == "map":
        return Entries(value=form_of_shape(shape.value))
    return SCALAR


def form_of_example(example: object) -> Form:
    """Give the form of a table's example: a list of one item, objects, and texts; `*` means anything."""
    if isinstance(example, dict):
        return Members(make=lambda: {name: form_of_example(inner) for name, inner in example.items()})
    if isinstance(example, list):
        return Items(item=form_of_example(example[0])) if example else ANYTHING
    return ANYTHING if example == "*" else SCALAR


def form_of_output(model: OperationModel) -> Form:
    """Give the form of what the CLI prints for an operation: its output without what goes into a file."""
    shape = model.output_shape
    if shape is None:
        return ANYTHING
    payload = shape.serialization.get("payload") if model.has_streaming_output else None
    known = form_of_shape(shape)
    if not isinstance(known, Members) or payload is None:
        return known
    return Members(make=lambda: {name: form for name, form in known.members.items() if name != payload})
