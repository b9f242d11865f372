"""What keeps a page from being run at all, and what is told of it then. Runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.model import StepKind
from runner.outline import line_text
from runner.results import PreconditionStatus, Status, StepFinished
from runner.run.advised import advised
from runner.run.not_run import done_before, not_run
from runner.run.programs import find_program

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from runner.model import Plan, PlannedStep
    from runner.results import Event, PreconditionResult
    from runner.run.circumstances import Circumstances
    from runner.run.resumed import Resumed


def find_obstacles(
    plan: Plan, circumstances: Circumstances, found: tuple[PreconditionResult, ...]
) -> dict[str, str]:
    """Give why nothing may run: step id → reason, with an empty id for what concerns no one step."""
    done = circumstances.resumed.done
    held = {step: reason for step, reason in circumstances.held.items() if step not in done}
    return held if circumstances.ignore_preconditions else held | _not_ready(plan, circumstances, found)


def _not_ready(
    plan: Plan, circumstances: Circumstances, found: tuple[PreconditionResult, ...]
) -> dict[str, str]:
    unmet = [
        result
        for result in found
        if result.status is PreconditionStatus.NOT_MET and not result.precondition.optional
    ]
    obstacles = {"": _unmet(unmet)} if unmet else {}
    for step, program in _missing_programs(plan, circumstances.environment).items():
        obstacles[step] = _is_missing(f"the program `{program}`", program)
    if needs_shell(plan) and find_program("bash", circumstances.environment) is None:
        first = next(item for item in plan.steps if _runs(item) and item.step.kind is StepKind.COMMAND)
        obstacles[first.step.id] = _is_missing("bash", "bash")
    return obstacles


def _missing_programs(plan: Plan, environment: Mapping[str, str]) -> dict[str, str]:
    """Give the steps that need a program which is not there: id of the step → the program."""
    missing: dict[str, str] = {}
    for planned in plan.steps:
        for program in planned.programs:
            if find_program(program, environment) is None:
                missing.setdefault(planned.step.id, program)
    return missing


def _is_missing(said: str, program: str) -> str:
    from runner.read.known_programs import how_to_install

    return f"{said} is not on PATH; {how_to_install(program)}"


def _unmet(results: list[PreconditionResult]) -> str:
    places = [line_text(item.precondition.line, item.precondition.path) for item in results]
    if len(results) == 1:
        return f"precondition not met ({places[0]}): {results[0].detail}"
    told = (f"({place}) {item.detail}" for place, item in zip(places, results, strict=True))
    return f"{len(results)} preconditions not met: {'; '.join(told)}"


def needs_shell(plan: Plan) -> bool:
    """Whether a step of the plan runs in the page's shell."""
    return any(_runs(planned) and planned.step.kind is StepKind.COMMAND for planned in plan.steps)


def _runs(planned: PlannedStep) -> bool:
    return planned.skip is None and planned.step.kind is not StepKind.MANUAL


def refuse(plan: Plan, obstacles: Mapping[str, str], resumed: Resumed) -> Iterator[Event]:
    """Run nothing: the steps that lack something are blocked, the rest is skipped."""
    rest = f"nothing was run: {_blocked([step for step in obstacles if step]) or obstacles['']}"
    for planned in plan.steps:
        if planned.step.id in resumed.done:
            yield StepFinished(result=done_before(planned, resumed))
            continue
        reason = obstacles.get(planned.step.id)
        status = Status.BLOCKED if reason else Status.SKIPPED
        result = not_run(planned, status, reason or planned.skip or rest)
        yield StepFinished(result=advised(result, plan.procedure.troubleshooting))


def _blocked(steps: list[str]) -> str:
    """Which steps are blocked, empty where none is."""
    said = "steps {} are blocked" if len(steps) > 1 else "step {} is blocked"
    return said.format(", ".join(steps)) if steps else ""


def missing_files(plan: Plan, folder: Path) -> Iterator[str]:
    """Name what steps that are not selected would have written and the selected ones name."""
    running = [planned for planned in plan.steps if planned.skip is None]
    for planned in plan.steps:
        file = planned.step.file
        if planned.skip != "not selected" or not file or (folder / file).exists():
            continue
        users = [other.step.id for other in running if file in other.text]
        if users:
            yield f"step {planned.step.id} is not selected, so `{file}` is missing for step {users[0]}"
