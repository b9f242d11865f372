"""Variables: which values win, and what is refused before anything runs."""

from __future__ import annotations

import pytest

from runner.errors import UsageError
from runner.plan.plan import Request, missing_values
from runner.plan.values import Values
from tests.pages import page, plan

AWS = "aws s3 ls --region us-east-1 --profile=bedrock"


def values_of(text: str, values: Values) -> dict[str, tuple[str, str]]:
    made = plan(text, Request(values=values))
    return {item.name: (item.value, item.source.value) for item in made.variables}


def test_a_flag_of_an_aws_command_is_a_variable_with_the_literal_as_default() -> None:
    assert values_of(page(AWS), Values()) == {
        "region": ("us-east-1", "lifted"),
        "profile": ("bedrock", "lifted"),
    }


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (Values(config={"region": "a"}), ("a", "config")),
        (Values(config={"region": "a"}, file={"region": "b"}), ("b", "file")),
        (Values(file={"region": "b"}, environment={"RUNBOOK_VAR_REGION": "c"}), ("c", "environment")),
        (Values(environment={"RUNBOOK_VAR_REGION": "c"}, shorthands={"region": "d"}), ("d", "command-line")),
        (Values(shorthands={"region": "d"}, variables={"region": "e"}), ("e", "command-line")),
    ],
)
def test_the_nearer_source_wins(values: Values, expected: tuple[str, str]) -> None:
    assert values_of(page(AWS), values)["region"] == expected


def test_a_value_of_the_page_wins_over_a_literal() -> None:
    text = page(AWS, before="---\nvariables: {region: eu-west-1}\n---\n")
    assert values_of(text, Values())["region"] == ("eu-west-1", "page")
    assert plan(text).steps[0].text == "aws s3 ls --region eu-west-1 --profile=bedrock\n"


def test_without_an_override_the_command_is_the_page_byte_for_byte() -> None:
    code = "aws   s3 ls \\\n  --region 'us-east-1' # as it is\n\n\techo ünï"
    assert plan(page(code)).steps[0].text == code + "\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("aws s3 ls --region us-east-1", "aws s3 ls --region 'a b; rm -rf ~'"),
        ("aws s3 ls --region 'us-east-1'", "aws s3 ls --region 'a b; rm -rf ~'"),
        ('x=$(aws s3 ls --region "us-east-1")', "x=$(aws s3 ls --region 'a b; rm -rf ~')"),
        ("aws s3 ls --region=us-east-1 | cat", "aws s3 ls --region='a b; rm -rf ~' | cat"),
        (
            "echo ü; aws s3 ls --region us-east-1; echo ü",
            "echo ü; aws s3 ls --region 'a b; rm -rf ~'; echo ü",
        ),
    ],
)
def test_a_value_is_put_in_the_literals_place_as_one_word(code: str, expected: str) -> None:
    made = plan(page(code), Request(values=Values(shorthands={"region": "a b; rm -rf ~"})))
    assert made.steps[0].text == expected + "\n"


def test_a_flag_whose_value_depends_on_the_run_is_no_variable() -> None:
    assert plan(page('aws s3 ls --region "$REGION" --profile')).variables == ()


def test_an_unknown_variable_is_refused_and_the_nearest_one_named() -> None:
    with pytest.raises(UsageError, match="no variable `regoin` on this page; did you mean `region`"):
        values_of(page(AWS), Values(variables={"regoin": "x"}))


def test_a_shorthand_that_the_page_does_not_know_is_said_and_not_heeded() -> None:
    made = plan(page("true"), Request(values=Values(shorthands={"model": "x"})))
    assert made.notes == ("page.md has no variable model, so --model is not heeded",)


