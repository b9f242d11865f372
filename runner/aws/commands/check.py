"""An AWS command to its faults and to what it prints: the one entrance of this room. Runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from runner.aws.commands.claude import body_faults, model_faults, reply_form
from runner.aws.commands.customised import customised
from runner.aws.commands.flags import PAGING, flags_of_command, flags_of_operation, global_flags
from runner.aws.commands.forms import ANYTHING, form_of_output
from runner.aws.commands.models import operation
from runner.aws.commands.parsing import Parsed, parse
from runner.aws.commands.queries import NoQueryError, query_result
from runner.aws.commands.resolving import Called, only_fault, resolve
from runner.aws.commands.said import UNKNOWN, Argument, Fault
from runner.aws.commands.usage import choice_faults, flag_faults
from runner.aws.commands.values import read_values
from runner.outline import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from botocore.model import OperationModel

    from runner.aws.commands.customised import Flag
    from runner.aws.commands.forms import Form
    from runner.aws.commands.said import AwsCommand

_BINARY = "cli-binary-format"
_INVOKE = ("bedrock-runtime", "InvokeModel")
# The members that name a model, by service.
_MODEL_MEMBERS = {"bedrock-runtime": "modelId", "bedrock": "modelIdentifier"}


class Checked(Struct, frozen=True, kw_only=True):
    """What is known of a command.

    Attributes:
        prints: The form of the JSON on its stdout.
        file: The file that the service's answer goes into, empty where there is none.
        writes: The form of what stands in that file.
    """

    faults: tuple[Fault, ...] = ()
    prints: Form = ANYTHING
    file: str = ""
    writes: Form = ANYTHING


def check_command(command: AwsCommand, now: datetime) -> Checked:
    """Hold a command against the models and the tables, as they are known at `now`."""
    try:
        return _check(command, now)
    except RecursionError:
        # JSON that nests deeper than any person writes.
        return Checked()


def _check(command: AwsCommand, now: datetime) -> Checked:
    outer = parse(command.arguments, global_flags(), command=True)
    if outer.refused:
        return Checked(faults=(_fault("aws-flag", f"`aws`: {outer.refused}"),))
    called = resolve((*outer.values.get("command", ()), *outer.left))
    if isinstance(called, Fault):
        return Checked(faults=() if outer.open else (called,))
    if called is None:
        return Checked()
    flags = _flags(called)
    missing = [Argument(text="", several=True)] if outer.open else []
    parsed = parse([*(Argument(text=word) for word in called.rest), *missing], flags)
    line = _Line(command=command, called=called, outer=outer, parsed=parsed, now=now)
    faults = (*_of_the_globals(outer), *_of_one_version(called), *flag_faults(called.path, parsed, flags))
    return _operation_checked(line, flags, faults) if called.operation else Checked(faults=faults)


class _Line(Struct, frozen=True, kw_only=True):
    """A command line that was read: its global flags, and those of its command."""

    command: AwsCommand
    called: Called
    outer: Parsed
    parsed: Parsed
    now: datetime


def _flags(called: Called) -> Mapping[str, Flag]:
    if called.operation:
        return flags_of_operation(called.row, called.service, called.operation)
    return flags_of_command(called.path)


def _of_the_globals(outer: Parsed) -> Iterator[Fault]:
    for name, words in outer.values.items():
        if name in global_flags():
            yield from choice_faults(global_flags()[name], words)


def _of_one_version(called: Called) -> Iterator[Fault]:
    word = called.path.split()[0]
    row = customised().commands.get(called.path)
    only = "v1" if word in customised().services_of_v1 else row.only if row and not called.operation else ""
    if only:
        yield only_fault(f"aws {called.path}", only)


def _operation_checked(line: _Line, flags: Mapping[str, Flag], before: tuple[Fault, ...]) -> Checked:
    called, parsed = line.called, line.parsed
    model = operation(called.service, called.operation)
    # The command line can say what has a format of v2 for its own.
    values = {**line.outer.values, **parsed.values}
    given = Parsed(values={name: words for name, words in values.items() if name in flags or name == _BINARY})
    sent = read_values(given, flags, line.command.files, model)
    faults = [
        *before,
        *sent.faults,
        *_refused_together(line),
        *_no_zip_file(line),
        *_deprecated(line, model),
        *_of_claude(line, sent.members),
    ]
    form = ANYTHING if " wait " in called.path else form_of_output(model)
    form, asked = _queried(line, form)
    faults += asked
    file = "".join(parsed.values.get("outfile", ())) if model.has_streaming_output else ""
    return Checked(
        faults=tuple(faults), prints=form, file=file, writes=_written(called, sent.members) or ANYTHING
    )


def _refused_together(line: _Line) -> Iterator[Fault]:
    paging = [name for name in PAGING if name in line.parsed.values]
    if paging and "no-paginate" in line.outer.values:
        message = f"`--no-paginate` cannot stand with `--{paging[0]}`; leave one of them out"
        yield _fault("aws-flag", f"`aws {line.called.path}`: {message}")


def _no_zip_file(line: _Line) -> Iterator[Fault]:
    """Both versions look into the archive before they send it, so no other form can pass."""
    said = "".join(line.parsed.values.get("zip-file", ()))
    if line.called.service == "lambda" and said and not said.startswith((UNKNOWN, "fileb://")):
        path = said.removeprefix("file://")
        yield _fault("aws-value", f"`--zip-file` takes a zip file by its name; write `fileb://{path}`")


def _deprecated(line: _Line, model: OperationModel) -> Iterator[Fault]:
    if model.deprecated:
        message = f"`aws {line.called.path}` is deprecated; see `aws {line.called.path} help` for what to use"
        yield Fault(code="aws-deprecated", level=Level.WARNING, message=message)


def _of_claude(line: _Line, members: Mapping[str, object]) -> Iterator[Fault]:
    identifier = members.get(_MODEL_MEMBERS.get(line.called.service, ""))
    if not isinstance(identifier, str) or UNKNOWN in identifier:
        return
    yield from model_faults(identifier, line.now)
    body = members.get("body")
    invoked = (line.called.service, line.called.operation) == _INVOKE
    if invoked and isinstance(body, bytes) and UNKNOWN not in body.decode():
        yield from body_faults(identifier, body)


def _queried(line: _Line, form: Form) -> tuple[Form, list[Fault]]:
    """Give the form of what is printed, and what `--query` asks for in vain."""
    output = line.outer.values.get("output", ("json",))
    query = "".join(line.outer.values.get("query", ()))
    printed = form if output == ("json",) else ANYTHING
    if not query or UNKNOWN in query:
        return (ANYTHING if query else printed), []
    try:
        result, missing = query_result(query, form)
    except NoQueryError as error:
        return ANYTHING, [_fault("aws-query", f"`--query` is no JMESPath expression: {error}")]
    faults = [
        Fault(code="aws-query", level=Level.WARNING, message=f"`--query` can find nothing: {text}")
        for text in dict.fromkeys(missing)
    ]
    return (result if printed is form else ANYTHING), faults


def _written(called: Called, members: Mapping[str, object]) -> Form | None:
    identifier = members.get("modelId")
    if (called.service, called.operation) == _INVOKE and isinstance(identifier, str):
        return reply_form(identifier)
    return None


def _fault(code: str, message: str) -> Fault:
    return Fault(code=code, level=Level.ERROR, message=message)
