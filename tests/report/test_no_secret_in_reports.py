"""Whatever a step printed, and in whichever field it ended up: no report holds a known secret."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from runner.expectations import Strength
from runner.report.lines import Narrator
from runner.report.result_json import run_as_json
from runner.results import (
    Check,
    Effects,
    Run,
    RunFinished,
    RunStarted,
    Status,
    StepFinished,
    StepResult,
    Verdict,
)
from runner.run.masked import masked
from runner.run.masking import make_mask
from tests.pages import page, plan

if TYPE_CHECKING:
    from runner.results import Event

SECRET = "s3cr3t/of+a 'page'"
TEXTS = st.lists(
    st.one_of(st.text(max_size=20), st.just(SECRET), st.just(json.dumps(SECRET))), max_size=4
).map("".join)
PLAN = plan(page("echo hi"))


def result_of(text: str) -> StepResult:
    step = replace(PLAN.steps[0].step, title=text, code=text, section=text, file=text)
    planned = replace(PLAN.steps[0], step=step, text=text)
    check = Check(claim=text, line=1, reading=text, passed=False, detail=text, strength=Strength.STRONG)
    return StepResult(
        planned=planned,
        status=Status.FAILED,
        exit_code=1,
        stdout=text,
        stderr=text,
        duration=0.1,
        effects=Effects(env_set=(text,), files=(text,)),
        checks=(check,),
        reason=text,
    )


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_no_report_holds_a_secret_in_any_field(text: str) -> None:
    mask = make_mask({SECRET: "pw"})
    shown = masked(
        replace(PLAN, notes=(text,), procedure=replace(PLAN.procedure, title=text, path=text)), mask
    )
    result = masked(result_of(text), mask)
    run = Run(
        plan=shown,
        verdict=Verdict.FAILED,
        target=None,
        started_at=datetime.now(UTC),
        duration=1.0,
        preconditions=(),
        steps=(result,),
        tool_version="1",
        notes=masked((text,), mask),
        masked=mask.count,
    )
    narrator = Narrator()
    started = RunStarted(plan=shown, target=None, preconditions=(), notes=run.notes)
    events: list[Event] = [started, StepFinished(result=result), RunFinished(run=run)]
    lines = [line.text for event in events for line in narrator.tell(event)]
    for report in (json.dumps(run_as_json(run)), json.dumps(run_as_json(run), ensure_ascii=False), *lines):
        assert SECRET not in report
        assert json.dumps(SECRET)[1:-1] not in report
    assert run.masked == int(SECRET in text or json.dumps(SECRET) in text)


@given(st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_data_without_secrets_are_the_very_same_after_masking(text: str) -> None:
    result = result_of(text)
    assert masked(result, make_mask({SECRET: "pw"})) is result
