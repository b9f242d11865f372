"""JUnit XML that any reader takes, whatever a program printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped, TestSuite

from runner.outcomes import Ending, PageOutcome
from runner.report.junit import junit_xml
from runner.results import Status
from tests.report.outcomes import broken, check, outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

_AWKWARD = ["\x1b[31mred\x1b[0m", "a\0b", "]]>", "<a>&amp;", "\ud800", "\ufffe", "\x0c\x0b\r\n", "🎉"]


def read(*pages: PageOutcome) -> list[TestSuite]:
    found: Iterable[TestSuite] = JUnitXml.fromstring(junit_xml(pages).encode())
    return list(found)


def test_a_suite_is_a_page_and_a_case_is_a_step_with_file_and_line() -> None:
    (suite,) = read(outcome(ending=Ending.PASSED))
    (case,) = list(suite)
    assert (suite.name, case.classname, case.name) == ("a.md", "a.md", "1.1 Do it")
    assert (case._elem.get("file"), case._elem.get("line")) == ("a.md", "7")
    assert case.time == 0.5


@pytest.mark.parametrize("text", _AWKWARD)
def test_what_xml_cannot_hold_is_replaced_and_the_rest_comes_back(text: str) -> None:
    (suite,) = read(outcome(stdout=f"before {text} after", reason=text, checks=(check(detail=text),)))
    (case,) = list(suite)
    assert case.system_out.startswith("before")
    assert case.system_out.endswith("after")
    assert "\x1b" not in case.system_out


def test_a_cdata_end_and_tags_come_back_as_they_were() -> None:
    (suite,) = read(outcome(stdout="]]> <b>&amp;"))
    assert next(iter(suite)).system_out == "]]> <b>&amp;"


@given(st.text(st.characters(codec=None), max_size=30))
def test_any_text_can_be_read_back(text: str) -> None:
    assert (
        len(read(outcome(path=text or "x", stdout=text, stderr=text, reason=text), broken(reason=text))) == 2
    )


def test_a_failed_step_is_a_failure_and_a_blocked_one_an_error() -> None:
    failed, blocked = read(outcome(checks=(check(),)), outcome(ending=Ending.BLOCKED))
    assert isinstance(next(iter(failed)).result[0], Failure)
    assert isinstance(next(iter(blocked)).result[0], Error)
    assert (failed.failures, failed.errors, blocked.failures, blocked.errors) == (1, 0, 0, 1)


def test_a_page_without_a_run_is_one_case_that_says_why() -> None:
    (suite,) = read(broken())
    (case,) = list(suite)
    assert (case.name, type(case.result[0])) == ("page", Error)
    assert "timeuot" in case.result[0].message


def test_an_unverified_page_fails_by_a_case_of_its_own() -> None:
    (suite,) = read(outcome(ending=Ending.UNVERIFIED))
    assert [case.name for case in suite] == ["1.1 Do it", "page"]
    assert suite.failures == 1


def test_a_skipped_step_is_skipped() -> None:
    (suite,) = read(outcome(ending=Ending.PASSED, status=Status.SKIPPED, reason="not selected"))
    assert isinstance(next(iter(suite)).result[0], Skipped)


def test_a_page_that_fails_as_it_says_has_no_failure() -> None:
    known = PageOutcome(
        path="a.md", ending=Ending.PASSED, run=outcome().run, reason="failed, as told", known=True
    )
    (suite,) = read(known)
    assert (suite.failures, suite.errors) == (0, 0)
