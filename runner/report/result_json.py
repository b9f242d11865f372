"""A run as `runbook-result/1`, the contract's JSON object. Prints nothing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from runner.results import NOTHING_CHANGED, Status, Target, claims_checked, claims_unchecked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from runner.expectations import Claim, Expectation
    from runner.model import Plan, PlannedStep, Variable
    from runner.report.lines import Placed
    from runner.results import Advice, Check, Effects, PreconditionResult, Run, StepResult

SCHEMA = "runbook-result/1"
Json = dict[str, object]


def run_as_json(run: Run) -> Json:
    """Give the object for a finished run."""
    steps = run.steps
    counted = Counter(result.status for result in steps)
    return {
        **_head(run.plan),
        "verdict": run.verdict.value,
        "target": run.target.value if run.target else None,
        "started_at": time_as_json(run.started_at),
        "duration": run.duration,
        "tool_version": run.tool_version,
        "counts": {status.value: counted.get(status, 0) for status in Status},
        "claims": {
            "checked": claims_checked(run),
            "unchecked": claims_unchecked(run),
        },
        "masked": run.masked,
        "variables": [_variable(variable) for variable in run.plan.variables],
        "preconditions": [precondition_as_json(result) for result in run.preconditions],
        "steps": [step_as_json(result) for result in steps],
        "left_behind": [
            {"kind": left.kind.value, "what": left.what, "detail": left.detail} for left in run.left_behind
        ],
    }


def time_as_json(moment: datetime) -> str:
    """Give a moment in UTC as the contract writes it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def plan_as_json(plan: Plan, *, target: Target | None, tool_version: str, notes: Sequence[str] = ()) -> Json:
    """Give the same shape for a plan: no status, no outputs, and checks that passed nothing yet.

    Args:
        plan: As it may be shown.
        target: What it would be run against.
        tool_version: The tool's own.
        notes: What a person should know of it; without any there is no such key.
    """
    claims = [claim for planned in plan.steps for claim in planned.step.claims]
    read = sum(bool(claim.expectations) for claim in claims)
    return {
        **_head(plan),
        "verdict": None,
        "target": target.value if target else None,
        "started_at": None,
        "duration": None,
        "tool_version": tool_version,
        "counts": {status.value: 0 for status in Status},
        "claims": {"checked": 0, "unchecked": len(claims) - read},
        "variables": [_variable(variable) for variable in plan.variables],
        "preconditions": [
            {
                "text": item.text,
                **_place(item),
                "reading": item.reading,
                "status": "not-checked",
                "detail": "",
            }
            for item in plan.procedure.preconditions
        ],
        "steps": [_planned(planned) for planned in plan.steps],
        "left_behind": [],
        **({"notes": list(notes)} if notes else {}),
    }


def _place(item: Placed) -> Json:
    """The line, and the page that it is of where that is another one."""
    return {"line": item.line, "path": item.path} if item.path else {"line": item.line}


def _head(plan: Plan) -> Json:
    procedure = plan.procedure
    return {
        "schema": SCHEMA,
        "page": procedure.path,
        "title": procedure.title,
        "dialect": procedure.dialect.value,
        "page_sha256": procedure.sha256,
    }


def _variable(variable: Variable) -> Json:
    return {
        "name": variable.name,
        "value": variable.value,
        "default": variable.default,
        "source": variable.source.value,
        **_place(variable),
    }


def precondition_as_json(result: PreconditionResult) -> Json:
    """Give the object for a precondition."""
    return {
        "text": result.precondition.text,
        **_place(result.precondition),
        "reading": result.precondition.reading,
        "status": result.status.value,
        "detail": result.detail,
    }


def _step_head(planned: PlannedStep) -> Json:
    step = planned.step
    return {
        "id": step.id,
        "kind": step.kind.value,
        "title": step.title,
        "section": step.section,
        **_place(step),
        "end_line": step.end_line,
        "language": step.language,
        "code": step.code,
        "command": planned.text if step.kind == "command" else None,
        "file": step.file,
        "optional": step.optional,
        "alternative": step.alternative,
        "block_sha256": step.sha256 or None,
        "impact": [impact.value for impact in planned.impacts],
    }


def step_as_json(result: StepResult) -> Json:
    """Give the object for a step that ended."""
    return {
        **_step_head(result.planned),
        "status": result.status.value,
        "exit_code": result.exit_code,
        "stdout": result.stdout,
        "stderr": result.stderr,
        "truncated": result.truncated,
        "duration": result.duration,
        "effects": _effects(result.effects),
        "checks": [_check(check) for check in result.checks],
        "unchecked": [_unchecked(claim) for claim in result.unchecked],
        "advice": [_advice(advice) for advice in result.advice],
        "reason": result.reason,
        **_history(result),
    }


def _effects(effects: Effects) -> Json:
    return {
        "env_set": list(effects.env_set),
        "env_unset": list(effects.env_unset),
        "files": list(effects.files),
        "created": list(effects.created),
        "removed": list(effects.removed),
        "unseen": effects.unseen or None,
    }


def _history(result: StepResult) -> Json:
    """The keys that a step has only where there is something to say."""
    found: Json = {}
    if result.tries:
        found["tries"] = [
            {"exit_code": item.exit_code, "duration": item.duration, "reason": item.reason}
            for item in result.tries
        ]
    if result.late is not None:
        found["late"] = {"stdout": result.late.stdout, "stderr": result.late.stderr}
    if result.notes:
        found["notes"] = list(result.notes)
    return found


def _check(check: Check) -> Json:
    return {
        "claim": check.claim,
        **_place(check),
        "reading": check.reading,
        "passed": check.passed,
        "detail": check.detail,
        "strength": check.strength.value,
        **_reader(check),
    }


def _advice(advice: Advice) -> Json:
    remedy = advice.remedy
    found: Json = {"symptom": remedy.symptom, "remedy": remedy.remedy, **_place(remedy)}
    if remedy.code:
        found["code"] = list(remedy.code)
    return {**found, "score": advice.score, "reason": advice.reason}


def _reader(item: Check | Expectation) -> Json:
    """Who read the claim, where that was not the phrasebook."""
    return {"read_by": item.read_by} if item.read_by else {}


def _unchecked(claim: Claim) -> Json:
    note: Json = {"note": claim.note} if claim.note else {}
    return {"text": claim.text, **_place(claim), **note}


def _planned(planned: PlannedStep) -> Json:
    claims = planned.step.claims
    return {
        **_step_head(planned),
        "status": None,
        "exit_code": None,
        "stdout": "",
        "stderr": "",
        "truncated": False,
        "duration": None,
        "effects": _effects(NOTHING_CHANGED),
        "checks": [_expected(claim, expectation) for claim in claims for expectation in claim.expectations],
        "unchecked": [_unchecked(claim) for claim in claims if not claim.expectations],
        "advice": [],
        "reason": planned.skip,
    }


def _expected(claim: Claim, expectation: Expectation) -> Json:
    return {
        "claim": claim.text,
        **_place(claim),
        "reading": expectation.reading,
        "passed": None,
        "detail": "",
        "strength": expectation.strength.value,
        **_reader(expectation),
    }
