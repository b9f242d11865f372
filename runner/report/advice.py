"""What is told of the page's advice, and of failures for which it has none. Weighs no row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner.outline import line_text
from runner.patterns import regex
from runner.results import without_advice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.results import Run, StepResult

NO_ADVICE = "the page has no advice for this failure"
_LONGEST = 120
_COLOURS = regex(r"\x1b\[[0-9;:]*[A-Za-z]")
# What a shell puts before the message itself.
_BEFORE = regex(r"^(?:\S+: )?line \d+: |^(?:ba)?sh: ")
_TRACEBACK = "Traceback (most recent call last):"
_ERROR = regex(
    r"\b(?:errors?|\w+(?:Error|Exception)|fatal|denied|refused|not found|cannot|failed)\b", re.IGNORECASE
)


def advice_texts(result: StepResult) -> Iterator[str]:
    """Tell the rows that fit a failure with their fences and reasons; else what row to write."""
    if not result.advice:
        yield NO_ADVICE
        suggested = suggested_row(result)
        if suggested:
            yield f"a row for its Troubleshooting: {suggested}"
    for advice in result.advice:
        row = advice.remedy
        yield f"advice of the page: {row.symptom} → {row.remedy} ({line_text(row.line, row.path)})"
        for code in row.code:
            yield from (f"    {_shown(line)}" for line in code.split("\n"))
        if advice.reason:
            yield f"  it fits since {_shown(advice.reason)} (score {advice.score:.2f})"


def gap_texts(run: Run) -> Iterator[str]:
    """Tell for which failures the page has no advice; nothing where it has some for each."""
    gaps = without_advice(run)
    if gaps:
        steps = ", ".join(result.planned.step.id for result in gaps)
        failures = "1 failure" if len(gaps) == 1 else f"{len(gaps)} failures"
        yield f"advice: the page has none for {failures} (step {steps}); a row for each would close this gap"


def suggested_row(result: StepResult) -> str:
    """The row that the author may write for a failure, empty where the failure says nothing."""
    error = _error_line(result.stderr) or _error_line(result.stdout) or _failed_claim(result)
    return f"- *{error}* → ..." if error else ""


def _error_line(output: str) -> str:
    """The first line that names an error, else the first one; of a traceback its last."""
    lines = [line.strip() for line in _COLOURS.sub("", output).split("\n") if line.strip()]
    if not lines:
        return ""
    if _TRACEBACK in lines:
        return _clipped(lines[-1])
    return _clipped(next(filter(_ERROR.search, lines), lines[0]))


def _failed_claim(result: StepResult) -> str:
    check = next((check for check in result.checks if not check.passed), None)
    return _clipped(f"{check.reading}: {check.detail.partition(chr(10))[0]}") if check else ""


def _clipped(line: str) -> str:
    bare = _shown(_BEFORE.sub("", line)).replace("*", "")
    return bare if len(bare) <= _LONGEST else bare[: _LONGEST - 1] + "…"


def _shown(line: str) -> str:
    """A line without what could steer a terminal."""
    return "".join(char if char.isprintable() else " " for char in line)
