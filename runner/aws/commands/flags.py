"""The flags that a command takes: of its model, by the CLI's rules and by the table. Reads no value."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.aws.commands.customised import Flag, Row, customised
from runner.aws.commands.models import operation, paged_operations, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from botocore.model import OperationModel

# Given one of them, the CLI asks for no other flag.
IN_PLACE_OF_FLAGS = frozenset({"cli-input-json", "cli-input-yaml", "generate-cli-skeleton"})
_SKELETONS = ("input", "output", "yaml-input")
PAGING = ("starting-token", "max-items", "page-size")


@cache
def global_flags() -> Mapping[str, Flag]:
    """Give the flags that every command takes."""
    return {flag.name: flag for flag in customised().commands[""].flags}


@cache
def flags_of_command(path: str) -> Mapping[str, Flag]:
    """Give the flags of a command without a model."""
    return {flag.name: flag for flag in customised().commands[path].flags}


@cache
def flags_of_operation(path: str, service: str, name: str) -> Mapping[str, Flag]:
    """Give the flags of an operation; `path` is its words on the command line, without `wait`."""
    model = operation(service, name)
    row = customised().operations.get(path, Row())
    known = {flag.name: flag for flag in _of_model(model)}
    found = {}
    second = {plain: flag for flag, plain in row.renamed.items()}
    for plain, flag in known.items():
        if plain in row.gone:
            continue
        taken = second.get(plain, plain)
        required = flag.required and plain not in row.optional
        found[taken] = replace(flag, name=taken, required=required)
    also = {name: known[plain] for name, plain in row.also.items() if plain in known}
    found |= {name: replace(flag, name=name, required=False) for name, flag in also.items()}
    found |= {flag.name: flag for flag in row.flags}
    return found | {flag.name: flag for flag in _by_rule(model, service, name)}


def _of_model(model: OperationModel) -> Iterator[Flag]:
    shape = model.input_shape
    for member, inner in (shape.members if shape else {}).items():
        token = bool(inner.metadata.get("idempotencyToken"))
        required = member in shape.required_members and not token
        name, kind = words(member), inner.type_name
        takes = {"boolean": "nothing", "list": "values"}.get(kind, "value")
        yield Flag(name=name, takes=takes, required=required, member=member, shape=inner)
        if kind == "boolean":
            yield Flag(name=f"no-{name}", takes="nothing", member=member, shape=inner)


def _by_rule(model: OperationModel, service: str, name: str) -> Iterator[Flag]:
    if model.has_streaming_output:
        yield Flag(name="outfile", takes="value", required=True, positional=True)
    else:
        yield Flag(name="cli-input-json", takes="value")
        yield Flag(name="cli-input-yaml", takes="value", only="v2")
    yield Flag(name="generate-cli-skeleton", takes="maybe", choices=_SKELETONS)
    if name in paged_operations(service):
        yield from (Flag(name=flag, takes="value") for flag in PAGING)
