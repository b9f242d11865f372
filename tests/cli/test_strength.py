"""How much a check is worth: held against what other steps print, told by plan and check, asked by a flag."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell


def page_of(*steps: tuple[str, str]) -> str:
    """A page of commands, each with what is said behind it."""
    body = "".join(f"```bash\n{command}\n```\n\n{said}\n\n" for command, said in steps)
    return f"# T\n\n## Procedure\n\n{body}"


def strengths(desk: Desk, *steps: tuple[str, str]) -> list[str]:
    result = desk.run("execute", desk.page(page_of(*steps)), "--output", "json").result
    assert result["verdict"] == "passed"
    return [check["strength"] for step in result["steps"] for check in step["checks"]]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([("echo 5", "It prints a positive number.")], ["strong"]),
        ([("echo 5", "It prints a positive number."), ("echo 6", "")], ["weak"]),
        ([("echo 5", "It prints a positive number."), ("echo six", "")], ["strong"]),
        ([("echo build ok", "The output contains `ok`."), ("echo test ok", "")], ["weak"]),
        ([("echo build ok", "The output contains `build`."), ("echo test ok", "")], ["strong"]),
        # The same command run again, or the same text, is nothing unrelated.
        ([("echo $RANDOM", "It prints a number."), ("echo $RANDOM", "")], ["strong"]),
        ([("echo 5", "It prints a number."), ("printf '5\\n'", "")], ["strong"]),
        ([("echo a up", "The output contains `up`."), ("printf 'a up\\nb\\n'", "")], ["strong"]),
        ([("echo a up", "The output contains `up`."), ("printf 'a up\\nb up\\n'", "")], ["weak"]),
        # What goes to stderr tells nothing of stdout.
        ([("echo 5", "It prints a number."), ("echo 6 >&2", "")], ["strong"]),
        ([("echo 5 >&2", "You should see `5`."), ("echo a 5", "")], ["weak"]),
        # A file is not what another step prints.
        ([("echo 5 > a.txt", "`a.txt` contains `5`."), ("echo a 5", "")], ["strong"]),
        ([("echo 5 > a.txt", "This writes `a.txt`."), ("echo 5", "")], ["strong"]),
        (
            [('echo \'{"status": "up"}\'', "The value of `status` is `up`."), ("echo up", "")],
            ["strong"],
        ),
        (
            [
                ('echo \'{"a": 1, "status": "up"}\'', "The value of `status` is `up`."),
                ('echo \'{"b": 2, "status": "up"}\'', ""),
            ],
            ["weak"],
        ),
        ([("date +%F", "```output\n2024-01-02\n```"), ("date -d yesterday +%F", "")], ["weak"]),
        ([("echo one", "```output\none\n```"), ("echo two", "```output\ntwo\n```")], ["strong", "strong"]),
        ([("true", "The command succeeds."), ("echo 5", "")], ["weak"]),
    ],
)
def test_a_check_that_accepts_what_another_step_printed_is_weak(
    desk: Desk, steps: list[tuple[str, str]], expected: list[str]
) -> None:
    assert strengths(desk, *steps) == expected


def test_a_weak_check_names_the_step_whose_output_would_pass_and_the_record_has_it(desk: Desk) -> None:
    name = desk.page(page_of(("echo 5", "It prints a number."), ("echo 6", "")))
    done = desk.run("execute", name)
    assert "weak:   1 of 1 checks would pass with a wrong output too: page.md:9" in done.out
    (record,) = (desk.folder / ".runbook").rglob("*.json")
    told = json.loads(record.read_text(encoding="utf-8"))
    (check,) = told["steps"][0]["checks"]
    assert check["strength"] == "weak"
    assert check["detail"] == "got `5`; weak: what step 1.2 printed would pass too"


def test_a_step_that_did_not_run_or_whose_check_failed_says_nothing_of_strength(desk: Desk) -> None:
    name = desk.page(page_of(("echo 5", "It prints a number."), ("false", ""), ("echo 6", "It prints `7`.")))
    result = desk.run("execute", name, "--output", "json").result
    assert [step["status"] for step in result["steps"]] == ["verified", "failed", "skipped"]
    assert result["steps"][0]["checks"][0]["strength"] == "strong"


def test_many_steps_with_checks_are_weighed_in_a_time_that_grows_with_their_number(desk: Desk) -> None:
    steps = [(f"echo item {number} ok", "The output contains `ok`.") for number in range(60)]
    assert strengths(desk, *steps) == ["weak"] * 60


FENCES = page_of(
    ("./build", "The output contains `ok`."),
    ("./test", "```output\n3 tests ok\n```"),
    ("true", "It succeeds."),
)


def test_check_tells_what_a_weak_claim_would_accept(desk: Desk) -> None:
    done = desk.run("check", desk.page(FENCES))
    assert done.status == 0
    assert (
        "page.md:9: warning weak-check: “The output contains `ok`.” is a weak check: stdout contains `ok`"
        in done.out
    )
    assert "(would also accept the output shown at line 15)" in done.out
    assert "(would also accept any command that ends with such a status)" in done.out


def test_plan_tells_it_too_and_counts(desk: Desk) -> None:
    name = desk.page(FENCES)
    out = desk.run("plan", name).out
    assert "stdout contains `ok`  (weak: would also accept the output shown at line 15)" in out
    assert "claims: 3 read (2 weakly), 0 unchecked" in out
    result = desk.run("plan", name, "--output", "json").result
    found = [check["strength"] for step in result["steps"] for check in step["checks"]]
    assert found == ["weak", "strong", "weak"]


@pytest.mark.parametrize(
    ("said", "accepted"),
    [
        ("The output is empty.", "empty output"),
        ("The output does not contain `fatal`.", "empty output"),
        ("The output is valid JSON.", "unrelated JSON"),
        ("The output contains `error`.", "an error message"),
        ("`a.txt` exists.", "what was so before"),
        ("It takes less than 5 seconds.", "any command that takes no longer"),
    ],
)
def test_every_weakness_is_named(desk: Desk, said: str, accepted: str) -> None:
    assert f"(weak: would also accept {accepted})" in desk.run("plan", desk.page(page_of(("ls", said)))).out


HALF = page_of(("echo apples", "It prints `apples`."), ("true", "It succeeds."))


def run_with(desk: Desk, percent: str, *more: str) -> tuple[int, str, Any]:
    done = desk.run("execute", desk.page(HALF), "--min-verified", percent, *more)
    return done.status, done.err, done


def test_min_verified_counts_the_steps_that_a_strong_check_verified(desk: Desk) -> None:
    assert run_with(desk, "50")[0] == 0
    status, err, _ = run_with(desk, "51")
    assert status == 1
    assert "1 of 2 command steps that ran were verified by a strong check, that is 50 %" in err
    assert err.rstrip().endswith("page.md:11: step 1.2")


def test_min_verified_changes_nothing_in_the_result(desk: Desk) -> None:
    _, _, done = run_with(desk, "100", "--output", "json")
    assert done.status == 1
    assert done.result["verdict"] == "passed"


@pytest.mark.parametrize("value", ["101", "-1", "nan", "inf", "most"])
def test_min_verified_is_a_number_from_0_to_100(desk: Desk, value: str) -> None:
    status, err, _ = run_with(desk, value)
    assert status == 2
    assert "min-verified" in err


def test_min_verified_counts_all_pages_and_no_step_that_did_not_run(desk: Desk) -> None:
    good = desk.page(page_of(("echo apples", "It prints `apples`.")), "good.md")
    half = desk.page(HALF, "half.md")
    done = desk.run("execute", good, half, "--min-verified", "66")
    assert done.status == 0
    done = desk.run("execute", half, "--step", "1.1", "--min-verified", "100")
    assert done.status == 0


def test_min_verified_says_nothing_of_a_page_on_which_nothing_ran(desk: Desk) -> None:
    done = desk.run(
        "execute", desk.page("# T\n\n## Procedure\n\n1. Open the door.\n"), "--min-verified", "100"
    )
    assert done.status == 5
    assert "min-verified" not in done.err
