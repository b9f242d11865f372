"""Pages and their steps as JUnit XML: a suite a page, a case a step. Knows no CI.

Writers of JUnit XML pass control characters on, and the file then cannot be read; they are replaced here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

from runner.outcomes import Ending
from runner.patterns import regex
from runner.report.lines import step_lines
from runner.results import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner.outcomes import PageOutcome
    from runner.results import Run, StepResult

# What XML 1.0 cannot hold (section 2.2), and what a reader of it would see as something else.
_ILLEGAL = regex("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COLOURS = regex(r"\x1b\[[0-9;:]*[mK]")
_NOT_RUN = frozenset({Status.SKIPPED, Status.MANUAL})
_ERRORS = {
    Ending.BROKEN: "error",
    Ending.UNKNOWN: "error",
    Ending.BLOCKED: "error",
    Ending.NOT_RUN: "skipped",
}


def junit_xml(pages: Sequence[PageOutcome]) -> str:
    """Give the text of the report, in the order of the pages."""
    root = ElementTree.Element("testsuites", name="runbook")
    for page in pages:
        root.append(_suite(page))
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("time", _seconds(sum(float(suite.get("time", "0")) for suite in root)))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _suite(page: PageOutcome) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", name=_legal(page.path), file=_legal(page.path))
    if page.run:
        _about(suite, page.run)
        for result in page.run.steps:
            suite.append(_case(result, page))
    if not _says_why(suite, page):
        suite.append(_page_case(page))
    cases = suite.findall("testcase")
    for name, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(kind) is not None for case in cases)))
    suite.set("tests", str(len(cases)))
    return suite


def _about(suite: ElementTree.Element, run: Run) -> None:
    suite.set("timestamp", run.started_at.strftime("%Y-%m-%dT%H:%M:%S"))
    suite.set("time", _seconds(run.duration))
    properties = ElementTree.SubElement(suite, "properties")
    about = {"verdict": run.verdict, "target": run.target or "none", "tool_version": run.tool_version}
    for name, value in about.items():
        ElementTree.SubElement(properties, "property", name=name, value=str(value))


def _says_why(suite: ElementTree.Element, page: PageOutcome) -> bool:
    """Whether the cases of the steps tell all that is to be told of the page."""
    if page.ending in (Ending.PASSED, Ending.EMPTY):
        return not page.known
    return any(case.find(kind) is not None for case in suite for kind in ("failure", "error"))


def _page_case(page: PageOutcome) -> ElementTree.Element:
    """A case for the page itself: what no step tells."""
    case = ElementTree.Element("testcase", name="page", classname=_legal(page.path), file=_legal(page.path))
    case.set("line", "1")
    if page.known:
        ElementTree.SubElement(case, "system-out").text = _legal(page.reason)
        return case
    message = page.reason or f"the page is {page.ending}: nothing that it says was checked"
    kind = _ERRORS.get(page.ending, "failure")
    ElementTree.SubElement(case, kind, message=_legal(message.split("\n")[0])).text = _legal(message)
    return case


def _case(result: StepResult, page: PageOutcome) -> ElementTree.Element:
    step = result.planned.step
    case = ElementTree.Element(
        "testcase", name=_legal(f"{step.id} {step.title}"), classname=_legal(page.path)
    )
    case.set("file", _legal(step.path or page.path))
    case.set("line", str(step.line))
    case.set("time", _seconds(result.duration))
    reason = _legal(result.reason or "")
    if result.status in _NOT_RUN:
        ElementTree.SubElement(case, "skipped", message=reason or str(result.status))
    elif result.status in (Status.FAILED, Status.BLOCKED) and not page.known:
        kind = "failure" if result.status is Status.FAILED else "error"
        told = "\n".join(line.text for line in step_lines(result, page.path))
        ElementTree.SubElement(case, kind, message=reason.split("\n")[0]).text = _legal(told)
    for name, text in (("system-out", result.stdout), ("system-err", result.stderr)):
        if text:
            ElementTree.SubElement(case, name).text = _legal(text)
    return case


def _seconds(duration: float) -> str:
    return f"{duration:.3f}"


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", _COLOURS.sub("", text))
