"""What holds of any output: properties, and bounds that tell an end from a hang."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.expectations import Predicate
from runner.shown.volatile import parts
from tests.shown.comparing import held

LINES = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), max_size=12)
TEXTS = LINES.map("\n".join)
TOUGH = st.lists(
    st.sampled_from(
        [
            "a",
            "...",
            "[...]",
            "x (?)",
            "* (glob)",
            ".+ (regex)",
            "9fceb02",
            "1.23s",
            "a ... b",
            "",
            "(a+)+ (regex)",
        ]
    ),
    max_size=10,
).map("\n".join)
PREDICATES = [Predicate.SHOWN, Predicate.SHOWN_LINES]


@given(TEXTS | TOUGH)
def test_any_output_shown_as_it_is_holds(text: str) -> None:
    assert all(held(text, text, predicate).holds for predicate in PREDICATES)


@given(TEXTS | TOUGH, TEXTS | TOUGH)
def test_every_difference_is_told_and_nothing_crashes(shown: str, actual: str) -> None:
    for predicate in PREDICATES:
        found = held(shown, actual, predicate)
        assert found.detail


@given(LINES, st.data())
def test_eliding_lines_never_makes_a_text_fail_against_itself(lines: list[str], data: st.DataObject) -> None:
    kept = [line if data.draw(st.booleans()) else "..." for line in lines]
    assert held("\n".join(kept), "\n".join(lines)).holds


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=40), st.data())
def test_eliding_within_a_line_never_makes_it_fail_against_itself(line: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, len(line)))
    assert held(f"{line[:start]}[...]{line[end:]}", line).holds


@given(st.from_regex(r"[a-z]{1,6}( [a-z0-9.]{1,8}){0,4}", fullmatch=True), st.data())
def test_a_changed_character_outside_volatile_parts_fails(line: str, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(line) - 1))
    changed = line[:index] + ("#" if line[index] != "#" else "+") + line[index + 1 :]
    if "..." not in line and all(part.kind is None for part in parts(line)):
        assert not held(line, changed).holds


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(JSONS)
def test_json_shown_as_it_is_holds_in_every_way(value: object) -> None:
    text = json.dumps(value)
    other = json.dumps(value, indent=1, sort_keys=True)
    for predicate in (Predicate.JSON, Predicate.JSON_SUBSET, Predicate.JSON_FORM):
        assert held(text, other, predicate).holds


# Bounds: generous ones, which tell "ends" from "hangs"


@pytest.mark.parametrize(
    ("shown", "actual"),
    [
        ("a\n" * 5 + "end\n", "b\n" * 2_000_000),
        ("a\n...\nend\n", "a\n" + "b\n" * 500_000),
        ("...\na\n" * 20, "a\n" * 50_000 + "b\n"),
        ("a* (glob)\n" + "x\n", "a" * 5_000_000),
        ("*a*a*a*a*a*b (glob)\n", "a" * 100_000),
        ("[...]a[...]a[...]a[...]b\n", "a" * 100_000),
        ("x (?)\n" * 50 + "y\n", "x\n" * 1_000),
    ],
)
def test_a_large_output_that_fails_ends_soon(shown: str, actual: str) -> None:
    begin = time.monotonic()
    assert not held(shown, actual).holds
    assert time.monotonic() - begin < 20