def test_two_literals_for_one_flag_are_two_variables_and_an_override_must_say_which() -> None:
    text = page("aws s3 ls --region us-east-1", "aws s3 ls --region eu-west-1")
    assert set(values_of(text, Values())) == {"region@1.1", "region@1.2"}
    with pytest.raises(
        UsageError, match=r"several values here: `region@1.1` \(us-east-1: line 8, step 1.1\)"
    ):
        values_of(text, Values(variables={"region": "x"}))
    made = plan(text, Request(values=Values(variables={"region@1.2": "x"})))
    assert [step.text for step in made.steps] == [
        "aws s3 ls --region us-east-1\n",
        "aws s3 ls --region x\n",
    ]


def test_two_literals_in_one_step_keep_their_own_values() -> None:
    made = plan(page("aws s3 ls --region us-east-1\naws s3 ls --region=eu-west-1"))
    assert made.steps[0].text == "aws s3 ls --region us-east-1\naws s3 ls --region=eu-west-1\n"
    assert [item.name for item in made.variables] == ["region@1.1", "region@1.1.2"]


def test_a_placeholder_behind_a_flag_has_the_flags_name() -> None:
    made = plan(page("aws s3 ls --region YOUR_REGION"), Request(values=Values(shorthands={"region": "x"})))
    assert made.steps[0].text == "aws s3 ls --region x\n"


def test_a_quoted_value_behind_an_equals_sign_is_a_variable_too() -> None:
    made = plan(page('aws s3 ls --region="us-east-1"'), Request(values=Values(shorthands={"region": "x"})))
    assert made.steps[0].text == "aws s3 ls --region=x\n"


def test_a_file_of_variables_may_write_names_as_environments_do() -> None:
    text = page("true", before="---\nvariables: {My-Name: a}\n---\n")
    assert values_of(text, Values(file={"MY_NAME": "b"}))["My-Name"] == ("b", "file")


def test_a_shorthand_that_could_mean_two_literals_is_refused_too() -> None:
    text = page("aws s3 ls --region us-east-1", "aws s3 ls --region eu-west-1")
    with pytest.raises(UsageError, match="say which"):
        values_of(text, Values(shorthands={"region": "x"}))


def test_required_variables_without_a_value_are_all_named() -> None:
    text = page("true", before="---\nvariables:\n  a: {required: true}\n  b: {secret: true}\n---\n")
    said = missing_values(plan(text))
    assert said.split("\n") == [
        "page.md:2: `a` needs a value; type --var a=VALUE",
        "page.md:2: `b` needs a value; type --var b=VALUE",
    ]
    assert not missing_values(plan(text, Request(values=Values(variables={"a": "1", "b": "2"}))))


TWO = page("aws s3 ls --region us-east-1\naws s3 ls --region=eu-west-1", "aws s3 ls --region us-east-1")


@pytest.mark.parametrize(
    "values",
    [
        Values(variables={"region": "x"}),
        Values(shorthands={"region": "x"}),
        Values(environment={"RUNBOOK_VAR_REGION": "x"}),
        Values(file={"REGION": "x"}),
    ],
)
def test_a_value_that_could_mean_several_literals_is_refused_with_all_their_places(values: Values) -> None:
    with pytest.raises(UsageError) as refused:
        plan(TWO, Request(values=values))
    assert str(refused.value) == (
        "page.md: `region` has several values here: "
        "`region@1.1` (us-east-1: line 8, step 1.1; line 15, step 1.2), "
        "`region@1.1.2` (eu-west-1: line 9, step 1.1); say which, as in --var region@1.1=VALUE"
    )


def test_the_configurations_value_for_several_literals_is_said_and_not_heeded() -> None:
    made = plan(TWO, Request(values=Values(config={"region": "x"})))
    assert len(made.notes) == 1
    assert "the configuration's `region` is not heeded" in made.notes[0]
    assert [item.value for item in made.variables] == ["us-east-1", "eu-west-1"]


def test_one_of_several_literals_is_named_in_the_environment_too() -> None:
    made = plan(TWO, Request(values=Values(environment={"RUNBOOK_VAR_REGION_1_1": "us-west-2"})))
    assert made.steps[0].text == "aws s3 ls --region us-west-2\naws s3 ls --region=eu-west-1\n"
    assert made.steps[1].text == "aws s3 ls --region us-west-2\n"
