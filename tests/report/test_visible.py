"""What pages and programs print cannot act on the reader's terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.report.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain — and “quoted”\tx", "plain — and “quoted”\tx"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07x", "␛]0;title␇x"),
        ("a\rb\x08c\x7f", "a␍b␈c␡"),
        ("\x9b2J", "\ufffd2J"),
    ],
)
def test_what_would_act_on_a_terminal_is_shown_instead(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_nothing_that_acts_on_a_terminal_is_left(text: str) -> None:
    assert not any(ord(letter) < 32 and letter not in "\t\n" for letter in visible(text))
    assert visible(visible(text)) == visible(text)
