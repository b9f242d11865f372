"""Findings to lines, to `runbook-findings/1`, and to GitHub's annotations. Prints nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from runner.outline import Level
from runner.report.lines import Line, Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runner.outline import Finding

SCHEMA = "runbook-findings/1"
# GitHub shows at most ten of each level for a step; the rest is in the log all the same.
_SHOWN_BY_GITHUB = 10


def finding_lines(findings: Sequence[Finding]) -> Iterator[Line]:
    """Give a line a finding and one that counts them."""
    for finding in findings:
        style = Style.BAD if finding.level is Level.ERROR else Style.WARN
        yield Line(text=f"{finding.location}: {finding.level} {finding.code}: {finding.message}", style=style)
    errors = sum(finding.level is Level.ERROR for finding in findings)
    style = Style.BAD if errors else Style.WARN if findings else Style.GOOD
    warnings = len(findings) - errors
    text = ", ".join((_counted(errors, "error"), _counted(warnings, "warning")))
    yield Line(text=text, style=style)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def findings_as(kind: str, findings: Sequence[Finding]) -> str:
    """Give a report's text: `json`, `github` or `sarif`."""
    if kind == "sarif":
        from runner.report.sarif import sarif

        return sarif(findings)
    if kind == "github":
        return "".join(f"{line}\n" for line in github_annotations(findings))
    return json.dumps(findings_as_json(findings), indent=2, ensure_ascii=False) + "\n"


def findings_as_json(findings: Iterable[Finding]) -> dict[str, object]:
    """Give the contract's object."""
    return {
        "schema": SCHEMA,
        "findings": [
            {
                "code": finding.code,
                "level": finding.level.value,
                "message": finding.message,
                "path": finding.location.path,
                "line": finding.location.line,
                "end_line": finding.location.end_line,
            }
            for finding in findings
        ],
    }


def github_annotations(findings: Iterable[Finding]) -> Iterator[str]:
    """Give GitHub's workflow commands, errors first, at most ten of each level.

    Source: GitHub Actions, "Workflow commands", read 2026-11.
    """
    ordered = sorted(findings, key=lambda finding: finding.level is not Level.ERROR)
    left = dict.fromkeys(Level, _SHOWN_BY_GITHUB)
    for finding in ordered:
        if left[finding.level]:
            left[finding.level] -= 1
            yield _annotation(finding)


def _annotation(finding: Finding) -> str:
    place = finding.location
    attributes = {
        "file": place.path,
        "line": str(place.line),
        "endLine": str(place.end_line),
        "title": f"runbook {finding.code}",
    }
    joined = ",".join(f"{name}={_escape_attribute(value)}" for name, value in attributes.items())
    return f"::{finding.level} {joined}::{_escape(finding.message)}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_attribute(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
