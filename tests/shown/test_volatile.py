"""Each kind of volatile part, by the examples beside it in the data."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.shown.volatile import kinds, parts, volatile_table

EXAMPLES = [(row["name"], text, part) for row in volatile_table() for text, part in row["examples"]]
NEAR_MISSES = [(row["name"], text) for row in volatile_table() for text in row["near_misses"]]


@pytest.mark.parametrize(("name", "text", "part"), EXAMPLES)
def test_a_kind_is_found_where_its_example_has_it(name: str, text: str, part: str) -> None:
    assert [(one.kind.name, one.text) for one in parts(text) if one.kind] == [(name, part)]


@pytest.mark.parametrize(("name", "text"), NEAR_MISSES)
def test_a_kind_is_not_found_in_its_near_misses(name: str, text: str) -> None:
    assert not [one for one in parts(text) if one.kind and one.kind.name == name]


@pytest.mark.parametrize(
    "text", ["1.4.2", "v2", "12", "3.14", "0", "100%", "x86_64", "utf-8", "a1", "sha256"]
)
def test_a_number_or_a_version_is_never_volatile(text: str) -> None:
    assert all(part.kind is None for part in parts(f"the value {text} here"))


@given(
    st.lists(st.sampled_from([text for _, text, *_ in (*EXAMPLES, *NEAR_MISSES)]), max_size=4),
    st.sampled_from(" ,]\t"),
)
def test_what_is_found_by_hints_is_what_all_kinds_together_find(texts: list[str], between: str) -> None:
    together = re.compile(
        "|".join(
            f"(?:{row.get('before', '')})(?P<kind{index}>{row['value']})"
            for index, row in enumerate(volatile_table())
        ),
        re.ASCII,
    )
    text = between.join(texts)
    found = [
        (kinds()[int((match.lastgroup or "")[4:])].name, match[match.lastgroup or ""])
        for match in together.finditer(text)
    ]
    assert [(part.kind.name, part.text) for part in parts(text) if part.kind] == found


def test_every_kind_has_two_examples_and_two_near_misses() -> None:
    for row in volatile_table():
        assert min(len(row["examples"]), len(row["near_misses"])) >= 2
    assert len({kind.name for kind in kinds()}) == len(kinds())


def test_the_parts_of_a_line_make_up_the_line() -> None:
    text = "[1] 4711 at 2026-03-14T09:26:53Z in /tmp/x.abc took 1.23s"
    assert "".join(part.text for part in parts(text)) == text
    assert [part.kind.name for part in parts(text) if part.kind] == [
        "process id",
        "timestamp",
        "temporary path",
        "duration",
    ]
