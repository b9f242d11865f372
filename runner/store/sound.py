"""Whether a record has the form that it says: people merge folders, edit files, write records of their own.

Holds what `runbook-result/1` promises of a run that ended or was killed, as far as lists, pages and reports
rely on it. Mends nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from runner.results import Status, Target, Verdict

_Tz = Annotated[datetime, Meta(tz=True)]
# A million years: what is more is no duration.
_Seconds = Annotated[float, Meta(ge=0, le=3.2e13)]
_Count = Annotated[int, Meta(ge=0, lt=1 << 53)]


class _Process(Struct):
    pid: int
    started: int | None
    boot: str


class _Origin(Struct):
    host: str | None = None
    link: str | None = None
    commit: str | None = None
    system: str | None = None
    tools: dict[str, str] = {}


class _About(Struct):
    id: str
    path: str
    process: _Process
    folder: str
    temporary: bool
    kept: bool
    resumes: str | None
    notes: list[str]
    end_notes: list[str]
    state: str | None
    origin: _Origin | None = None
    expect_verdict: str = ""
    because: str = ""


class _Claim(Struct):
    text: str
    line: int


class _Check(Struct):
    claim: str
    line: int
    reading: str
    passed: bool
    detail: str
    strength: str


class _Advice(Struct):
    symptom: str
    remedy: str
    line: int
    score: float


class _Variable(Struct):
    name: str
    value: str
    default: str | None
    source: str
    line: int


class _Precondition(Struct):
    text: str
    line: int
    reading: str | None
    status: str
    detail: str


class _Effects(Struct):
    env_set: list[str]
    env_unset: list[str]
    files: list[str]
    created: list[str] = []
    removed: list[str] = []


class _Try(Struct):
    exit_code: int | None
    duration: _Seconds
    reason: str | None


class _Late(Struct):
    stdout: str
    stderr: str


class _Step(Struct):
    id: str
    kind: str
    title: str
    section: str
    status: Status
    line: int
    end_line: int
    language: str
    code: str
    command: str | None
    file: str | None
    optional: bool
    alternative: bool
    exit_code: int | None
    stdout: str
    stderr: str
    truncated: bool
    duration: _Seconds
    effects: _Effects
    checks: list[_Check]
    unchecked: list[_Claim]
    advice: list[_Advice]
    reason: str | None
    block_sha256: str | None = None
    tries: list[_Try] = []
    late: _Late | None = None
    notes: list[str] = []


class _Claims(Struct):
    checked: _Count
    unchecked: _Count


class _Record(Struct):
    run: _About
    page: str
    title: str
    dialect: str
    page_sha256: str
    verdict: Verdict
    target: Target | None
    started_at: _Tz
    duration: _Seconds
    tool_version: str
    counts: dict[Status, _Count]
    claims: _Claims
    variables: list[_Variable]
    preconditions: list[_Precondition]
    steps: list[_Step]


def unsound(result: object) -> str:
    """Say what is wrong with a record's form, nothing where it is sound."""
    try:
        record = msgspec.convert(result, _Record)
    except (msgspec.ValidationError, RecursionError) as error:
        return str(error)
    if len({step.id for step in record.steps}) < len(record.steps):
        return "Two steps have the same id - at `$.steps`"
    missing = [status.value for status in Status if status not in record.counts]
    return f"Object missing required field `{missing[0]}` - at `$.counts`" if missing else ""
