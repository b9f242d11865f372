"""JSON that a page shows, held against the JSON that came."""

from __future__ import annotations

import json

import pytest

from runner.expectations import Predicate
from runner.shown.compare import is_strong
from tests.shown.comparing import held

JSON_SAME = [
    ('{"a": 1, "b": [1, 2]}', '{"b":[1,2],"a":1}'),
    ('{"a": 1}', '{"a": 1.0}'),
    ('{"id": "9fceb02"}', '{"id": "02d0ae5"}'),
    ('{"text": "..."}', '{"text": "anything\\nat all"}'),
    ('{"text": "Hello [...]"}', '{"text": "Hello you"}'),
    ('{"a": NaN}', '{"a": NaN}'),
]
JSON_OTHER = [
    ('{"a": 1}', '{"a": 2}', "$.a: expected 1, got 2"),
    ('{"a": 1}', '{"a": true}', "$.a: expected 1, got true"),
    ('{"a": 1}', '{"a": "1"}', '$.a: expected 1, got "1"'),
    ('{"a": 1}', "{}", "$.a: missing, expected 1"),
    ("{}", '{"a": 1}', "$: has `a` too, which the page does not show"),
    (
        '{"items": [{"n": 1}, {"name": "a"}]}',
        '{"items": [{"n": 1}, {"name": "b"}]}',
        '$.items[1].name: expected "a", got "b"',
    ),
    ("[1, 2]", "[2, 1]", "$[0]: expected 1, got 2"),
    ("[1]", "[1, 2]", "$: expected 1 item, got 2"),
    ('{"a b": null}', '{"a b": 0}', '$["a b"]: expected null, got 0'),
    ('{"a": 1}', "oops", "got oops, no JSON"),
    ('{"a": 1}', "", "got no output"),
    ('{"v": "1.4.2"}', '{"v": "1.4.3"}', '$.v: expected "1.4.2", got "1.4.3"'),
]


@pytest.mark.parametrize(("shown", "actual"), JSON_SAME)
def test_json_is_compared_as_json(shown: str, actual: str) -> None:
    assert held(shown, actual, Predicate.JSON).holds


@pytest.mark.parametrize(("shown", "actual", "said"), JSON_OTHER)
def test_a_difference_of_json_is_told_by_its_path(shown: str, actual: str, said: str) -> None:
    found = held(shown, actual, Predicate.JSON)
    assert not found.holds
    assert said in found.detail


def test_json_that_the_page_shows_in_part_may_hold_more() -> None:
    shown = '{"items": [{"name": "a"}, {"name": "c"}]}'
    actual = {"count": 3, "items": [{"name": "a", "x": 1}, {"name": "b"}, {"name": "c"}]}
    assert held(shown, json.dumps(actual), Predicate.JSON_SUBSET).holds
    actual["items"] = [{"name": "c"}, {"name": "b"}]
    found = held(shown, json.dumps(actual), Predicate.JSON_SUBSET)
    assert "$.items: no item is an object of 1 (item 0 of the page)" in found.detail
    assert not held('{"a": 1}', '{"b": 1}', Predicate.JSON_SUBSET).holds


@pytest.mark.parametrize("actual", ['{"a": 1, "a": 2}', '{"a": 2, "a": 2}', '[{"b": [{"a": 1, "a": 2}]}]'])
def test_json_in_which_a_key_stands_twice_is_no_json_and_the_message_names_it(actual: str) -> None:
    comparison = held('{"a": 2}', actual, Predicate.JSON)
    assert not comparison.holds
    assert 'the key "a" stands there twice' in comparison.detail


def test_json_of_a_page_may_leave_out_keys_in_two_places() -> None:
    assert held('{..., "a": 1, ...}', '{"z": 0, "a": 1, "b": 2}', Predicate.JSON).holds


@pytest.mark.parametrize(
    ("shown", "actual"),
    [
        ('{\n  "a": 1,\n  ...\n}\n', {"a": 1, "b": 2}),
        ('{\n  "a": 1,\n  ...\n}\n', {"a": 1}),
        ('{"a": ..., "b": 2}\n', {"a": [1], "b": 2}),
        ('{"a": [1, ...], "b": {...}}\n', {"a": [1, 2, 3], "b": {"c": 1}}),
        ("[1, ..., 9]\n", [1, 2, 3, 9]),
        ('[\n  {"a": 1}\n  ...\n]\n', [{"a": 1}, {"b": 1}]),
        ("[..., 5, ...]\n", [1, 5, 2]),
        ('{\n  "a": 1,\n  // ...\n  "z": 2\n}\n', {"a": 1, "m": 0, "z": 2}),
        ('{"a": "x...", \u2026}\n', {"a": "xyz", "b": 2}),
    ],
)
def test_dots_in_json_stand_for_keys_items_and_values(shown: str, actual: object) -> None:
    assert held(shown, json.dumps(actual), Predicate.JSON).holds


@pytest.mark.parametrize(
    ("shown", "actual"),
    [
        ('{"a": 1, ...}\n', {"a": 2, "b": 2}),
        ('{"a": 1, ...}\n', {"b": 2}),
        ('{"a": {"x": 1}, ...}\n', {"a": {"x": 1, "y": 2}}),
        ('{"a": ...}\n', {"b": 1}),
        ("[1, ..., 9]\n", [1, 2, 9, 3]),
        ("[1, ..., 9]\n", [1]),
        ("[1, ..., 1]\n", [1]),
        ("[..., 5, ...]\n", [1, 2]),
        ('[{"a": 1}, ...]\n', {"a": 1}),
    ],
)
def test_what_stands_around_dots_in_json_must_be_there(shown: str, actual: object) -> None:
    assert not held(shown, json.dumps(actual), Predicate.JSON).holds


def test_json_that_shows_no_key_beside_its_dots_is_weak() -> None:
    assert not is_strong(Predicate.JSON, "{...}\n")
    assert is_strong(Predicate.JSON, '{"a": 1, ...}\n')
