"""What prose tells a reader to do with commands that a run does otherwise. Decides nothing about fences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner.model import StepKind
from runner.outline import Finding, Level, Location, line_text
from runner.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runner.model import Procedure, Step

_OTHER_TERMINAL = regex(
    r"\b(?:another|a (?:new|second|separate|different)) (?:terminal|shell|console)\b", re.IGNORECASE
)
_OTHER_SHELLS = frozenset({"zsh"})


def find_told_otherwise(procedure: Procedure) -> Iterator[Finding]:
    """Find commands in a line of prose, which do not run, and steps for a terminal of their own."""
    for step in procedure.steps:
        if step.kind is StepKind.MANUAL and step.code and step.code_line == step.line:
            message = f"`{step.code}` stands in a line of prose and is not run; put it in a shell fence"
            yield _finding(procedure, step, "inline-command", message)
        elif step.kind is StepKind.COMMAND and _OTHER_TERMINAL.search(step.title):
            what = "another terminal is asked for, but all steps share one shell"
            message = f"{what}; have what runs in the first one end, or start it in the background with `&`"
            yield _finding(procedure, step, "other-terminal", message)


def _finding(procedure: Procedure, step: Step, code: str, message: str) -> Finding:
    path = step.path or procedure.path
    place = Location(path=path, line=step.line, end_line=step.end_line)
    return Finding(code=code, level=Level.WARNING, message=f"step {step.id}: {message}", location=place)


def other_shells(steps: Iterable[Step]) -> Iterator[str]:
    """Say once which fences are written for a shell that is not bash."""
    written = (step for step in steps if step.kind is StepKind.COMMAND)
    found = [step for step in written if step.language.lower() in _OTHER_SHELLS]
    if found:
        places = ", ".join(line_text(step.line, step.path) for step in found)
        yield f"the zsh fences ({places}) are run by bash, which does not know all of zsh's syntax"
