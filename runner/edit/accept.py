"""What a run printed into the page's output fences that failed. Decides what may be taken; writes no file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from runner.edit.shown_output import CannotRewriteError, NewOutput, rewrite
from runner.expectations import OUTPUT_FENCE, Subject
from runner.patterns import regex
from runner.read.fences import read_transcript
from runner.read.outline import read_outline
from runner.read.procedure import procedure_of
from runner.read.source import Source, with_plain_line_ends
from runner.read.words import words
from runner.results import Status
from runner.run.judge import fails_by_output_alone, judge_run
from runner.shown.compare import Shown, compare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.expectations import Claim, Expectation
    from runner.model import Procedure, Step
    from runner.results import Run, StepResult

_MASKED = regex(r"\*{3}[\w:./ -]+\*{3}")


class Refusal(Struct, frozen=True, kw_only=True):
    """An output fence that failed and is left as it is."""

    step: str
    line: int
    reason: str


class Proposal(Struct, frozen=True, kw_only=True):
    """A page with the outputs of a run in its output fences.

    Attributes:
        before: The page's text as it is, line ends and all.
        accepted: The ids of the steps whose every output fence then holds.
    """

    path: str
    before: str
    text: str
    accepted: tuple[str, ...]
    refused: tuple[Refusal, ...]


class _Failed(Struct, frozen=True, kw_only=True):
    """An output fence that failed."""

    result: StepResult
    claim: Claim
    expectation: Expectation

    @property
    def actual(self) -> str:
        """What the step wrote to the stream that the fence shows."""
        stderr = self.expectation.subject is Subject.STDERR
        return self.result.stderr if stderr else self.result.stdout


def propose(text: str, run: Run) -> Proposal:
    """Write what a run printed into the fences of its page that failed, from the last to the first.

    Args:
        text: The page's text as it stands on disk, line ends and all.
        run: A run of this text.
    """
    before, refused = text, list[Refusal]()
    failed = [one for result in run.steps for one in _failed_fences(result)]
    for one in sorted(failed, key=lambda each: each.claim.line, reverse=True):
        try:
            text = _with(text, one, run.plan.procedure)
        except CannotRewriteError as error:
            step = one.result.planned.step.id
            refused.append(Refusal(step=step, line=one.claim.line, reason=str(error)))
    left = {refusal.step for refusal in refused}
    accepted = {one.result.planned.step.id for one in failed} - left
    return Proposal(
        path=run.plan.procedure.path,
        before=before,
        text=text,
        accepted=tuple(sorted(accepted)),
        refused=tuple(reversed(refused)),
    )


def as_accepted(run: Run, proposal: Proposal) -> Run:
    """Give the run with what was accepted as verified."""
    steps = tuple(
        replace(result, status=Status.VERIFIED, reason=None)
        if result.planned.step.id in proposal.accepted
        else result
        for result in run.steps
    )
    verdict = judge_run(steps, not_ready=False, interrupted=False)
    return replace(run, steps=steps, verdict=verdict) if proposal.accepted else run


def _failed_fences(result: StepResult) -> Iterator[_Failed]:
    wrong = {(check.path, check.line, check.reading) for check in result.checks if not check.passed}
    for claim in result.planned.step.claims:
        for expectation in claim.expectations:
            if claim.text == OUTPUT_FENCE and (claim.path, claim.line, expectation.reading) in wrong:
                yield _Failed(result=result, claim=claim, expectation=expectation)


def _with(text: str, failed: _Failed, procedure: Procedure) -> str:
    """The text with the output in its fence.

    Raises:
        CannotRewriteError: The output may not be taken, or the page would not read the same with it.
    """
    reason = _why_not(failed)
    if reason:
        raise CannotRewriteError(reason)
    new = NewOutput(
        expectation=failed.expectation,
        line=failed.claim.line,
        actual=failed.actual,
        inline=failed.claim.line == failed.result.planned.step.line,
    )
    changed = rewrite(text, new, procedure.dialect)
    if not _reads_the_same(text, changed, failed, procedure.path):
        if not failed.actual.strip():
            raise CannotRewriteError("it printed nothing; take out what the page shows, or mend the command")
        raise CannotRewriteError("with this output the page would not read the same; edit it by hand")
    return changed


def _why_not(failed: _Failed) -> str:
    """Why the output may not be taken, empty where it may."""
    result, step = failed.result, failed.result.planned.step
    if failed.claim.path:
        return f"it stands on {failed.claim.path}; accept that page"
    if not fails_by_output_alone(result):
        return f"the step failed for another reason ({result.reason}); mend that first"
    if failed.claim.line == step.line and _prompts(step) > 1:
        return (
            "several commands share the fence, so it is not sure which of them printed what; edit it by hand"
        )
    return _not_to_be_shown(failed)


def _not_to_be_shown(failed: _Failed) -> str:
    if failed.result.truncated:
        return "it printed more than is kept; have it print less, or elide lines with `...`"
    if _MASKED.search(failed.actual):
        return "it printed a secret, which is masked here; elide it with `[...]`"
    if "\ufffd" in failed.actual or "\0" in failed.actual:
        return "it printed what is no text; have it print text"
    return ""


def _prompts(step: Step) -> int:
    return read_transcript(step.code, console=step.language.lower() in words().console).prompts


def _reads_the_same(before: str, after: str, failed: _Failed, path: str) -> bool:
    """Whether the changed page has the same steps and claims, and the fence now holds."""
    old, new = _procedure(before, path), _procedure(after, path)
    if _gist(old) != _gist(new):
        return False
    shown = [
        expectation
        for step in new.steps
        for claim in step.claims
        for expectation in claim.expectations
        if claim.line == failed.claim.line and claim.text == OUTPUT_FENCE
    ]
    return bool(shown) and all(_holds(expectation, failed.actual) for expectation in shown)


def _holds(expectation: Expectation, actual: str) -> bool:
    shown = Shown(text=expectation.objects[0], page_lines=expectation.page_lines)
    return compare(expectation.predicate, shown, actual).holds


def _procedure(text: str, path: str) -> Procedure:
    plain = with_plain_line_ends(text.removeprefix("\ufeff"))
    return procedure_of(read_outline(Source(path=path, text=plain, sha256="")))


def _gist(procedure: Procedure) -> list[object]:
    """What of a page must not change with its output: steps, their commands, and their claims."""
    return [
        (
            step.id,
            step.kind,
            step.title,
            step.file,
            [line for line in step.source.split("\n") if line],
            [(claim.text, len(claim.expectations)) for claim in step.claims],
        )
        for step in procedure.steps
    ]
