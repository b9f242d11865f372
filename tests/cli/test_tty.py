"""A fence that asks for a terminal, from the page to the report."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Desk  # noqa: TC001 - a fixture's type
from tests.pages import page

pytestmark = pytest.mark.shell


def test_a_page_answers_a_question_and_checks_what_follows(desk: Desk) -> None:
    text = page('read -p "Name? " name; echo "Hello $name"').replace(
        "```bash", '```bash {tty answers="Ada\\n"}'
    )
    desk.page(text + "\nThe output contains `Hello Ada`.\n")
    step = desk.run("execute", "page.md", "--output", "json").result["steps"][0]
    assert (step["status"], step["stdout"], step["stderr"]) == ("verified", "Name? Ada\nHello Ada\n", "")


def test_a_secret_typed_into_a_terminal_is_in_no_report(desk: Desk) -> None:
    text = page('read -p "Token? " token; echo "${#token} long"').replace(
        "```bash", '```bash {tty answers="{{ token }}\\n"}'
    )
    desk.page("---\nvariables:\n  token: {secret: true}\n---\n" + text)
    done = desk.run("execute", "page.md", "--output", "json", "--var", "token=pa55-w0rd-x")
    step = done.result["steps"][0]
    assert (step["status"], step["exit_code"]) == ("ran", 0)
    assert step["stdout"] == "Token? ***token***\n11 long\n"
    assert "pa55-w0rd-x" not in done.out + done.err


def test_a_step_that_may_wait_in_a_way_that_cannot_be_told_says_so_at_its_timeout(desk: Desk) -> None:
    desk.page(page("sleep 30").replace("```bash", "```bash {tty timeout=1}"))
    reason = desk.run("execute", "page.md", "--output", "json").result["steps"][0]["reason"]
    assert (
        reason == "no end within 1 s, so it was stopped; if it waits for input, add a line to its `answers`"
    )


def test_a_question_without_an_answer_fails_with_the_cure(desk: Desk) -> None:
    desk.page(page("read -p 'Sure? ' sure").replace("```bash", "```bash {tty}"))
    done = desk.run("execute", "page.md", "--output", "json")
    reason = done.result["steps"][0]["reason"]
    assert done.status == 1
    assert reason.startswith(
        "it waits for input and has no `answers`, so it was stopped; write `{tty answers="
    )
