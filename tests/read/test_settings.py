"""Settings that belong together, and what is said where one of them is missing."""

from __future__ import annotations

import pytest

from tests.pages import page, procedure

LOGSEQ = "- ## Procedure\n\t- ```bash\n\t  echo ok\n\t  ```\n"


def said(text: str, name: str = "page.md") -> list[str]:
    return [f"{found.level} {found}" for found in procedure(text, name).findings]


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: x\nbecause: it is old\n---\n" + page("echo ok"),
        f"title:: x\nbecause:: it is old\n\n{LOGSEQ}",
    ],
)
def test_a_because_without_a_verdict_is_a_finding_with_its_place_and_cure(text: str) -> None:
    (found,) = said(text)
    line = 3 if text.startswith("---") else 2
    assert found.startswith(f"warning page.md:{line}")
    assert "has no `expect-verdict`, so nothing heeds it; add `expect-verdict: failed`" in found


@pytest.mark.parametrize("verdict", ["failed", "blocked"])
def test_a_because_with_a_verdict_is_none(verdict: str) -> None:
    assert said(f"---\nexpect-verdict: {verdict}\nbecause: it is old\n---\n" + page("echo ok")) == []


def test_a_verdict_that_cannot_be_read_is_told_alone() -> None:
    (found,) = said("---\nexpect-verdict: maybe\nbecause: it is old\n---\n" + page("echo ok"))
    assert found.startswith("error page.md:2")
