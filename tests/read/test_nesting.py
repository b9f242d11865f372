"""What is nested deeper than it is read is named with its line, in both dialects."""

from __future__ import annotations

import pytest

from tests.pages import procedure


@pytest.mark.parametrize("mark", ["> ", ">", "* ", "1. ", "+ > "])
@pytest.mark.parametrize(("before", "line"), [("text\n\n", 3), ("- a\n\n  b\n\n  ", 5), ("- ", 1)])
def test_text_below_200_levels_is_a_finding(before: str, line: int, mark: str) -> None:
    page = procedure(f"{before}{'> ' if before == '- ' else ''}{mark * 300}x\n")
    assert [(item.code, item.level, item.location.line) for item in page.findings] == [
        ("too-deep", "error", line)
    ]
    assert "nested deeper than 200 levels" in page.findings[0].message


@pytest.mark.parametrize(
    "text", ["> " * 190 + "x\n", "- " + "> " * 190 + "x\n", "* " * 90 + "x\n", "> " * 300]
)
def test_less_is_read(text: str) -> None:
    assert procedure(text).findings == ()


def test_each_place_is_named() -> None:
    deep = "> " * 250 + "x"
    page = procedure(f"a\n\n{deep}\n\nb\n\n{deep}\n")
    assert [item.location.line for item in page.findings] == [3, 7]
