"""The values of an operation's flags, read and held against its input. Knows no flag of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from runner.aws.commands.holding import misfits
from runner.aws.commands.reading import Given, ValueRefusedError, file_text, read_json, read_value
from runner.aws.commands.said import UNKNOWN, Fault
from runner.outline import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from botocore.model import OperationModel

    from runner.aws.commands.customised import Flag
    from runner.aws.commands.parsing import Parsed

_SKELETON = "generate-cli-skeleton"
_INPUT = "cli-input-json"


class Sent(Struct, frozen=True, kw_only=True):
    """What would be sent.

    Attributes:
        members: The input's members that are known.
        faults: What is wrong with them.
    """

    members: Mapping[str, object] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def read_values(
    parsed: Parsed, flags: Mapping[str, Flag], files: Mapping[str, str], model: OperationModel
) -> Sent:
    """Read the values of an operation's flags, those of `--cli-input-json` with them."""
    if _SKELETON in parsed.values:
        return Sent()
    members: dict[str, object] = {}
    faults: list[Fault] = []
    for name, words in parsed.values.items():
        flag = flags.get(name)
        if flag is None:
            continue
        try:
            given = read_value(flag, words, files)
        except ValueRefusedError as refusal:
            faults.append(_error(f"`--{name}` {refusal}"))
            continue
        members |= {flag.member: given.value} if flag.member else {}
        if flag.shape is not None:
            faults += _misfits(given, flag)
            faults += _binary(given, flag, parsed)
    if _INPUT in parsed.values:
        faults += _input(parsed.values[_INPUT], members, files, model)
    return Sent(members=members, faults=tuple(faults))


def _misfits(given: Given, flag: Flag) -> Iterator[Fault]:
    for found in misfits(given.value, flag.shape, f"--{flag.name}", partial=given.partial):
        yield Fault(code="aws-value", level=found.level, message=f"`{found.where}` {found.what}")


def _binary(given: Given, flag: Flag, parsed: Parsed) -> Iterator[Fault]:
    """v2 reads what is no `fileb://` as base64, v1 as it is."""
    # An archive is refused by both versions, whatever its form would be.
    if given.raw is None or "cli-binary-format" in parsed.values or flag.name == "zip-file":
        return
    name = f"`--{flag.name}`"
    if given.raw.startswith("file://"):
        path = given.raw.removeprefix("file://")
        message = f"AWS CLI v2 reads the file behind {name} as base64; write `fileb://{path}`"
    else:
        cure = "write `fileb://` and a file's name, or add `--cli-binary-format raw-in-base64-out`"
        message = f"AWS CLI v2 reads {name} as base64, and this is none; {cure}"
    yield Fault(code="aws-version", level=Level.WARNING, message=message, fails_in="v2")


def _input(
    words: tuple[str, ...], members: dict[str, object], files: Mapping[str, str], model: OperationModel
) -> Iterator[Fault]:
    text = words[0] if words else ""
    if text.startswith(("file://", "fileb://")):
        text = file_text(text, files) or UNKNOWN
    if model.input_shape is None or text.startswith(UNKNOWN):
        return
    try:
        document = read_json(text)
    except ValueRefusedError as refusal:
        if UNKNOWN not in text:
            yield _error(f"`--{_INPUT}` {refusal}")
        return
    partial = UNKNOWN in text
    if isinstance(document, dict):
        # A flag goes before what the document says; tokens are made where they are missing.
        document = {**_tokens(model), **document, **members}
        members |= document
    for found in misfits(document, model.input_shape, f"--{_INPUT}", partial=partial):
        yield Fault(code="aws-value", level=found.level, message=f"`{found.where}` {found.what}")


def _tokens(model: OperationModel) -> dict[str, object]:
    shapes = model.input_shape.members
    return {name: UNKNOWN for name, shape in shapes.items() if shape.metadata.get("idempotencyToken")}


def _error(message: str) -> Fault:
    return Fault(code="aws-value", level=Level.ERROR, message=message)
