"""The AWS commands of a page held against what is known of AWS, offline. Calls nothing."""

from __future__ import annotations

import os
import posixpath
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from runner.api.page_secrets import mask_of
from runner.model import NeedKind, StepKind, Versions
from runner.outline import Finding, Level, Location
from runner.patterns import regex
from runner.plan.calls import find_calls, named_by_others, written_in_place
from runner.plan.shell import RUN_TIME
from runner.plan.writes import written_paths
from runner.read.versions import parts
from runner.run.masked import masked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runner.api.preparing import Prepared
    from runner.aws.commands.forms import Form
    from runner.aws.commands.said import Argument, Fault
    from runner.model import Procedure, Step
    from runner.plan.calls import Call
    from runner.plan.shell import Word

_PROGRAMS = ("aws", "jq")
# Of a sentence that is not read as a precondition.
_ASKED = regex(r"(?:\bAWS CLI|`aws`)[ ,:(]*(?:version |v|≥ ?|>= ?)?(?P<major>[12])\b", re.IGNORECASE)
_NOT_CHECKED = (
    "AWS commands were not checked, since botocore is missing; install it: pip install 'runbook-pages[aws]'"
)


def find_aws_faults(procedure: Procedure) -> list[Finding]:
    """Find the faults of a page's AWS commands as the page writes them."""
    return _faults(procedure, [(step, step.source or step.code) for step in procedure.steps])


def with_aws_faults(prepared: Prepared) -> Prepared:
    """Add the faults of a plan's AWS commands to its notes: as they would be run, without skipped steps."""
    plan = prepared.plan
    running = [(planned.step, planned.text) for planned in plan.steps if planned.skip is None]
    found = _faults(plan.procedure, running)
    notes = tuple(f"{item.location}: {item.level} {item.code}: {item.message}" for item in found)
    return replace(prepared, notes=(*prepared.notes, *masked(notes, mask_of(plan, os.environ))))


class _Page(Struct):
    """What is known at a place of the page: the texts and forms of its files."""

    texts: dict[str, str] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)

    def forget(self, names: Iterable[str]) -> None:
        """Forget files that a command writes in a way that is not followed."""
        for name in (posixpath.normpath(name) for name in names):
            self.texts.pop(name, None)
            self.forms.pop(name, None)


def _faults(procedure: Procedure, steps: Sequence[tuple[Step, str]]) -> list[Finding]:
    calls = {step.id: _calls(step, text) for step, text in steps}
    first = next((step for step, _ in steps if any(call.program == "aws" for call in calls[step.id])), None)
    if first is None:
        return []
    from runner.aws.commands.models import models_are_there

    if not models_are_there():
        place = Location(path=first.path or procedure.path, line=first.line, end_line=first.end_line)
        code = "aws-not-checked"
        return [Finding(code=code, level=Level.WARNING, message=_NOT_CHECKED, location=place)]
    page, found = _Page(), list[Finding]()
    for step, text in steps:
        for line, fault in _in_step(step, text, calls[step.id], page):
            # What one version alone knows is no fault of a page that asks for it.
            if not (fault.fails_in and _version(procedure) not in ("", fault.fails_in)):
                found.append(_finding(procedure, step, line, fault))
    return list(dict.fromkeys(found))


def _calls(step: Step, text: str) -> tuple[Call, ...]:
    if step.kind is not StepKind.COMMAND or not any(program in text for program in _PROGRAMS):
        return ()
    return find_calls(text, _PROGRAMS)


def _version(procedure: Procedure) -> str:
    """The version of the AWS CLI that the page asks for, empty where it asks for none or for either."""
    for item in procedure.preconditions:
        for need in item.needs:
            if need.kind is NeedKind.PROGRAM and need.name == "aws" and need.versions != Versions():
                return _major(need.versions)
        asked = None if item.needs else _ASKED.search(item.text)
        if asked:
            return f"v{asked['major']}"
    return ""


def _major(asked: Versions) -> str:
    """The version that alone will do: 2 and later is v2; 1 is v1, but "1.16 or later" may be either."""
    if asked.least and parts(asked.least)[0] > 1:
        return "v2"
    ends = asked.most or asked.below
    only_first = asked.least == "1" and not asked.usual
    return "v1" if only_first or (ends and parts(ends)[0] < 2 + bool(asked.below)) else ""


def _in_step(step: Step, text: str, calls: tuple[Call, ...], page: _Page) -> Iterator[tuple[int, Fault]]:
    if step.kind is StepKind.FILE and step.file:
        page.texts[posixpath.normpath(step.file)] = text
    if step.kind is not StepKind.COMMAND:
        return
    page.forget([*written_paths(text), *named_by_others(text)])
    page.texts |= {posixpath.normpath(name): body for name, body in written_in_place(text) if name}
    printed: list[Form | None] = []
    for call in calls:
        if call.program == "aws":
            form, faults = _aws(call, page)
        else:
            form, faults = _jq(call, printed, page)
        printed.append(form)
        yield from ((call.line, fault) for fault in faults)


def _aws(call: Call, page: _Page) -> tuple[Form | None, tuple[Fault, ...]]:
    from runner.aws.commands.check import check_command
    from runner.aws.commands.said import AwsCommand

    command = AwsCommand(arguments=tuple(_arguments(call.words)), files=page.texts)
    checked = check_command(command, datetime.now(UTC))
    for name, form in ((checked.file, checked.writes), (call.into, checked.prints)):
        if name:
            page.forget([name])
            page.forms[posixpath.normpath(name)] = form
    return checked.prints, checked.faults


def _arguments(words: Iterable[Word]) -> Iterator[Argument]:
    """Words as the AWS check takes them: what stands behind a flag is one value, quoted or not."""
    from runner.aws.commands.said import UNKNOWN, Argument

    before = ""
    for word in words:
        several = word.splits and (word.written.endswith('@]}"') or not before.startswith("-"))
        text = word.marked.replace(RUN_TIME, UNKNOWN)
        yield Argument(text=text, several=several and not text.startswith("-"))
        before = text if "=" not in text else ""


def _jq(call: Call, printed: list[Form | None], page: _Page) -> tuple[Form | None, tuple[Fault, ...]]:
    from runner.aws.commands.jq import jq_faults

    words = [word.marked for word in call.words]
    reads = printed[call.reads] if call.reads is not None else None
    return None, jq_faults(words, reads, page.forms)


def _finding(procedure: Procedure, step: Step, line: int, fault: Fault) -> Finding:
    at = step.code_line + line
    place = Location(path=step.path or procedure.path, line=at, end_line=at)
    return Finding(
        code=fault.code, level=fault.level, message=f"step {step.id}: {fault.message}", location=place
    )
