"""Risky commands: each row's examples are found and its look-alikes left alone."""

from __future__ import annotations

from typing import Any

import pytest

from runner.plan.commands import commands_table, find_risky_commands
from tests.pages import page, procedure

ROWS = commands_table()
FOUND = [(row, code) for row in ROWS for code in row["finds"]]
LEFT = [(row, code) for row in ROWS for code in row["leaves"]]


def messages(code: str) -> list[str]:
    return [finding.message for finding in find_risky_commands(procedure(page(code)))]


def is_about(row: dict[str, Any], message: str) -> bool:
    return message.endswith(row["cure"]) and row["message"].split("`")[-1] in message


@pytest.mark.parametrize(("row", "code"), FOUND)
def test_an_example_is_found_by_its_row(row: dict[str, Any], code: str) -> None:
    assert any(is_about(row, message) for message in messages(code))


@pytest.mark.parametrize(("row", "code"), LEFT)
def test_a_look_alike_is_left_alone(row: dict[str, Any], code: str) -> None:
    assert not any(is_about(row, message) for message in messages(code))


def test_a_finding_names_the_step_and_the_commands_own_line() -> None:
    (finding,) = find_risky_commands(procedure(page("true\nsudo true")))
    assert str(finding).startswith("page.md:9: step 1.1: `sudo` may ask for a password")


def test_a_question_that_the_fence_answers_is_no_finding() -> None:
    asks = page("sudo -k true; read -p 'Name: ' name")
    answered = asks.replace("```bash", '```bash {tty answers="x\\ny\\n"}')
    assert {finding.code for finding in find_risky_commands(procedure(asks))} == {"sudo", "interactive"}
    assert not list(find_risky_commands(procedure(answered)))


def test_a_deletion_under_a_cleanup_heading_is_what_it_is_there_for() -> None:
    text = page("true") + "\n## Cleanup\n\n```bash\nkubectl delete pod x\n```\n"
    assert not list(find_risky_commands(procedure(text)))
