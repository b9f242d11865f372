"""Sentences: where they end, what they hold, and on which line they stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from runner.read.inline import plain, read_sentences
from runner.read.source import with_plain_line_ends


def texts(prose: str) -> list[str]:
    return [sentence.text for sentence in read_sentences(prose, line=1)]


def test_a_full_stop_in_a_code_span_ends_no_sentence() -> None:
    assert texts("Run `a. B` now. Then stop.") == ["Run `a. B` now.", "Then stop."]


def test_abbreviations_and_versions_end_no_sentence() -> None:
    assert texts("Use a tool, e.g. Docker 20.10. It works.") == [
        "Use a tool, e.g. Docker 20.10.",
        "It works.",
    ]


def test_a_sentence_knows_the_line_on_which_it_begins() -> None:
    sentences = read_sentences("One\ntwo. Three\nfour.\nFive.", line=10)
    assert [sentence.line for sentence in sentences] == [10, 11, 13]


def test_placeholders_in_angle_brackets_stay_text() -> None:
    assert plain("Give <name> and &x; to `it`") == "Give <name> and &x; to `it`"


def test_a_sentence_that_ends_in_a_colon_introduces() -> None:
    assert [sentence.introduces for sentence in read_sentences("Stop. Run this:", line=1)] == [False, True]


@given(st.text(max_size=300).map(with_plain_line_ends))
def test_no_text_is_refused_and_no_code_span_is_lost(prose: str) -> None:
    for sentence in read_sentences(prose, line=1):
        assert sentence.form.count("{") >= len(sentence.objects)
        assert 1 <= sentence.line <= prose.count("\n") + 1


def test_a_mark_of_our_own_in_the_page_is_no_code_span() -> None:
    assert texts("It is \ue0000\ue001.") == ["It is \ufffd0\ufffd."]
