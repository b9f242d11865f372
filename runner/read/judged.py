"""A procedure's unread sentences as questions for the judge, and the procedure with what was read of them.

It must not send anything: who is asked, and how, is not known here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from runner.expectations import OUTPUT_FENCE
from runner.model import StepKind
from runner.read.judge_answer import AnswerRefusedError, Ground, answered, taken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runner.expectations import Claim
    from runner.model import Procedure, Step


class Unread(Struct, frozen=True, kw_only=True):
    """An unread sentence of a step that runs a command; `place` counts the step and its claim from 0 on."""

    place: tuple[int, int]
    step: Step
    claim: Claim


def unread_claims(procedure: Procedure) -> tuple[Unread, ...]:
    """Give the sentences that the judge can be asked about, in page order; each has one number from 1 on."""
    return tuple(
        Unread(place=(row, column), step=step, claim=claim)
        for row, step in enumerate(procedure.steps)
        if step.kind is StepKind.COMMAND
        for column, claim in enumerate(step.claims)
        if not claim.expectations and claim.text != OUTPUT_FENCE
    )


def questions(unread: Sequence[Unread]) -> list[dict[str, object]]:
    """Put the sentences as data: their numbers, their lines, and what each one's step runs."""
    return [
        {"sentence": number, "text": item.claim.text, "line": item.claim.line, "commands": item.step.source}
        for number, item in enumerate(unread, start=1)
    ]


def with_answer(procedure: Procedure, unread: Sequence[Unread], answer: object) -> Procedure:
    """Give the procedure with the readings that could be taken; what could not says why.

    Raises:
        AnswerRefusedError: The answer as a whole has no form that can be taken.
    """
    found = answered(answer, len(unread))
    commands = [step.source for step in procedure.steps if step.kind is StepKind.COMMAND]
    read = {
        item.place: _read(item.claim, found.get(number, []), commands)
        for number, item in enumerate(unread, start=1)
    }
    return _with_claims(procedure, read)


def with_note(procedure: Procedure, unread: Sequence[Unread], note: str) -> Procedure:
    """Give the procedure with a word on why none of its unread sentences was read."""
    return _with_claims(procedure, {item.place: replace(item.claim, note=note) for item in unread})


def _read(claim: Claim, items: object, commands: Sequence[str]) -> Claim:
    try:
        expectations = taken(items, Ground(sentence=claim.text, commands=commands))
    except AnswerRefusedError as error:
        return replace(claim, note=f"the judge's reading was not taken: {error}")
    note = "" if expectations else "the judge gave no reading"
    return replace(claim, expectations=expectations, note=note)


def _with_claims(procedure: Procedure, read: Mapping[tuple[int, int], Claim]) -> Procedure:
    steps = (
        replace(
            step, claims=tuple(read.get((row, column), claim) for column, claim in enumerate(step.claims))
        )
        for row, step in enumerate(procedure.steps)
    )
    return replace(procedure, steps=tuple(steps))
