"""What is known to be clean is looked at again as soon as a further secret is known."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from runner.expectations import Strength
from runner.results import Check, RunStarted, Status, StepFinished, StepResult, StepStarted
from runner.run.masked import masked
from runner.run.masking import make_mask
from tests.pages import page, plan

PLAN = plan(page("echo hi"))
SECRETS = ("s3cr3t/of+a 'page'", "another-one-42", "hunter2hunter2")
WORDS = st.sampled_from((*SECRETS, "a", "line 1", "s3cr3t/of", "+a 'page'", ""))
TEXTS = st.lists(WORDS, max_size=3).map("".join)


@st.composite
def events(draw: st.DrawFn) -> tuple[RunStarted | StepStarted | StepFinished, ...]:
    """The events of a run in which a step comes by in the plan, as it begins and as it ends."""
    text = draw(TEXTS)
    step = replace(PLAN.steps[0].step, title=draw(TEXTS), code=text)
    planned = replace(PLAN.steps[0], step=step, text=text)
    check = Check(
        claim=draw(TEXTS), line=1, reading="is it", passed=True, detail=draw(TEXTS), strength=Strength.STRONG
    )
    result = StepResult(planned=planned, status=Status.RAN, stdout=draw(TEXTS), checks=(check,))
    shown = replace(PLAN, steps=(planned,))
    return (
        RunStarted(plan=shown, target=None, preconditions=(), notes=(draw(TEXTS),)),
        StepStarted(planned=planned),
        StepFinished(result=result),
        StepFinished(result=replace(result, stderr=draw(TEXTS))),
    )


@given(st.lists(events(), min_size=1, max_size=2), st.data())
@settings(max_examples=150, deadline=None)
def test_a_secret_that_is_learnt_late_is_hidden_as_one_that_was_always_known(
    runs: list[tuple[RunStarted | StepStarted | StepFinished, ...]], data: st.DataObject
) -> None:
    mask, known = make_mask({}), dict[str, str]()
    looks = st.sampled_from([event for run in runs for event in run])
    for _ in range(data.draw(st.integers(2, 12))):
        if data.draw(st.booleans()):
            secret = data.draw(st.sampled_from(SECRETS))
            known[secret] = "pw"
            mask.learn({secret: "pw"})
        event = data.draw(looks)
        assert masked(event, mask) == masked(event, make_mask(known))
        text = data.draw(TEXTS)
        assert mask(text) == make_mask(known)(text)


def test_a_step_that_was_clean_in_the_plan_is_hidden_in_the_event_after_its_secret_is_known() -> None:
    mask = make_mask({})
    planned = replace(PLAN.steps[0], text=f"echo {SECRETS[0]}")
    started = RunStarted(plan=replace(PLAN, steps=(planned,)), target=None, preconditions=(), notes=())
    assert masked(started, mask) is started
    assert masked(StepStarted(planned=planned), mask).planned is planned
    mask.learn({SECRETS[0]: "pw"})
    assert masked(StepStarted(planned=planned), mask).planned.text == "echo ***pw***"


def test_a_text_in_a_list_is_looked_at_each_time_since_it_may_be_filled_later() -> None:
    mask = make_mask({SECRETS[0]: "pw"})
    notes = ["fine"]
    shown = replace(PLAN, notes=notes)
    started = RunStarted(plan=shown, target=None, preconditions=(), notes=())
    assert masked(started, mask) is started
    notes.append(SECRETS[0])
    assert list(masked(started, mask).plan.notes) == ["fine", "***pw***"]
