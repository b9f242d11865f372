"""Commands that only look may be tried again because prose asks for it; others only by their fence."""

from __future__ import annotations

import pytest

from runner.plan.looks import looks_table, only_looks
from tests.pages import plan

LOOKS = [command for row in looks_table()["row"] for command in row["looks"]]
CHANGES = [command for row in looks_table()["row"] for command in row["changes"]]


@pytest.mark.parametrize(
    "command",
    [*LOOKS, "ls | grep x > /dev/null", 'x=$(kubectl get pods); echo "$x"', "kubectl get po 2>&1 | wc -l"],
)
def test_a_command_that_only_looks(command: str) -> None:
    assert only_looks(command)


@pytest.mark.parametrize(
    "command", [*CHANGES, "ls > list", "ls; rm x", "cat x | tee y", "x=$(rm y)", "f", "", "ls 'unclosed"]
)
def test_a_command_that_may_change_something(command: str) -> None:
    assert not only_looks(command)


def page(command: str, braces: str = "") -> str:
    return (
        "# T\n\n## Procedure\n\nIt may take a few minutes:\n\n"
        f"```bash {braces}\n{command}\n```\n\nThe output contains `up`.\n"
    )


def test_prose_has_a_command_that_only_looks_tried_again() -> None:
    made = plan(page("kubectl get pods"))
    assert made.steps[0].step.manner.retry is not None
    assert not made.notes


def test_prose_does_not_have_a_command_tried_again_that_may_change_something() -> None:
    made = plan(page("aws ec2 run-instances --count 1"))
    assert made.steps[0].step.manner.retry is None
    assert made.notes[0] == (
        "page.md:5: “It may take a few minutes:” asks for patience, but step 1.1 may change something,"
        " so it is tried once; write {retry=5} behind its fence's language to try it again"
    )


def test_the_fence_has_any_command_tried_again() -> None:
    made = plan(page("aws ec2 run-instances --count 1", braces="{retry=2}"))
    assert made.steps[0].step.manner.retry is not None
    assert not made.notes
