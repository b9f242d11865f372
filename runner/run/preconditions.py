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
from runner.run.program_states import find_stated
from runner.run.programs import find_program
from runner.run.provided import Provided, provided_by
from runner.run.systems import find_system, this_system

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runner.model import Need, Plan, Precondition
    from runner.run.circumstances import Circumstances


def look_up(plan: Plan, circumstances: Circumstances) -> tuple[PreconditionResult, ...]:
    """Look each precondition of the page up; what was not read as one is `not-checked`."""
    preconditions = plan.procedure.preconditions
    provided = provided_by(plan) if any(item.needs for item in preconditions) else Provided()
    found = [_look_up(item, circumstances, provided) for item in preconditions]
    return tuple(_of_its_list(result, found) for result in found)


def _of_its_list(result: PreconditionResult, found: Iterable[PreconditionResult]) -> PreconditionResult:
    """What is missing of a list of which one is enough is held to be missing only if all of it is."""
    mine = _list_of(result.precondition)
    if mine is None or result.status is not PreconditionStatus.NOT_MET:
        return result
    listed = {other.status for other in found if _list_of(other.precondition) == mine}
    if listed == {PreconditionStatus.NOT_MET}:
        return result
    return replace(result, status=PreconditionStatus.NOT_CHECKED)


def _list_of(item: Precondition) -> tuple[str, int] | None:
    """The list of which one is enough; a machine has one system, so all that a page names are one list."""
    if item.needs and all(need.kind is NeedKind.SYSTEM for need in item.needs):
        return item.path, -1
    return (item.path, item.choice) if item.choice else None


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
    match need.kind:
        case NeedKind.PROGRAM:
            found = _program(need, circumstances)
        case NeedKind.STATE:
            found = find_stated(need, circumstances)
        case NeedKind.SYSTEM:
            found = find_system(need, this_system())
        case NeedKind.VARIABLE:
            found = _variable(need.name, circumstances.environment)
        case NeedKind.FILE:
            found = _file(need.name, circumstances)
        case NeedKind.REPOSITORY:
            found = _repository(circumstances.folder)
        case NeedKind.PERSON:
            found = not_checked()
        case _:
            found = _aws(need, circumstances)
    return found


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
