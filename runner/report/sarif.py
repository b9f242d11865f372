"""Findings as SARIF 2.1.0, which code hosts show beside the lines. Writes no file.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", read 2026-11.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING
from urllib.parse import quote

from runner import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner.outline import Finding

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(findings: Sequence[Finding]) -> str:
    """Give the text of the report; the rules are the codes that were found."""
    rules = sorted({finding.code for finding in findings})
    driver = {"name": "runbook", "version": __version__, "rules": [{"id": code} for code in rules]}
    results = [_result(finding, rules) for finding in findings]
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _result(finding: Finding, rules: Sequence[str]) -> dict[str, object]:
    place = finding.location
    region = {"startLine": place.line, "endLine": place.end_line}
    artifact = {"uri": quote(os.fsencode(place.path))}
    return {
        "ruleId": finding.code,
        "ruleIndex": rules.index(finding.code),
        "level": finding.level.value,
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }
