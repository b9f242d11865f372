"""Advice of the page: the row that fits, or none."""

from __future__ import annotations

import pytest

from runner.model import Remedy
from runner.run.advice import find_advice

ROWS = [
    Remedy(symptom="Invalid base64 error", remedy="Use fileb", line=1),
    Remedy(symptom="Missing cache fields", remedy="Look under usage", line=2),
    Remedy(symptom="`cache_control`: Extra inputs are not permitted", remedy="Put it inside", line=3),
]


@pytest.mark.parametrize(
    ("failure", "line"),
    [
        ('Invalid base64: "{"', 1),
        ("An error occurred: cache_control: Extra inputs are not permitted", 3),
        ("every field of the cache is missing", 2),
    ],
)
def test_the_row_whose_words_stand_in_the_failure_is_shown(failure: str, line: int) -> None:
    (advice,) = find_advice(ROWS, failure)
    assert advice.remedy.line == line
    assert 0.6 <= advice.score <= 1


@pytest.mark.parametrize(
    "failure", ["", "This model version has reached the end of its life.", "no such file", "cache"]
)
def test_a_poor_row_is_never_shown(failure: str) -> None:
    assert find_advice(ROWS, failure) == ()


def test_a_page_without_troubleshooting_has_no_advice() -> None:
    assert find_advice([], "anything") == ()
