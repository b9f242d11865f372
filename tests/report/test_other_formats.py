"""TAP, SARIF and JSON Lines, read by the rules of each."""

from __future__ import annotations

import io
import json
import re

from runner.outcomes import Ending, PageOutcome
from runner.outline import Finding, Level, Location
from runner.report.sarif import sarif
from runner.report.suite_teller import EventStream
from runner.report.tap import tap
from tests.report.outcomes import broken, check, outcome

_TEST = re.compile(r"(not )?ok (\d+) - (.*?)(?: # (SKIP|TODO).*)?$")


def read_tests(lines: list[str]) -> list[tuple[bool, int]]:
    found = [match for line in lines if (match := _TEST.match(line))]
    return [(not match[1], int(match[2])) for match in found]


def test_tap_has_a_plan_and_a_test_a_page() -> None:
    lines = tap([outcome(ending=Ending.PASSED), outcome("b.md"), broken("c.md")]).splitlines()
    assert lines[:2] == ["TAP version 14", "1..3"]
    assert read_tests(lines) == [(True, 1), (False, 2), (False, 3)]


def test_tap_has_the_steps_of_a_page_as_its_subtest() -> None:
    lines = [line[4:] for line in tap([outcome()]).splitlines() if line.startswith("    ")]
    assert lines[0] == "1..1"
    assert read_tests(lines) == [(False, 1)]


def test_a_name_cannot_pass_for_a_directive_or_for_another_line() -> None:
    text = tap([outcome("a # SKIP\nok 2 - x.md", reason="x\nok 3 - y")])
    assert read_tests(text.splitlines()) == [(False, 1)]
    assert _TEST.match(text.splitlines()[-1])[4] is None  # type: ignore[index]


def test_pages_that_did_not_run_or_fail_as_told_do_not_fail_tap() -> None:
    known = PageOutcome(path="a.md", ending=Ending.PASSED, run=outcome().run, reason="as told", known=True)
    unrun = PageOutcome(path="b.md", ending=Ending.NOT_RUN)
    lines = tap([known, unrun]).splitlines()
    tests = [line for line in lines if _TEST.match(line)]
    # By TAP `not ok` with TODO is a failure that is expected, `ok` with it one that did not come.
    assert tests == ["not ok 1 - a.md # TODO", "ok 2 - b.md # SKIP"]


def test_tap_says_why_in_comments_that_stand_as_its_tests_do() -> None:
    unverified = PageOutcome(path="a.md", ending=Ending.UNVERIFIED, exit_status=1)
    lines = tap([unverified, broken("b.md", "no such setting")]).splitlines()
    assert lines[2:] == [
        "not ok 1 - a.md",
        "# nothing that the page says was checked",
        "not ok 2 - b.md",
        "# no such setting",
    ]


def test_sarif_names_tool_rule_level_and_place() -> None:
    places = [Location(path="a b.md", line=3, end_line=4), Location(path="c.md", line=1, end_line=1)]
    findings = [
        Finding(code="weak", level=Level.WARNING, message="m1", location=places[0]),
        Finding(code="setting", level=Level.ERROR, message="m2", location=places[1]),
    ]
    log = json.loads(sarif(findings))
    assert (log["version"], log["$schema"].endswith("sarif-2.1.0.json")) == ("2.1.0", True)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["setting", "weak"]
    for result, finding in zip(run["results"], findings, strict=True):
        assert rules[result["ruleIndex"]] == result["ruleId"] == finding.code
        assert result["level"] == finding.level in ("error", "warning")
        (place,) = result["locations"]
        physical = place["physicalLocation"]
        assert physical["region"] == {
            "startLine": finding.location.line,
            "endLine": finding.location.end_line,
        }
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "a%20b.md"}


def test_sarif_names_a_file_whose_name_is_no_text() -> None:
    place = Location(path="a\udcff.md", line=1, end_line=1)
    log = json.loads(sarif([Finding(code="weak", level=Level.WARNING, message="m", location=place)]))
    (result,) = log["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "a%FF.md"}


def test_sarif_without_findings_is_whole() -> None:
    assert json.loads(sarif([]))["runs"][0]["results"] == []


class Flushed(io.StringIO):
    """Remembers how much had been written at each flush."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[int] = []

    def flush(self) -> None:
        self.at.append(len(self.getvalue().splitlines()))


def test_events_are_written_and_flushed_when_a_page_and_those_before_it_have_ended() -> None:
    stream = Flushed()
    teller = EventStream(["a.md", "b.md", "c.md"], stream)
    teller.page_ended(outcome("b.md", checks=(check(),)))
    assert stream.at == []
    teller.page_ended(outcome("a.md"))
    assert stream.at == [3, 6]
    teller.close()
    events = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(event["page"], event["event"]) for event in events] == [
        (name, kind) for name in ("a.md", "b.md") for kind in ("run-started", "step-finished", "page-ended")
    ]
    assert {event["schema"] for event in events} == {"runbook-events/1"}


def test_what_was_held_back_is_written_at_the_end() -> None:
    stream = Flushed()
    teller = EventStream(["a.md", "b.md"], stream)
    teller.page_ended(outcome("b.md"))
    teller.close()
    assert len(stream.getvalue().splitlines()) == 3
