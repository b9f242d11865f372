"""Which properties are the page's."""

from __future__ import annotations

import pytest

from runner.read.logseq import split_outline


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:: 1\nb:: 2\n\n- c", {"a": "1", "b": "2"}),
        ("\na:: 1\n- c", {"a": "1"}),
        ("a:: 1\n\nb:: 2\n- c", {"a": "1"}),
        ("- a:: 1\n  b:: 2\n- c", {"a": "1", "b": "2"}),
        ("- a:: 1\n\n- c", {"a": "1"}),
        ("- a:: 1\n  text\n- c", {}),
        ("- # a:: 1\n- c", {}),
        ("---\na: 1\n---\nb:: 2\n- c", {"a": 1, "b": "2"}),
        ("---\na: 1\n- c", {}),
        ("- c\n  a:: 1", {}),
        ("", {}),
    ],
)
def test_properties_that_open_the_page_or_fill_its_first_bullet_are_its_own(
    text: str, expected: dict[str, object]
) -> None:
    assert {
        item.name: item.value for item in split_outline("page.md", text.split("\n")).properties
    } == expected


def test_properties_behind_a_text_are_not_the_pages() -> None:
    split = split_outline("page.md", ["Text", "a:: 1", "- b"])
    assert split.properties == ()
    assert [item.name for item in split.blocks[0].properties] == ["a"]


def test_a_page_without_lines_holds_nothing() -> None:
    assert split_outline("page.md", []).blocks == ()
