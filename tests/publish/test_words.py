"""Spans and moments as a reader says them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from runner.ages import read_age
from runner.errors import UsageError
from runner.publish.evidence import State
from runner.publish.words import WORDS, age_in_words, duration_in_words, moment_in_words
from runner.results import Status, Verdict


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0, "0 ms"),
        (0.0123, "12 ms"),
        (0.1, "0.1 s"),
        (59.94, "59.9 s"),
        (60, "1 min 0 s"),
        (3725.9, "62 min 5 s"),
    ],
)
def test_a_span_is_said_as(seconds: float, words: str) -> None:
    assert duration_in_words(seconds) == words


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=23, minutes=59), "23 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=45), "45 days"),
    ],
)
def test_an_age_is_said_in_its_largest_unit(age: timedelta, words: str) -> None:
    assert age_in_words(age) == words


def test_a_moment_is_said_with_its_zone() -> None:
    assert moment_in_words(datetime(2026, 3, 4, 5, 6, tzinfo=UTC)) == "4 March 2026, 05:06 UTC"


@pytest.mark.parametrize("name", [*Status, *Verdict, *State])
def test_every_status_verdict_and_state_has_a_word(name: str) -> None:
    assert WORDS[name].word


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("30d", timedelta(days=30)),
        (" 12h ", timedelta(hours=12)),
        ("2w", timedelta(weeks=2)),
        ("5m", timedelta(minutes=5)),
    ],
)
def test_a_flag_names_an_age(text: str, age: timedelta) -> None:
    assert read_age(text) == age


@pytest.mark.parametrize("text", ["", "30", "d", "-1d", "1.5d", "30 days", "30d 2h"])
def test_what_is_no_age_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match=r"is no age; write one such as 30d"):
        read_age(text)
