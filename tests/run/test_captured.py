"""Values captured in a run for later steps: what is taken surely, and what becomes of a step without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runner.plan.plan import Request, missing_values
from runner.plan.values import Values
from runner.results import Status, Verdict
from runner.run.captured import find_values
from tests.pages import page, plan
from tests.run.carried import carried, step

if TYPE_CHECKING:
    from pathlib import Path


def noting(first: str, second: str, sentence: str = "Note the `ModelId` in the output.") -> str:
    return f"# T\n\n## Procedure\n\n```bash\n{first}\n```\n\n{sentence}\n\nThen:\n\n```bash\n{second}\n```\n"


@pytest.mark.parametrize(
    ("printed", "values"),
    [
        ('{"ModelId": "a-1"}', ["a-1"]),
        ('{"x": [{"ModelId": "a-1"}, {"ModelId": "a-1"}]}', ["a-1"]),
        ('{"x": [{"ModelId": "a-1"}, {"ModelId": "a-2"}]}', ["a-1", "a-2"]),
        ('{"modelId": "a-1"}', ["a-1"]),
        ('{"modelId": "a-1", "ModelId": "a-2"}', ["a-2"]),
        ('{"ModelId": {"Name": "x"}}', []),
        ('{"ModelId": 17}', ["17"]),
        ('Done:\n{\n  "ModelId": "a-1"\n}', ["a-1"]),
        ("ModelId: a-1", ["a-1"]),
        ("  MODEL_ID = 'a 1'", ["a 1"]),
        ("|  ModelId  |  a-1   |\n|  Other  |  b |", ["a-1"]),
        ("the ModelId is a-1", []),
        ("ModelId:", []),
        ("", []),
    ],
)
def test_a_value_is_found_by_its_name_alone(printed: str, values: list[str]) -> None:
    assert find_values("ModelId", printed) == values


def test_the_plan_says_what_is_captured_and_asks_for_nothing() -> None:
    made = plan(noting("echo ModelId: a", "echo <ModelId> YOUR_MODEL_ID {model-id}"))
    found = {(item.name, item.source.value, item.captured_from, item.captured_as) for item in made.variables}
    names = ("modelid", "your-model-id", "model-id")
    assert found == {(name, "captured", "1.1", "ModelId") for name in names}
    assert not missing_values(made)
    assert made.steps[1].text == "echo <ModelId> YOUR_MODEL_ID {model-id}\n"


@pytest.mark.parametrize(
    "text",
    [
        noting("echo <ModelId>", "echo ModelId: a"),
        noting("echo ModelId: a", "echo <other-id>"),
        page("X=1", "echo <X>"),
        "# T\n\n## Procedure\n\nCopy the `id`.\n\n```bash\necho <id>\n```\n",
    ],
)
def test_a_placeholder_that_no_earlier_step_gives_is_asked_for(text: str) -> None:
    assert missing_values(plan(text))


def test_a_value_of_the_reader_goes_before_a_captured_one() -> None:
    made = plan(
        noting("echo ModelId: a", "echo <ModelId>"), Request(values=Values(variables={"modelid": "b c"}))
    )
    assert made.steps[1].text == "echo 'b c'\n"
    assert made.variables[0].source == "command-line"


@pytest.mark.shell
def test_a_captured_value_fills_the_later_step_and_is_told(tmp_path: Path) -> None:
    run = carried(noting('echo \'{"ModelId": "a-1"}\'', 'echo ü <ModelId> "<ModelId>."'), tmp_path)
    result = step(run, "1.2")
    assert result.stdout == "ü a-1 a-1.\n"
    assert result.planned.text == 'echo ü a-1 "a-1."\n'
    assert result.notes == ("`modelid` is `a-1`, captured in this run",)
    assert [(item.name, item.value) for item in run.plan.variables] == [("modelid", "a-1")]


@pytest.mark.shell
@pytest.mark.parametrize("value", ["; touch broken", "$(touch broken)", "a'b\"c\\", "`touch broken`", "* ?"])
def test_no_captured_value_becomes_syntax(value: str, tmp_path: Path) -> None:
    code = 'printf "[%s]" <value> "<value>" "$(printf %s <value>)" "`printf %s <value>`"'
    first = f"cat <<'END'\nvalue: {value}\nEND"
    result = step(carried(noting(first, code, "Copy the `value`."), tmp_path), "1.2")
    assert result.stdout == f"[{value}]" * 4
    assert not (tmp_path / "broken").exists()


@pytest.mark.shell
def test_a_variable_that_a_command_sets_fills_the_placeholder_of_its_name(tmp_path: Path) -> None:
    text = page("export VPC_ID=$(echo 'vpc 1')", "printf '<%s>' YOUR_VPC_ID")
    assert step(carried(text, tmp_path), "1.2").stdout == "<vpc 1>"


@pytest.mark.shell
@pytest.mark.parametrize(
    ("first", "why"),
    [
        ("echo done", "step 1.1 gave no value of `ModelId`"),
        ("echo 'ModelId: a'; echo 'ModelId: b'", "step 1.1 gave 2 values of `ModelId`"),
    ],
)
def test_without_one_sure_value_the_later_step_is_blocked_and_says_why(
    first: str, why: str, tmp_path: Path
) -> None:
    run = carried(noting(first, "touch ran <ModelId>"), tmp_path)
    assert run.verdict is Verdict.BLOCKED
    assert step(run, "1.1").status is Status.RAN
    result = step(run, "1.2")
    assert result.status is Status.BLOCKED
    assert (
        result.reason == f"`modelid` has no value: {why}; next: look there and run with --var modelid=VALUE"
    )
    assert not (tmp_path / "ran").exists()


@pytest.mark.shell
def test_a_captured_secret_is_hidden_in_the_later_step(tmp_path: Path) -> None:
    text = noting("echo 'token: tok-5f2c9a1b77'", "echo <token>", "Copy the `token`.")
    run = carried(text, tmp_path)
    assert "tok-5f2c9a1b77" not in repr(step(run, "1.2"))
    assert step(run, "1.2").status is Status.RAN


def test_a_step_that_deletes_is_held_whatever_is_captured_for_it() -> None:
    made = plan(noting("echo VpcId: x", "aws ec2 delete-vpc --vpc-id <VpcId>", "Note the `VpcId`."))
    assert [impact.value for impact in made.steps[1].in_cloud] == ["delete"]
