"""Preconditions looked up on this machine, before the first step. Changes nothing.

What an earlier step could still bring, or only a person can judge, is never held to be missing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.model import NeedKind
from runner.results import PreconditionResult, PreconditionStatus, Target
from runner.run.found import Found, all_of, any_of, met, not_checked, not_met
from runner.run.program_needs import find_needed
from runner.run.programs import find_program
from runner.run.provided import Provided, provided_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner.model import Need, Plan, Precondition
    from runner.run.circumstances import Circumstances

_AWS = (NeedKind.CREDENTIALS, NeedKind.PROFILE, NeedKind.ACCOUNT, NeedKind.BEDROCK, NeedKind.MODEL)


def look_up(plan: Plan, circumstances: Circumstances) -> tuple[PreconditionResult, ...]:
    """Look each precondition of the page up; what was not read as one is `not-checked`."""
    preconditions = plan.procedure.preconditions
    provided = provided_by(plan) if any(item.needs for item in preconditions) else Provided()
    return tuple(_look_up(item, circumstances, provided) for item in preconditions)


def missing_programs(plan: Plan, environment: Mapping[str, str]) -> dict[str, str]:
    """Give the steps that need a program which is not there: id of the step → the program."""
    missing: dict[str, str] = {}
    for planned in plan.steps:
        for program in planned.programs:
            if find_program(program, environment) is None:
                missing.setdefault(planned.step.id, program)
    return missing


def _look_up(item: Precondition, circumstances: Circumstances, provided: Provided) -> PreconditionResult:
    found = [_in_doubt(need, _find(need, circumstances), provided) for need in item.needs]
    joined = (any_of if item.any_of else all_of)(found) if found else not_checked(item.reading or "")
    return PreconditionResult(precondition=item, status=joined.status, detail=joined.detail)


def _in_doubt(need: Need, found: Found, provided: Provided) -> Found:
    """What is missing is not held to be missing where a step may bring it, or where it may be elsewhere."""
    if found.status is not PreconditionStatus.NOT_MET:
        return found
    if provided.may_bring(need):
        return not_checked(f"{found.detail}; a step of the page may bring it")
    return replace(found, status=PreconditionStatus.NOT_CHECKED) if need.doubtful else found


def _find(need: Need, circumstances: Circumstances) -> Found:
    if need.kind is NeedKind.PROGRAM:
        return _program(need, circumstances)
    if need.kind is NeedKind.VARIABLE:
        return _variable(need.name, circumstances.environment)
    if need.kind is NeedKind.FILE:
        return _file(need.name, circumstances)
    if need.kind is NeedKind.REPOSITORY:
        return _repository(circumstances.folder)
    return _aws(need, circumstances) if need.kind in _AWS else not_checked()


def _program(need: Need, circumstances: Circumstances) -> Found:
    found = find_needed(
        need, circumstances.environment, circumstances.search_path, folder=circumstances.folder
    )
    versioned = find_program(need.name, {"PATH": circumstances.search_path}) is not None
    if need.name == "aws" and versioned and circumstances.target is Target.STAND_IN:
        # It answers every version alike, so that a page can be tried with the one that is there.
        return met(found.detail) if found.status is PreconditionStatus.MET else not_checked(found.detail)
    return found


def _variable(name: str, environment: Mapping[str, str]) -> Found:
    if environment.get(name):
        return met()
    state = "is empty" if name in environment else "is not set"
    return not_met(f"the variable `{name}` {state}; type export {name}=... and run again")


def _file(name: str, circumstances: Circumstances) -> Found:
    home = circumstances.environment.get("HOME", "~")
    for mark in ("~", "$HOME"):
        if name.startswith(mark + "/"):
            name = home + name.removeprefix(mark)
    path = circumstances.folder / name
    if path.exists():
        return met(str(path))
    if Path(name).is_absolute():
        return not_met(f"{path} does not exist")
    return not_met(f"`{name}` is not in the working folder; --workdir names the folder that has it")


def _repository(folder: Path) -> Found:
    for place in (folder, *folder.parents):
        if (place / ".git").exists():
            return met(str(place))
    return not_met("the working folder is in no git repository; --workdir names a folder that is")


def _aws(need: Need, circumstances: Circumstances) -> Found:
    """What AWS says; asked only where the page is run against it."""
    if circumstances.target is Target.STAND_IN:
        return not_checked("the stand-in cannot say what an account may do")
    if circumstances.target is None or circumstances.ask_aws is None:
        return not_checked()
    holds, detail = circumstances.ask_aws(need)
    if holds is None:
        return not_checked(detail)
    return met(detail) if holds else not_met(detail)
