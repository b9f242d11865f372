"""How one step of a page came out in each of its runs, as lines for a person and as JSON. Reads no files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict

from runner.errors import UsageError
from runner.report.lines import Line, Style
from runner.store.listing import SCHEMA, moment, run_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runner.store.history import PastRun
    from runner.store.summary import StepSummary, Summary

_STYLES = {"verified": Style.GOOD, "failed": Style.BAD, "blocked": Style.WARN}


class StepRun(Struct, frozen=True, kw_only=True):
    """A step in one run.

    Attributes:
        edited: Whether its block or its claims are others than in the run before that had the step.
    """

    run: Summary
    step: StepSummary
    edited: bool


def step_runs(page: str, runs: Sequence[PastRun], name: str) -> list[StepRun]:
    """Give the runs that had a step, in their order.

    Args:
        page: The page, for messages.
        runs: Its runs, the newest first.
        name: The step's id.

    Raises:
        UsageError: No run had it.
    """
    having = [(past.summary, step) for past in runs for step in past.steps if step.id == name]
    if runs and not having:
        known = dict.fromkeys(step.id for past in runs for step in past.steps)
        raise UsageError(f"runs --step {name}: no recorded run of {page} has it; there is {', '.join(known)}")
    older = [step.block_sha256 for _, step in having[1:]]
    before = [*older, having[-1][1].block_sha256] if having else []
    return [
        StepRun(run=run, step=step, edited=step.block_sha256 != block)
        for (run, step), block in zip(having, before, strict=True)
    ]


def step_lines(runs: Iterable[StepRun]) -> Iterator[Line]:
    """Give a line for each run: its id, time, the step's status, exit status and duration."""
    for item in runs:
        step = item.step
        code = "-" if step.exit_code is None else f"exit {step.exit_code}"
        edited = "  (edited since the run before)" if item.edited else ""
        text = f"{item.run.id}  {moment(item.run)}  {step.status:<10}{code:<8}{step.duration:8.1f} s{edited}"
        yield Line(text=text, style=_STYLES.get(step.status, Style.PLAIN))


def step_runs_as_json(runs: Iterable[StepRun]) -> dict[str, object]:
    """Give the object for the runs of a step: a list of runs, each with the step."""
    entries = [run_entry(item.run) | {"step": asdict(item.step) | {"edited": item.edited}} for item in runs]
    return {"schema": SCHEMA, "runs": entries}
