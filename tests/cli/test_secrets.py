"""Secrets stand in nothing that a command prints or writes, however a page uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pages import page

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell
BEFORE = "---\nvariables: {pw: {secret: true}}\n---\n"
USES = page(
    'echo "{{ pw }}"; cat "{{ pw }}" || true',
    "curl -u 'me:{{ pw }}' http://127.0.0.1:9/ || true",
    "echo {{ pw }} {{ pw | upper }}",
    'touch "$(printf %s {{ pw }} | tr -d /).txt"; set -x; : {{ pw }}',
    before=BEFORE,
)
CLAIM = "\nThe output contains `{{ pw }}`.\n"


@pytest.mark.parametrize(
    "secret", ["plain-secret-9", "pa$$word-9", "it's-me-99", 'a"b`c\\d-77', "line-one-1\nline-two-2"]
)
def test_a_secret_is_hidden_in_plans_and_runs_however_it_is_quoted(desk: Desk, secret: str) -> None:
    name = desk.page(USES + CLAIM)
    forms = [line for line in secret.splitlines() if "'" not in line] or ["-me-99"]
    for command in ("plan", "execute"):
        for output in ("console", "json"):
            done = desk.run(command, name, "--output", output, RUNBOOK_VAR_PW=secret)
            said = done.out + done.err
            for form in [*forms, secret.upper() if secret.isascii() and "\n" not in secret else forms[0]]:
                assert form not in said
            assert "word-9" not in said
            assert "-me-99" not in said


def test_a_secret_in_the_name_of_a_file_or_variable_is_hidden_in_the_effects(desk: Desk) -> None:
    text = page('touch "{{ pw }}.txt"; export "V_{{ pw }}=1"', before=BEFORE)
    done = desk.run("execute", desk.page(text), "--var", "pw=abcdefgh12", "--output", "json")
    assert done.result["steps"][0]["effects"]["files"] == ["***pw***.txt"]
    assert "abcdefgh12" not in done.out + done.err


def test_a_long_word_is_masked_in_no_time_to_speak_of(desk: Desk) -> None:
    done = desk.run("execute", desk.page(page('head -c 1000000 /dev/zero | tr "\\0" a')), "--output", "json")
    assert len(done.result["steps"][0]["stdout"]) >= 1_000_000


@pytest.mark.parametrize("secret", [[], ["--var", "pw=of-10-char"]])
def test_a_template_of_no_secret_and_the_length_of_one_hide_no_numbers(desk: Desk, secret: list[str]) -> None:
    text = page("echo {{ pw | length }} {{ pw | reverse }}", "echo 10 2010 0", before=BEFORE)
    done = desk.run("plan", desk.page(text), *secret)
    assert "echo 10 2010 0" in done.out
    assert "rahc" not in done.out
