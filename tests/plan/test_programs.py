"""Which programs must be there before a page runs: in doubt none."""

from __future__ import annotations

import pytest

from runner.plan.programs import calls_program, needed_programs


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
