"""Advice of the page: the row that fits with its reason, never a poor one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from runner.expectations import Strength
from runner.model import PlannedStep, Remedy, SectionKind, Step, StepKind
from runner.read.remedy_forms import conditional, remedies_table
from runner.read.symptoms import can_match, read_symptom, stems, symptoms_table
from runner.results import Advice, Check, Status, StepResult
from runner.run.advice import advise
from runner.run.failure import advice_table

FAILURES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "advice.toml").read_text(encoding="utf-8")
)["failure"]
FITS = [(failure, symptom) for failure in FAILURES for symptom in failure["fits"]]
DIFFERS = [(failure, symptom) for failure in FAILURES for symptom in failure["differs"]]
EVERY = {symptom for failure in FAILURES for symptom in (*failure["fits"], *failure["differs"])}


def row(symptom: str, line: int = 1, remedy: str = "Mend it.") -> Remedy:
    return Remedy(symptom=symptom, remedy=remedy, line=line)


def result(failure: dict[str, Any], *own: Remedy) -> StepResult:
    step = Step(
        id="1.1",
        kind=StepKind.COMMAND,
        title="Do it",
        section="Steps",
        section_kind=SectionKind.PROCEDURE,
        line=5,
        end_line=7,
        remedies=own,
    )
    claim = failure.get("claim")
    checks = (
        ()
        if claim is None
        else (
            Check(
                claim=claim[0],
                line=9,
                reading=claim[1],
                passed=False,
                detail=claim[2],
                strength=Strength.STRONG,
            ),
        )
    )
    return StepResult(
        planned=PlannedStep(step=step, text=failure.get("command", ""), skip=None, timeout=1.0),
        status=failure.get("status", Status.FAILED),
        exit_code=failure.get("exit", 1),
        stdout=failure.get("stdout", ""),
        stderr=failure.get("stderr", ""),
        reason=failure.get("reason"),
        checks=checks,
    )


def shown(failure: dict[str, Any], *symptoms: str) -> list[str]:
    return [advice.remedy.symptom for advice in advise(tuple(map(row, symptoms)), result(failure))]


def name(value: object) -> str | None:
    return str(value["command"]) if isinstance(value, dict) else None


@pytest.mark.parametrize(("failure", "symptom"), FITS, ids=name)
def test_a_row_that_fits_a_real_failure_is_shown_with_a_reason(failure: dict[str, Any], symptom: str) -> None:
    (advice,) = advise((row(symptom),), result(failure))
    assert advice_table()["scores"]["least"] <= advice.score <= 1
    assert advice.reason


@pytest.mark.parametrize(("failure", "symptom"), DIFFERS, ids=name)
def test_a_row_that_looks_alike_is_not_shown(failure: dict[str, Any], symptom: str) -> None:
    assert shown(failure, symptom) == []


@pytest.mark.parametrize("failure", FAILURES, ids=name)
def test_of_all_rows_of_all_failures_none_is_shown_that_does_not_fit(failure: dict[str, Any]) -> None:
    known = {*failure["fits"], *failure.get("also", ()), f"exit status {failure['exit']}"}
    assert {symptom for symptom in EVERY if shown(failure, symptom)} - known == set()


def test_the_corpus_is_large_enough() -> None:
    assert len(FITS) >= 60
    assert len(DIFFERS) >= 60


def test_the_best_row_is_shown_first_and_a_worse_one_not_at_all() -> None:
    failure = {"command": "jq . x", "exit": 127, "stderr": "bash: line 1: jq: command not found"}
    rows = (row("Command is missing", 1), row("`jq: command not found`", 2), row("jq is missing", 3))
    found = advise(rows, result(failure))
    assert [advice.remedy.line for advice in found] == [1, 2]
    assert shown(failure, "`yq` is missing", "`jq` is missing") == ["`jq` is missing"]


@pytest.mark.parametrize(
    ("symptom", "reason"),
    [
        ("exit status 127 and `jq`", "exit status 127 and the output has `jq`"),
        ("`jq: command not found`", "the output has `jq: command not found`"),
        ("jq is missing", "stderr says “bash: line 1: jq: command not found”"),
    ],
)
def test_a_reason_says_what_of_the_symptom_the_failure_has(symptom: str, reason: str) -> None:
    failure = {"command": "jq . x", "exit": 127, "stderr": "bash: line 1: jq: command not found"}
    (advice,) = advise((row(symptom),), result(failure))
    assert advice.reason == reason


def test_a_blocked_step_that_did_not_run_has_its_reason_for_a_failure() -> None:
    failure = {"status": Status.BLOCKED, "exit": None, "command": "jq . x"}
    failure["reason"] = "the program `jq` is not on PATH; install it"
    assert shown(failure, "`jq: command not found`", "Port in use") == ["`jq: command not found`"]
    assert shown(failure, "`yq: command not found`") == []


def test_a_row_right_behind_the_step_goes_before_one_of_troubleshooting() -> None:
    failure = {"stderr": "Connection refused"}
    (advice, *_) = advise((row("Connection refused", 30),), result(failure, row("connection refused", 9)))
    assert advice.remedy.line == 9


def test_advice_for_any_failure_of_a_step_is_shown_when_it_failed_and_no_better_row_is_there() -> None:
    own = row("it fails", 9, "Look at the log.")
    (advice,) = advise((), result({"stderr": "boom"}, own))
    assert advice == Advice(remedy=own, score=0.75, reason="the page says it right behind the step")
    assert advise((), result({"stderr": "boom", "status": Status.BLOCKED}, own)) == ()
    (better,) = advise((row("`boom: no fuse`", 20),), result({"stderr": "boom: no fuse"}, own))
    assert better.remedy.line == 20


@pytest.mark.parametrize("symptom", ["It does not work", "An error", "Errors", "Not found", "`jq`", "Fails"])
def test_a_symptom_that_says_too_little_is_never_shown(symptom: str) -> None:
    assert not can_match(read_symptom(symptom))
    assert shown({"stderr": "jq: error: command not found", "exit": 127, "command": "jq"}, symptom) == []


def test_a_row_without_a_remedy_is_never_shown() -> None:
    assert advise((row("`boom boom`", remedy=""),), result({"stderr": "boom boom"})) == ()


def test_a_page_without_advice_has_none() -> None:
    assert advise((), result({"stderr": "anything"})) == ()


@pytest.mark.parametrize("phrase", symptoms_table()["phrase"], ids=lambda phrase: str(phrase["says"]))
def test_a_phrase_stands_for_what_means_the_same_and_for_nothing_else(phrase: dict[str, Any]) -> None:
    assert phrase["means"]
    for one, other in phrase["means"]:
        assert set(stems(one)) >= set(stems(other)) or set(stems(one)) <= set(stems(other)), (one, other)
    for one, other in phrase["differs"]:
        assert set(stems(one)) != set(stems(other)), (one, other)


@pytest.mark.parametrize("meaning", advice_table()["exit"], ids=lambda meaning: str(meaning["status"]))
def test_an_exit_status_says_what_the_output_does_not(meaning: dict[str, Any]) -> None:
    command, symptom = meaning["example"]
    assert shown({"command": command, "exit": meaning["status"]}, symptom) == [symptom]
    assert shown({"command": command, "exit": 3}, symptom) == []
    if "program" in meaning:
        assert shown({"command": "other", "exit": meaning["status"]}, symptom) == []


@pytest.mark.parametrize("example", remedies_table()["example"], ids=lambda example: str(example["says"]))
def test_a_sentence_right_behind_a_step_is_read_as_its_example_says(example: dict[str, Any]) -> None:
    form = conditional(example["says"], behind_step=True)
    if "symptom" not in example:
        assert form is None
    else:
        assert form is not None
        assert (form.symptom, form.remedy) == (example["symptom"], example["remedy"])
