"""Preconditions looked up on this machine, before the first step. Changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.results import PreconditionResult, PreconditionStatus
from runner.run.programs import find_program, program_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner.model import Plan, Precondition


def look_up(plan: Plan, environment: Mapping[str, str], search_path: str) -> tuple[PreconditionResult, ...]:
    """Look each precondition of the page up; what was not read as one is `not-checked`.

    Args:
        plan: The page's plan.
        environment: The environment in which a program is asked for its version.
        search_path: The PATH on which programs are looked up.
    """
    return tuple(_look_up(item, environment, search_path) for item in plan.procedure.preconditions)


def missing_programs(plan: Plan, environment: Mapping[str, str]) -> dict[str, str]:
    """Give the steps that need a program which is not there: id of the step → the program."""
    missing: dict[str, str] = {}
    for planned in plan.steps:
        for program in planned.programs:
            if find_program(program, environment) is None:
                missing.setdefault(planned.step.id, program)
    return missing


def _look_up(item: Precondition, environment: Mapping[str, str], search_path: str) -> PreconditionResult:
    if not item.program:
        return _result(item, PreconditionStatus.NOT_CHECKED, item.reading or "")
    path = find_program(item.program, {"PATH": search_path})
    if path is None:
        return _result(item, PreconditionStatus.NOT_MET, f"`{item.program}` is not on PATH; install it")
    if not item.version:
        return _result(item, PreconditionStatus.MET, path)
    version = program_version(find_program(item.program, environment) or path, environment)
    if not version:
        return _result(item, PreconditionStatus.NOT_CHECKED, f"`{path} --version` tells no version")
    if _numbers(version) < _numbers(item.version):
        return _result(item, PreconditionStatus.NOT_MET, f"{path} is version {version}; update it")
    return _result(item, PreconditionStatus.MET, f"{path}, version {version}")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _result(item: Precondition, status: PreconditionStatus, detail: str) -> PreconditionResult:
    return PreconditionResult(precondition=item, status=status, detail=detail)
