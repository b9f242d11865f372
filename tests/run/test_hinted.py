"""The first look at many texts: it never passes over one in which a shape would be found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.run.hinted import Hinted
from runner.run.masking import make_mask
from runner.run.shapes import rules

if TYPE_CHECKING:
    from runner.run.shapes import Rule

KEY = "AKIA" + "Q3EXAMPL7ABCDEF2"
PIECES = [
    KEY,
    "token = ghp_" + "a1B2" * 9,
    "-----BEGIN PRIVATE KEY-----",
    "harmless",
    "\u200b",
    "\x1c",
    " ",
    "\n",
]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), max_size=6), st.booleans())
def test_nothing_is_missed_among_the_shapes_that_may_be_there(texts: list[str], authored: bool) -> None:
    hinted, mask = Hinted(authored=authored), make_mask({}, authored=authored)
    for text in texts:
        assert mask.find(text, hinted.rules_for(text)) == mask.find(text)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.kind)
def test_a_shape_may_be_where_a_hint_of_it_is_in_whatever_case(rule: Rule) -> None:
    hinted = Hinted(authored=False)
    for hint in rule.hints:
        assert all(rule in hinted.rules_for(text) for text in (f"a {hint} b", f"x{hint.upper()}y"))


def test_a_hint_that_something_invisible_tears_apart_is_noticed() -> None:
    for char in "\u200b\x1c\x08\xad":
        assert Hinted(authored=True).rules_for(f"{KEY[:2]}{char}{KEY[2:]}")


def test_words_without_a_hint_are_passed_over() -> None:
    hinted = Hinted(authored=False)
    assert not hinted.rules_for("a plain text")
    assert hinted.rules_for(f"a plain text {KEY}")
    assert not hinted.rules_for("a plain text")
