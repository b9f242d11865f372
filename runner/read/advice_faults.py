"""Rows of the page's advice that can match no failure. Weighs no row against one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.model import StepKind
from runner.outline import Finding, Level, Location, line_text
from runner.read.symptoms import LiteralKind, can_match, read_symptom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.model import Procedure, Remedy
    from runner.read.symptoms import Symptom

_HIGHEST_STATUS = 255


def find_advice_faults(procedure: Procedure) -> Iterator[Finding]:
    """Give the rows of Troubleshooting that are never shown, each with the reason and the cure."""
    if not procedure.troubleshooting:
        return
    if all(step.kind is StepKind.MANUAL for step in procedure.steps):
        message = "no row of this advice can match a failure: no step of the page runs anything"
        yield _finding(procedure, procedure.troubleshooting[0], "advice-never-matches", message)
    seen: dict[Symptom, Remedy] = {}
    for row in procedure.troubleshooting:
        symptom = read_symptom(row.symptom)
        before = seen.setdefault(symptom, row)
        found = _fault(row, symptom, before)
        if found:
            yield _finding(procedure, row, *found)


def _finding(procedure: Procedure, row: Remedy, code: str, message: str) -> Finding:
    place = Location(path=row.path or procedure.path, line=row.line, end_line=row.line)
    return Finding(code=code, level=Level.WARNING, message=message, location=place)


def _fault(row: Remedy, symptom: Symptom, before: Remedy) -> tuple[str, str] | None:
    named = f"“{row.symptom}”"
    if not row.remedy:
        return "advice-without-remedy", f"{named} has no remedy, so it is never shown; say what to do"
    if not can_match(symptom):
        message = (
            f"{named} can match no failure: it says too little to tell one from another; write what the error"
            " says, best in backticks"
        )
        return "advice-without-symptom", message
    if before is not row:
        same = line_text(before.line, before.path)
        return (
            "advice-repeated",
            f"{named} says the same as {same}, which is shown in its place; join the two",
        )
    statuses = (item.text for group in symptom.literals for item in group if _is_status(item.kind))
    wrong = next((text for text in statuses if int(text) > _HIGHEST_STATUS), None)
    if wrong is not None:
        message = f"{named} can match no failure: no exit status is above 255; correct {wrong}"
        return "advice-never-matches", message
    return None


def _is_status(kind: LiteralKind) -> bool:
    return kind is LiteralKind.EXIT_STATUS
