"""Two commands alike of which one writes a file that no one reads: what is left of an edit. Runs nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner.model import StepKind
from runner.outline import Finding, Level, Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.model import Procedure, Step

_REDIRECT = re.compile(r"(?<![\d&>])(?:1?>{1,2})\s*(?![&/$])([\w./-]+)\s*$", re.MULTILINE)
_CONTINUED = re.compile(r"\\\n\s*")


def find_unread_files(procedure: Procedure) -> Iterator[Finding]:
    """Find steps that write a file which nothing names again, beside one that prints the same."""
    commands = [step for step in procedure.steps if step.kind is StepKind.COMMAND]
    printed = {_bare(step) for step in commands if not _REDIRECT.search(_joined(step))}
    for step in commands:
        for match in _REDIRECT.finditer(_joined(step)):
            if _bare(step) in printed and not _named_elsewhere(procedure, step, match[1]):
                what = f"step {step.id} writes `{match[1]}` that nothing reads, and another prints the same"
                message = f"{what}; drop one of them"
                path = step.path or procedure.path
                place = Location(path=path, line=step.line, end_line=step.end_line)
                yield Finding(code="unread-file", level=Level.WARNING, message=message, location=place)


def _joined(step: Step) -> str:
    return _CONTINUED.sub(" ", step.source)


def _bare(step: Step) -> str:
    return " ".join(_REDIRECT.sub("", _joined(step)).split())


def _named_elsewhere(procedure: Procedure, writer: Step, file: str) -> bool:
    return any(
        file in other.source or any(file in claim.text for claim in other.claims)
        for other in procedure.steps
        if other.id != writer.id or any(file in claim.text for claim in other.claims)
    )
