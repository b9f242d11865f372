"""An answer of the judge is taken only in our own kinds, in the sentence's words, and where it is strong."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from runner.expectations import JUDGE, Aspect, Predicate, Strength, Subject
from runner.read.judge_answer import AnswerRefusedError, Ground, answered, taken
from runner.read.judge_form import judge_form

SENTENCE = "Of v1.4.2 three rows say READY or `up` in `out.txt`, and `Status` is set to ^ok-[0-9]+$."
GROUND = Ground(sentence=SENTENCE, commands=["export TOKEN=abc; jq .usage.total out.json"])


def one(**parts: Any) -> dict[str, Any]:
    return {"subject": "stdout", "predicate": "contains", "objects": ["READY"], **parts}


def take(**parts: Any) -> Any:
    return taken([one(**parts)], GROUND)[0]


@pytest.mark.parametrize(
    ("parts", "reading"),
    [
        ({}, "stdout contains `READY`"),
        ({"objects": ["READY", "up"]}, "stdout contains `READY` or `up`"),
        ({"subject": "file", "name": "out.txt"}, "the file `out.txt` contains `READY`"),
        ({"subject": "variable", "name": "TOKEN", "predicate": "equals"}, "the variable `TOKEN` is `READY`"),
        ({"aspect": "last-line"}, "the last line of stdout contains `READY`"),
        (
            {"aspect": "field", "field": "usage.total", "predicate": "positive-number", "objects": []},
            "`usage.total` in stdout is one number greater than zero",
        ),
        (
            {"aspect": "lines", "predicate": "number-is", "objects": ["3"]},
            "the number of lines of stdout is the number `3`",
        ),
        (
            {"aspect": "version", "predicate": "version-at-least", "objects": ["1.4.2"]},
            "the version in stdout is at least `1.4.2`",
        ),
        ({"predicate": "matches", "objects": ["^ok-[0-9]+$"]}, "stdout matches `^ok-[0-9]+$`"),
        (
            {"subject": "file", "name": "out.txt", "predicate": "created", "objects": []},
            "the file `out.txt` is created",
        ),
    ],
)
def test_a_reading_of_our_kinds_is_taken_in_our_own_words(parts: dict[str, Any], reading: str) -> None:
    found = take(**parts)
    assert found.reading == reading
    assert found.strength is Strength.STRONG
    assert found.read_by == JUDGE


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"subject": "the console"}, "subject 'the console' is not known"),
        ({"subject": "exit-status", "predicate": "number-is", "objects": ["3"]}, "subject 'exit-status'"),
        ({"predicate": "shown"}, "predicate 'shown' is not known"),
        ({"predicate": "passes"}, "predicate 'passes' is not known"),
        ({"predicate": ["contains"]}, "predicate .* is not known"),
        ({"aspect": "middle"}, "aspect 'middle' is not known"),
        ({"verdict": "passed"}, "a key that is not known"),
        ({"negated": "no"}, "neither true nor false"),
        ({"objects": "READY"}, "no list of 1 to 5"),
        ({"objects": []}, "no list of 1 to 5"),
        ({"objects": [3]}, "no line of text"),
        ({"objects": ["READY\nx"]}, "no line of text"),
        ({"objects": ["x" * 501]}, "no line of text"),
        ({"objects": ["zebra"]}, "'zebra' does not stand in the sentence"),
        ({"objects": ["READ"]}, "'READ' does not stand in the sentence"),
        ({"objects": ["abc"]}, "'abc' does not stand in the sentence"),
        ({"objects": [" "]}, "does not stand in the sentence"),
        ({"objects": ["is"]}, "too short"),
        ({"predicate": "number-is", "objects": ["READY"]}, "no number"),
        ({"aspect": "lines", "predicate": "number-is", "objects": ["4"]}, "does not name the number 4"),
        ({"aspect": "lines"}, "cannot be asked of lines"),
        ({"predicate": "version-at-least", "objects": ["1.4.2"]}, "cannot be asked of whole"),
        ({"aspect": "version", "predicate": "version-at-least", "objects": ["READY"]}, "no version"),
        ({"predicate": "created", "objects": []}, "cannot be asked of whole of stdout"),
        ({"predicate": "matches", "objects": ["(a*)*"]}, "can take for ever"),
        ({"subject": "file"}, "do not go together"),
        ({"name": "out.txt"}, "do not go together"),
        ({"subject": "file", "name": "/etc/passwd"}, "neither in the sentence nor in a command"),
        ({"subject": "variable", "name": "$(rm x)"}, "no name of a variable"),
        ({"aspect": "field"}, "do not go together"),
        ({"aspect": "field", "field": "a b"}, "no path of a field"),
        ({"negated": True}, "is weak"),
        ({"predicate": "is-empty", "objects": []}, "is weak"),
        ({"predicate": "valid-yaml", "objects": []}, "is weak"),
    ],
)
def test_any_other_reading_is_refused_with_the_reason(parts: dict[str, Any], why: str) -> None:
    with pytest.raises(AnswerRefusedError, match=why):
        take(**parts)


def test_of_several_expectations_one_that_is_refused_refuses_them_all() -> None:
    with pytest.raises(AnswerRefusedError):
        taken([one(), one(objects=["zebra"])], GROUND)


@pytest.mark.parametrize("items", [{}, "x", None, [one()] * 9, ["x"], [None]])
def test_what_is_no_list_of_expectations_is_refused(items: Any) -> None:
    with pytest.raises(AnswerRefusedError):
        taken(items, GROUND)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        {"readings": {}},
        {"readings": [], "verdict": "passed"},
        {"readings": [{"sentence": 1}]},
        {"readings": [{"sentence": True, "expectations": []}]},
        {"readings": [{"sentence": 3, "expectations": []}]},
        {"readings": [{"sentence": 1, "expectations": []}] * 2},
    ],
)
def test_an_answer_without_the_form_of_one_is_refused_as_a_whole(answer: Any) -> None:
    with pytest.raises(AnswerRefusedError):
        answered(answer, 2)


def test_the_schema_is_one_and_holds_what_is_taken() -> None:
    schema = judge_form().schema()
    Draft202012Validator.check_schema(schema)
    check = Draft202012Validator(schema)
    check.validate({"readings": [{"sentence": 1, "expectations": [one()]}]})
    assert not check.is_valid({"readings": [{"sentence": 1, "expectations": [one(verdict="passed")]}]})


def test_the_judge_can_ask_for_every_kind_but_those_that_need_a_fence_or_are_always_weak() -> None:
    form = judge_form()
    never = {
        "shown",
        "shown-lines",
        "shown-names",
        "shown-unordered",
        "form",
        "json",
        "json-subset",
        "json-form",
        "exists",
    }
    assert {item.value for item in Predicate} - {item.value for item in form.predicates} == never
    assert set(Subject) - set(form.subjects) == {Subject.EXIT_STATUS, Subject.DURATION}
    assert set(form.aspects) == set(Aspect)
