"""Which programs must be there before a page runs: in doubt none."""

from __future__ import annotations

import pytest

from runner.plan.programs import calls_program, is_quiet, needed_programs


@pytest.mark.parametrize(
    ("commands", "needed"),
    [
        (["jq . x"], [("jq",)]),
        (["cat x | jq .", "jq ."], [("cat", "jq"), ("jq",)]),
        (["! jq . x > y"], [("jq",)]),
        (["jq . x && yq y || zq"], [("jq",)]),
        (["if jq; then yq; fi; for x in 1; do zq; done"], [()]),
        (["export X=1; cd /; unset X; [[ -n x ]]; test 1; [ 1 ]"], [()]),
        (["apt-get install jq", "jq ."], [(), ()]),
        (["jq .", "apt-get install jq", "yq ."], [("jq",), (), ()]),
        (["f() { jq; }; f", "f"], [(), ()]),
        (["alias k=kubectl", "k get pods"], [(), ()]),
        (["PATH=$PWD:$PATH", "jq"], [(), ()]),
        (['"$TOOL" x; ./jq; $(which jq) .'], [()]),
        (["curl -sSL x | sh", "jq"], [(), ()]),
        (["echo 'unterminated", "jq"], [(), ("jq",)]),
        (["true\ndone"], [()]),
    ],
)
def test_a_program_is_needed_where_it_is_sure_to_be_called_and_nothing_could_bring_it(
    commands: list[str], needed: list[tuple[str, ...]]
) -> None:
    assert needed_programs(commands) == needed


def test_a_program_is_called_wherever_it_stands() -> None:
    assert calls_program(["for x in 1; do aws s3 ls; done"], "aws")
    assert not calls_program(["echo aws", "laws x"], "aws")


@pytest.mark.parametrize(
    "text", ["echo a | sort > b", 'x=$(date); [ -n "$x" ]', "aws --version", "f() { ls; }; f", ""]
)
def test_a_block_is_quiet_that_calls_only_what_asks_nobody(text: str) -> None:
    assert is_quiet(text)


@pytest.mark.parametrize(
    "text",
    [
        "aws s3 ls",
        "x=$(aws s3 ls)",
        "echo <(aws s3 ls)",
        "./deploy.sh",
        "python ask.py",
        "time aws s3 ls",
        "eval x",
        ". ./x",
        "$TOOL s3 ls",
        "f() { aws s3 ls; }; f",
        "echo 'open",
        "bash <<E\naws s3 ls\nE",
    ],
)
def test_a_block_that_may_ask_somebody_is_not_quiet(text: str) -> None:
    assert not is_quiet(text)


def test_who_asks_a_program_for_its_version_does_not_call_it() -> None:
    assert not calls_program(["aws --version"], "aws")
    assert calls_program(["aws --version; aws s3 ls"], "aws")
