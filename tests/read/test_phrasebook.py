"""The phrasebook's own examples are its tests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from runner.model import Subject
from runner.read.inline import read_sentences
from runner.read.phrasebook import phrasebook, phrasebook_table, read_claim
from runner.run.checks import Observed, check_claims

if TYPE_CHECKING:
    from pathlib import Path

    from runner.model import Claim
    from runner.read.inline import Sentence
    from runner.read.phrasebook import Pattern

ROWS: list[dict[str, Any]] = phrasebook_table()["pattern"]
EXAMPLES = [(row, example) for row in ROWS for example in row["example"]]
NEAR_MISSES = [(row["name"], sentence) for row in ROWS for sentence in row["near_misses"]]
OUTPUTS = [
    (example["sentence"], output, holds)
    for _, example in EXAMPLES
    for key, holds in (("holds", True), ("fails", False))
    for output in example.get(key, [])
]


def sentence_of(text: str) -> Sentence:
    (sentence,) = read_sentences(text, line=1)
    return sentence


def claim_of(text: str) -> Claim:
    claim = read_claim(sentence_of(text))
    assert claim is not None
    return claim


def reader_of(sentence: Sentence) -> Pattern | None:
    for pattern in phrasebook().patterns:
        match = pattern.form.fullmatch(sentence.form)
        if match and (pattern.requires is None or pattern.requires.search(sentence.form)):
            return pattern
    return None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["name"]))
def test_a_pattern_has_three_examples_and_two_near_misses(row: dict[str, Any]) -> None:
    assert len(row["example"]) >= 3
    assert len(row["near_misses"]) >= 2


@pytest.mark.parametrize(("row", "example"), EXAMPLES, ids=lambda item: str(item.get("sentence", "")))
def test_an_example_is_read_by_its_pattern(row: dict[str, Any], example: dict[str, Any]) -> None:
    pattern = reader_of(sentence_of(example["sentence"]))
    assert pattern is not None
    assert pattern.name == row["name"]


@pytest.mark.parametrize(("name", "text"), NEAR_MISSES)
def test_a_near_miss_is_not_read_by_its_pattern(name: str, text: str) -> None:
    pattern = reader_of(sentence_of(text))
    assert pattern is None or pattern.name != name


@pytest.mark.parametrize(("text", "output", "holds"), OUTPUTS)
def test_a_reading_accepts_the_right_output_and_refuses_the_wrong_one(
    text: str, output: str, *, holds: bool, tmp_path: Path
) -> None:
    observed = Observed(stdout=output, stderr="", folder=tmp_path, root=tmp_path)
    checks = list(check_claims([claim_of(text)], observed))
    assert checks
    assert all(check.passed for check in checks) is holds


@pytest.mark.parametrize("example", [example for row, example in EXAMPLES if row["subject"] == "file"])
def test_a_reading_of_a_file_fails_where_the_file_is_missing_or_wrong(
    example: dict[str, Any], tmp_path: Path
) -> None:
    claim = claim_of(example["sentence"])
    (expectation,) = claim.expectations
    changed = frozenset({(tmp_path / expectation.name).resolve()})
    observed = Observed(stdout="", stderr="", folder=tmp_path, root=tmp_path, changed=changed)
    assert expectation.subject is Subject.FILE
    (missing,) = check_claims([claim], observed)
    assert not missing.passed
    right = {
        "line-count": "x\n" * int((expectation.objects or ("1",))[0]),
        "valid-json": "{}",
        "exists": "",
        "created": "",
    }
    (tmp_path / expectation.name).write_text(right[expectation.predicate])
    (good,) = check_claims([claim], observed)
    assert good.passed
    if expectation.predicate == "created":
        (old,) = check_claims([claim], replace(observed, changed=frozenset()))
        assert not old.passed
    elif expectation.predicate != "exists":
        (tmp_path / expectation.name).write_text(right[expectation.predicate] + "{x\n")
        (bad,) = check_claims([claim], observed)
        assert not bad.passed


@pytest.mark.parametrize(
    "text",
    [
        "Presence of numeric values and a status of `ok` confirms it works.",
        "The output is `ok` on Linux.",
        "You should see `a` before `b`.",
        "The output should be sorted.",
        "It prints a table.",
    ],
)
def test_words_left_over_make_a_claim_unchecked_and_never_a_looser_check(text: str) -> None:
    assert claim_of(text).expectations == ()


@pytest.mark.parametrize(
    "text",
    [
        "Use `fileb://` (not `file://`) for the `--body` parameter to avoid base64 errors.",
        "If it does not, debug the proxy.",
        "The `--region` option takes a region.",
        "You should have an account.",
        "Replace `x` with your own name.",
    ],
)
def test_a_sentence_that_claims_no_outcome_is_no_claim(text: str) -> None:
    assert read_claim(sentence_of(text)) is None
