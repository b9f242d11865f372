"""Placeholders in commands: what is one, what is none, and how a value is put there."""

from __future__ import annotations

import pytest

from runner.plan.plan import Request, missing_values
from runner.plan.values import Values
from tests.pages import page, plan


def placeholders(code: str) -> list[str]:
    return [item.name for item in plan(page(code)).variables if item.missing]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("aws s3 ls s3://<your-bucket>/x", ["your-bucket"]),
        ("cp <Source File> <target_dir>/", ["source-file", "target-dir"]),
        ("aws s3 ls YOUR_BUCKET", ["your-bucket"]),
        ("curl -H 'Authorization: Bearer <token>' https://x/{user-id}", ["token", "user-id"]),
        ("curl https://x/{id} https://y/{id}", ["id"]),
        ("tool run ... x ...", ["argument@1.1", "argument@1.1.2"]),
        ("aws s3 ls --region <region>", ["region"]),
        ('echo "$(aws s3 ls <bucket>)"', ["bucket"]),
        ("ssh {host} ls <dir>", ["host", "dir"]),
    ],
)
def test_what_a_reader_must_fill_in_is_a_variable_without_a_value(code: str, names: list[str]) -> None:
    assert placeholders(code) == names


@pytest.mark.parametrize(
    "code",
    [
        "cat <in >out",
        "cat <in>/dev/null",
        "cat <in>out 2>&1",
        "cat <<EOF\n<your-bucket> YOUR_X\nEOF",
        "# give <your-bucket> and YOUR_BUCKET",
        "echo '<p>text</p>'",
        "awk '{print}' x",
        "awk '{print}' x; if ((; then",
        'echo "${x:-{y}}"',
        "find . -exec echo {} +",
        "xargs -I{name} echo",
        "echo {a,b} {1..3} ${HOME} $YOUR_X ${YOUR_X}",
        "YOUR_X=3; git rev-parse @{upstream}",
        "docker ps --format '{{.Names}}' {{.x}}",
        "go test ./...",
        "diff <(sort a) <(sort b)",
        "[[ 1 < 2 && 3 > 2 ]]",
    ],
)
def test_what_bash_itself_means_is_none_and_stays_byte_for_byte(code: str) -> None:
    assert placeholders(code) == []
    assert plan(page(code)).steps[0].text == code + "\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ls s3://<b>/x", "ls s3://'a b'/x"),
        ("echo '<b>' \"<b>\"", "echo 'a b' \"a b\""),
        ("echo \u00fc <b>", "echo \u00fc 'a b'"),
    ],
)
def test_a_value_is_quoted_for_its_place(code: str, expected: str) -> None:
    made = plan(page(code.replace("<b>", "<my-b>")), Request(values=Values(variables={"my-b": "a b"})))
    assert made.steps[0].text == expected + "\n"
    assert not missing_values(made)


def test_only_steps_that_will_run_need_their_values() -> None:
    text = page("true") + "\n(Optional) More:\n\n```bash\nls <dir>\n```\n"
    assert not missing_values(plan(text))


def test_each_placeholder_is_named_with_its_line_and_how_to_give_it() -> None:
    said = missing_values(plan(page("ls <dir>", "ls YOUR_FILE <dir>")))
    assert said.split("\n") == [
        "page.md:8: `dir` needs a value; type --var dir=VALUE",
        "page.md:14: `your-file` needs a value; type --var your-file=VALUE",
    ]
