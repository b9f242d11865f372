"""Lifting: what is a variable, and that bash reads any value put there as exactly that one word."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from runner.errors import UsageError
from runner.plan.lifting import lift_examples
from runner.plan.plan import Request
from runner.plan.values import Values
from tests.pages import page, plan

EXAMPLES = lift_examples()

# What a reader might type, or somebody who means harm.
NASTY = (
    "; rm -rf ~",
    "$(touch broken)",
    "`touch broken`",
    "a'b",
    'a"b',
    "a\\",
    "\\'",
    "a\nb",
    "\n",
    "!x",
    "$HOME",
    "{a,b}",
    "*",
    "?[a]",
    "~",
    "",
    "=x",
    "#x",
    "a b",
    "&& true",
    ">x",
    "<<EOF",
    "\\$x \\` \\\\",
    "ünï",
    "-x",
)
VALUES = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=20
) | st.text(st.sampled_from("'\"\\$`!\n ;&|<>(){}[]*?~#=ab"), max_size=12)

# Each calls `aws` with the region as its second word, `kubectl` the namespace, or `show` with it exported.
PLACES = (
    "aws --region us-east-1",
    'aws --region "us-east-1"',
    "aws --region 'us-east-1'",
    "aws --region $'us-east-1'",
    "aws --region us-'east'-\"1\"",
    "aws --region \\\n  us-east-1",
    "x=$(aws --region us-east-1)",
    'x="$(aws --region "us-east-1")"',
    "x=`aws --region us-east-1`",
    'x="`aws --region us-east-1`"',
    'echo "${x:-$(aws --region us-east-1)}"',
    "echo $(( $(aws --region us-east-1) + 1 ))",
    "for i in 1; do aws --region us-east-1 | cat; done",
    "f() { aws --region us-east-1; }; f",
    "case x in x) aws --region us-east-1;; esac",
    "if ! aws --region us-east-1; then :; fi < <(echo x)",
    "( aws --region us-east-1 ) # aws --region us-east-1",
    "cat <<EOF\n$(aws --region us-east-1)\nEOF",
    "[[ -n x ]] && aws --region us-east-1",
    "kubectl -n us-east-1",
    "kubectl -nus-east-1",
    "AWS_REGION=us-east-1 show",
    "export AWS_REGION='us-east-1'; show",
    'AWS_REGION="us-east-1"; export AWS_REGION; show',
    'command env AWS_REGION=us-east-1 bash -c \'printf "%s\\0" "$AWS_REGION" >&3\'',
)
JOINED = (
    "aws --region=us-east-1",
    'aws --region="us-east-1"',
    "aws '--region=us-east-1'",
    'aws "--region=us-east-1"',
    'x="`aws "--region=us-east-1"`"',
)
# What calls put on the third descriptor, one word an entry.
PREAMBLE = """exec 3>&1 >/dev/null 2>&1
set +o noglob
aws() { if [[ $# = 2 ]]; then printf '%s\\0' "$2" >&3; else printf '%s\\0' "$@" >&3; fi; }
kubectl() { aws "$@"; }
show() { printf '%s\\0' "$AWS_REGION" >&3; }
"""


def words(commands: str) -> list[str]:
    """The words that reach the programs, as a real bash passes them on."""
    done = subprocess.run(["bash", "-c", PREAMBLE + commands], capture_output=True, check=False, timeout=60)
    return done.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]


def with_value(code: str, value: str) -> str:
    name = "namespace" if code.startswith("kubectl") else "region"
    return plan(page(code), Request(values=Values(variables={name: value}))).steps[0].text


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row["code"])
def test_the_table_lifts_what_its_examples_say_and_changes_nothing(row: dict[str, object]) -> None:
    made = plan(page(str(row["code"])))
    assert {item.name: item.value for item in made.variables} == row["lifted"]
    assert made.steps[0].text == f"{row['code']}\n"


@pytest.mark.parametrize("code", [*PLACES, *JOINED])
def test_without_another_value_each_place_stays_byte_for_byte(code: str) -> None:
    made = plan(page(code))
    assert [item.value for item in made.variables] == ["us-east-1"]
    assert made.steps[0].text == code + "\n"


@pytest.mark.shell
@settings(max_examples=60, deadline=None)
@given(value=VALUES)
@example(value="\\")
@example(value="\\\n")
def test_bash_reads_any_value_at_any_lifted_place_as_exactly_that_word(value: str) -> None:
    commands = "\n".join(with_value(code, value) for code in PLACES)
    assert words(commands) == [value] * len(PLACES)


@pytest.mark.shell
@pytest.mark.parametrize("value", NASTY)
def test_no_value_becomes_syntax(value: str) -> None:
    assert words("\n".join(with_value(code, value) for code in PLACES)) == [value] * len(PLACES)
    joined = [word for code in JOINED for word in words(with_value(code, value))]
    assert joined == [f"--region={value}"] * len(JOINED)


def test_a_literal_is_one_variable_wherever_it_stands() -> None:
    code = "export AWS_REGION=us-east-1\naws s3 ls --region=us-east-1 | x=$(aws --region 'us-east-1')"
    made = plan(
        page(code, "eksctl get cluster -r us-east-1"), Request(values=Values(variables={"region": "x"}))
    )
    assert [item.name for item in made.variables] == ["region"]
    assert "us-east-1" not in "".join(step.text for step in made.steps)


def test_a_configuration_adds_programs_commands_and_exports() -> None:
    lift = {"mycli": {"--site": "site"}, "mycli use": {"WORD": "site"}, "export": {"MY_SITE": "site"}}
    code = "mycli list --site a; mycli use a; export MY_SITE=a"
    made = plan(page(code), Request(lift=lift, values=Values(variables={"site": "b"})))
    assert made.steps[0].text == "mycli list --site b; mycli use b; export MY_SITE=b\n"


@pytest.mark.parametrize(
    "code",
    [
        'aws --region "$REGION"',
        "aws --region ${REGION:-us-east-1}",
        "aws --region $(cat region)",
        "aws --region --profile",
        "echo aws --region us-east-1",
        "# aws --region us-east-1",
        "cat <<EOF\naws --region us-east-1\nEOF",
        'echo "aws --region us-east-1"',
        "AWS_REGION+=x",
        "kubectl exec web -- kubectl -n x",
        "docker run alpine sh -c x",
        "aws --region ''",
        "cat <<EOF\n`aws --region us-east-1`\nEOF",
    ],
)
def test_what_is_no_literal_of_the_program_is_no_variable(code: str) -> None:
    made = plan(page(code))
    assert made.variables == ()
    assert made.steps[0].text == code + "\n"


def test_in_a_block_that_the_grammar_cannot_read_a_value_must_be_plain() -> None:
    code = "aws --region us-east-1\nif ((; then\nfi fi"
    assert with_value(code, "eu-west-1").startswith("aws --region eu-west-1\n")
    with pytest.raises(UsageError, match=r"page.md:8: the value of `region` cannot stand in a block that"):
        with_value(code, "a b")
