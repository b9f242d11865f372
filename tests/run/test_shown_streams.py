"""Which stream an output fence is held against: a terminal shows both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runner.results import Status
from tests.run.carried import carried, step

if TYPE_CHECKING:
    from pathlib import Path

    from runner.results import StepResult


def shown(
    tmp_path: Path, command: str, output: str, *, language: str = "output", lead: str = ""
) -> StepResult:
    page = f"```bash\n{command}\n```\n\n{lead}\n\n```{language}\n{output}\n```\n"
    return step(carried(page, tmp_path), "1.1")


@pytest.mark.parametrize(
    ("command", "output", "told"),
    [
        ("echo a >&2", "a", "it is the same, on stderr"),
        ("echo a >&2; echo b", "a\nb", "it is the same, on stdout and stderr"),
        ("echo b; echo a >&2", "b\na", "it is the same, on stdout and stderr"),
        ("echo a; echo noise >&2", "a", "it is the same"),
    ],
)
def test_what_a_terminal_shows_may_come_on_either_stream(
    tmp_path: Path, command: str, output: str, told: str
) -> None:
    found = shown(tmp_path, command, output)
    assert found.status is Status.VERIFIED
    assert [check.detail for check in found.checks] == [told]


@pytest.mark.parametrize(
    ("command", "output"),
    [
        ("echo b >&2", "a"),
        ("echo a >&2; echo c", "a\nb"),
        ("echo a; echo b >&2", "b"),
        ("true", "a"),
    ],
)
def test_another_output_differs_on_every_stream(tmp_path: Path, command: str, output: str) -> None:
    assert shown(tmp_path, command, output).status is Status.FAILED


def test_a_fence_for_an_error_is_never_held_against_stdout(tmp_path: Path) -> None:
    assert shown(tmp_path, "echo a", "a", language="error").status is Status.FAILED


def test_an_error_that_the_shell_signs_in_its_own_way_is_the_same(tmp_path: Path) -> None:
    found = shown(tmp_path, "cd nowhere", "-bash: cd: nowhere: No such file or directory", language="error")
    assert found.status is Status.VERIFIED
    assert (
        found.checks[0].detail
        == "it is the same, but for the shell's name, its quotation marks or blank lines before it"
    )


def test_another_error_of_the_shell_differs(tmp_path: Path) -> None:
    found = shown(tmp_path, "cd nowhere", "-bash: cd: elsewhere: No such file or directory", language="error")
    assert found.status is Status.FAILED


def test_a_program_that_needs_a_person_blocks_its_step_and_says_what_to_do(tmp_path: Path) -> None:
    found = shown(tmp_path, "echo 'Standard input is not a terminal' >&2; false", "x")
    assert found.status is Status.BLOCKED
    assert "by hand" in (found.reason or "")


def test_a_listing_in_columns_and_an_empty_one_are_checked(tmp_path: Path) -> None:
    (tmp_path / "b").touch()
    (tmp_path / "A").touch()
    assert shown(tmp_path, "ls", "A  b").checks[0].detail == "the same names"
    assert shown(tmp_path, "ls", "A  c").status is Status.FAILED


def test_a_prompt_that_waits_says_that_nothing_came(tmp_path: Path) -> None:
    assert shown(tmp_path, "true", "$").checks[0].passed
    assert shown(tmp_path, "echo a", "$").status is Status.FAILED


def test_a_program_that_the_page_shows_to_be_missing_blocks_nothing(tmp_path: Path) -> None:
    found = shown(tmp_path, "frobnicate", "frobnicate: command not found", language="error")
    assert found.status is Status.VERIFIED
    other = shown(tmp_path, "frobnicate", "jq: command not found", language="error")
    assert other.status is Status.BLOCKED


def test_a_listing_behind_silent_commands_of_its_line_is_one_too(tmp_path: Path) -> None:
    assert shown(tmp_path, "mkdir d; touch d/b d/a && ls d", "a  b").status is Status.VERIFIED
    assert shown(tmp_path, "ls d; echo c", "a  b  c").status is Status.FAILED
