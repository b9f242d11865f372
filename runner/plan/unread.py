"""Two commands alike of which one writes a file that no one reads: what is left of an edit. Runs nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner.model import StepKind
from runner.outline import Finding, Level, Location
from runner.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.model import Procedure, Step

_REDIRECT = regex(r"(?<![\d&>])(?:1?>{1,2})\s*(?![&/$])([\w./-]+)\s*$", re.MULTILINE)
_CONTINUED = regex(r"\\\n\s*")


def find_unread_files(procedure: Procedure) -> Iterator[Finding]:
    """Find steps that write a file which nothing names again, beside one that prints the same."""
    commands = [step for step in procedure.steps if step.kind is StepKind.COMMAND]
    joined = {step.id: _CONTINUED.sub(" ", step.source) for step in commands}
    bare = {name: " ".join(_REDIRECT.sub("", text).split()) for name, text in joined.items()}
    printed = {bare[step.id] for step in commands if not _REDIRECT.search(joined[step.id])}
    for step in commands:
        if bare[step.id] not in printed:
            continue
        for file in _REDIRECT.findall(joined[step.id]):
            if not _named_elsewhere(procedure, step, file):
                what = f"step {step.id} writes `{file}` that nothing reads, and another prints the same"
                message = f"{what}; drop one of them"
                path = step.path or procedure.path
                place = Location(path=path, line=step.line, end_line=step.end_line)
                yield Finding(code="unread-file", level=Level.WARNING, message=message, location=place)


def _named_elsewhere(procedure: Procedure, writer: Step, file: str) -> bool:
    return any(
        file in other.source or any(file in claim.text for claim in other.claims)
        for other in procedure.steps
        if other.id != writer.id or any(file in claim.text for claim in other.claims)
    )
