"""A record to the events of its run, so that the reporters tell it as they told the run. Runs nothing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from runner.expectations import Claim, Strength
from runner.model import (
    Impact,
    Plan,
    PlannedStep,
    Precondition,
    Procedure,
    Remedy,
    SectionKind,
    Settings,
    Source,
    Step,
    StepKind,
    Variable,
)
from runner.outline import Dialect
from runner.results import (
    Advice,
    Check,
    Effects,
    LateOutput,
    LeftBehind,
    LeftKind,
    PreconditionResult,
    PreconditionStatus,
    Run,
    RunFinished,
    RunStarted,
    Status,
    StepFinished,
    StepResult,
    Target,
    Try,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.results import Event
    from runner.store.records import Record

Json = dict[str, Any]


def events_of(record: Record) -> Iterator[Event]:
    """Give the events of a recorded run."""
    run = _run(record.result)
    yield RunStarted(plan=run.plan, target=run.target, preconditions=run.preconditions, notes=run.notes)
    for result in run.steps:
        yield StepFinished(result=result)
    yield RunFinished(run=run)


def _run(result: Json) -> Run:
    steps = tuple(step_result(step) for step in result["steps"])
    about = result["run"]
    return Run(
        plan=_plan(result, tuple(step.planned for step in steps)),
        verdict=Verdict(result["verdict"]),
        target=Target(result["target"]) if result["target"] else None,
        started_at=datetime.fromisoformat(result["started_at"]),
        duration=result["duration"],
        preconditions=tuple(_precondition(item) for item in result["preconditions"]),
        steps=steps,
        tool_version=result["tool_version"],
        notes=tuple(about["notes"]),
        end_notes=tuple(about["end_notes"]),
        masked=result["masked"],
        kept_folder=about["folder"] if about["kept"] else None,
        left_behind=tuple(
            LeftBehind(kind=LeftKind(item["kind"]), what=item["what"], detail=item["detail"])
            for item in result["left_behind"]
        ),
    )


def _plan(result: Json, steps: tuple[PlannedStep, ...]) -> Plan:
    procedure = Procedure(
        path=result["page"],
        title=result["title"],
        dialect=Dialect(result["dialect"]),
        sha256=result["page_sha256"],
        settings=Settings(
            expect_verdict=result["run"].get("expect_verdict", ""), because=result["run"].get("because", "")
        ),
        steps=tuple(planned.step for planned in steps),
    )
    return Plan(procedure=procedure, variables=tuple(map(_variable, result["variables"])), steps=steps)


def _variable(item: Json) -> Variable:
    return Variable(
        name=item["name"],
        value=item["value"],
        default=item["default"],
        source=Source(item["source"]),
        line=item["line"],
        path=item.get("path", ""),
    )


def _precondition(item: Json) -> PreconditionResult:
    precondition = Precondition(
        text=item["text"], line=item["line"], reading=item["reading"], path=item.get("path", "")
    )
    return PreconditionResult(
        precondition=precondition,
        status=PreconditionStatus(item["status"]),
        detail=item["detail"],
    )


def step_result(step: Json) -> StepResult:
    """Give a step's result as it was; a claim's reading is in its checks alone."""
    return StepResult(
        planned=_planned(step),
        status=Status(step["status"]),
        exit_code=step["exit_code"],
        stdout=step["stdout"],
        stderr=step["stderr"],
        truncated=step["truncated"],
        duration=step["duration"],
        effects=_effects(step["effects"]),
        checks=tuple(_check(check) for check in step["checks"]),
        unchecked=tuple(Claim(**claim) for claim in step["unchecked"]),
        advice=tuple(_advice(advice) for advice in step["advice"]),
        reason=step["reason"],
        tries=tuple(Try(**item) for item in step.get("tries", ())),
        late=LateOutput(**step["late"]) if "late" in step else None,
        notes=tuple(step.get("notes", ())),
    )


def _effects(item: Json) -> Effects:
    names = {name: tuple(found) for name, found in item.items() if name != "unseen"}
    return Effects(**names, unseen=item["unseen"] or "")


def _planned(step: Json) -> PlannedStep:
    kind = StepKind(step["kind"])
    return PlannedStep(
        step=Step(
            id=step["id"],
            kind=kind,
            title=step["title"],
            section=step["section"],
            section_kind=SectionKind.CLEANUP if step["id"].startswith("c.") else SectionKind.PROCEDURE,
            line=step["line"],
            end_line=step["end_line"],
            path=step.get("path", ""),
            language=step["language"],
            code=step["code"],
            file=step["file"],
            optional=step["optional"],
            alternative=step["alternative"],
            sha256=step.get("block_sha256") or "",
        ),
        text=step["code"] if step["command"] is None else step["command"],
        skip=step["reason"] if step["status"] == Status.SKIPPED else None,
        timeout=0.0,
        impacts=tuple(map(Impact, step.get("impact", ()))),
    )


def _check(check: Json) -> Check:
    return Check(**{**check, "strength": Strength(check["strength"])})


def _advice(advice: Json) -> Advice:
    own = ("score", "reason", "code")
    row = {name: found for name, found in advice.items() if name not in own}
    remedy = Remedy(**row, code=tuple(advice.get("code", ())))
    # A record of an older version gives no reason.
    return Advice(remedy=remedy, score=advice["score"], reason=advice.get("reason", ""))
