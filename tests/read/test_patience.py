"""Sentences that ask for patience, and those that only look like it."""

from __future__ import annotations

import pytest

from runner.manner import Retry
from runner.read.patience import named_time, patience_table
from tests.pages import procedure

FINDS = [item for row in patience_table()["pattern"] for item in row["finds"].items()]
NEAR_MISSES = [sentence for row in patience_table()["pattern"] for sentence in row["near_misses"]]


@pytest.mark.parametrize(("sentence", "seconds"), FINDS)
def test_a_sentence_asks_for_patience_and_says_how_long(sentence: str, seconds: float) -> None:
    assert named_time(sentence) == seconds


@pytest.mark.parametrize("sentence", NEAR_MISSES)
def test_a_near_miss_does_not(sentence: str) -> None:
    assert named_time(sentence) is None


def asked(prose: str, *, braces: str = "", behind: str = "The output is `up`.") -> Retry | None:
    page = f"# T\n\n## Procedure\n\n{prose}\n\n```bash {braces}\ncurl -s x\n```\n\n{behind}\n"
    return procedure(page).steps[0].manner.retry


@pytest.mark.parametrize(
    ("prose", "tries", "delay"),
    [
        ("Look (it may take a few minutes):", 5, 10),
        ("Wait until it answers. This can take up to 5 minutes:", 31, 10),
        ("Look, this can take up to 5 minutes:", 31, 10),
        ("Look. It may take 10 seconds.", 6, 2),
    ],
)
def test_prose_before_a_step_with_checks_has_it_tried_again(prose: str, tries: int, delay: float) -> None:
    found = asked(prose)
    assert found is not None
    assert (found.tries, found.delay, found.line) == (tries, delay, 5)


def test_so_does_prose_behind_it() -> None:
    found = asked("Look:", behind="The output is `up`. It may take a few seconds until it is.")
    assert found is not None
    assert (found.said, found.line) == ("It may take a few seconds until it is.", 11)


def test_a_step_without_checks_is_not_tried_again_for_its_prose() -> None:
    assert asked("Look (it may take a few minutes):", behind="") is None


def test_what_the_fence_says_stands_before_the_prose() -> None:
    assert asked("Look (it may take a few minutes):", braces="{retry=2 delay=1}") == Retry(tries=2, delay=1)


def test_a_step_in_the_background_is_not_tried_again() -> None:
    assert asked("Look (it may take a few minutes):", braces="{background}") is None
