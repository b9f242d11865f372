"""Whether and how an earlier run of a page can be continued. Reads records and saved state; runs nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from runner.errors import CannotContinueError, UsageError
from runner.model import SectionKind, Source, StepKind
from runner.results import DONE, ShellState, Status, Target, Verdict
from runner.run.resumed import Resumed, cannot_rebuild
from runner.store.rebuild import step_result
from runner.store.recorder import Beginning
from runner.store.records import newest_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from runner.model import Plan, PlannedStep
    from runner.results import StepResult
    from runner.store.place import Place
    from runner.store.records import Record

Json = dict[str, Any]


class Present(Struct, frozen=True, kw_only=True):
    """What the earlier run is held against.

    Attributes:
        plan: What would be run now; `shown` is the same without secrets.
        asked_folder: The working folder that page or reader ask for, None where neither does.
        sandbox: Whether the page would be shut in.
    """

    plan: Plan
    shown: Plan
    target: Target | None
    asked_folder: Path | None
    environment: Mapping[str, str]
    sandbox: bool


def continue_run(present: Present, places: Sequence[Place]) -> Beginning:
    """Give what there is to continue of the page's newest run.

    Raises:
        CannotContinueError: There is nothing to continue, or something cannot be rebuilt; the text names it.
        UsageError: It must not be continued now, or not in this way.
    """
    page = present.plan.procedure.path
    record = _newest(page, places)
    done = {
        step["id"]: as_done(step_result(step), record.id)
        for step in record.whole()["steps"]
        if step["status"] in DONE
    }
    reasons = [*_page_changed(present, record), *_values_changed(present, record)]
    if reasons:
        cure = "undo that, or run without --resume"
        raise CannotContinueError("\n".join(f"{reason} since run {record.id}; {cure}" for reason in reasons))
    _refuse_way_out(present, record)
    state = _state(record)
    missing = [*_missing(present, record, done), *(state.lost if state else ())]
    values = secret_values(present.plan, present.environment, state, missing)
    if missing:
        raise CannotContinueError(f"{page}: {cannot_rebuild(record.id, missing)}")
    about = record.result["run"]
    return Beginning(
        resumed=Resumed(run=record.id, done=done, state=state, values=values, status=last_status(done)),
        earlier=record.stem,
        folder=_made_again(Path(about["folder"]), record),
        temporary=about["temporary"],
        notes=tuple(_notes(record)),
    )


def _newest(page: str, places: Sequence[Place]) -> Record:
    record = newest_record(places, page)
    if record is None:
        raise CannotContinueError(f"{page}: no run of this page is recorded, so there is none to continue")
    if record.running:
        raise UsageError(f"{page}: run {record.id} is still under way; wait for its end, or stop it first")
    if record.result["verdict"] in (Verdict.PASSED, Verdict.UNVERIFIED):
        verdict = record.result["verdict"]
        what = f"the newest run ({record.id}) is {verdict}, so there is none to continue"
        raise CannotContinueError(f"{page}: {what}")
    return record


def as_done(result: StepResult, run: str) -> StepResult:
    """Give a result with the run that it was done in, the first where several carried it over."""
    if "done in run " in (result.reason or ""):
        return result
    before = f"{result.reason}; " if result.reason else ""
    return replace(result, reason=f"{before}done in run {run}")


def _refuse_way_out(present: Present, record: Record) -> None:
    """A page that was shut in is not let out by a flag that was forgotten."""
    if record.result["run"].get("sandbox") and not present.sandbox:
        what = f"run {record.id} was in a sandbox; add --sandbox, or run without --resume"
        raise UsageError(f"{present.plan.procedure.path}: {what}")


# Whether page and values are still the same.


def _page_changed(present: Present, record: Record) -> Iterator[str]:
    """Say which step, up to the last that was done, is not the one that was run."""
    recorded = record.result["steps"]
    last = max((index for index, step in enumerate(recorded) if step["status"] in DONE), default=-1)
    path = present.plan.procedure.path
    for index, step in enumerate(recorded[: last + 1]):
        if index >= len(present.shown.steps):
            yield f"{path}:{step['line']}: step {step['id']} is gone"
            return
        planned = present.shown.steps[index]
        same_place = (planned.step.id, planned.step.kind) == (step["id"], step["kind"])
        same = _what(step, planned) == _present(planned)
        if not same_place or (step["status"] in DONE and not same):
            yield f"{path}:{planned.step.line}: step {planned.step.id} has changed"
            return


def _what(step: Json, planned: PlannedStep) -> tuple[object, ...]:
    # What was captured stands in the command that was run, and not in the one that is planned.
    command = planned.text if planned.holes else step["command"]
    return step["code"], command, step["file"]


def _present(planned: PlannedStep) -> tuple[object, ...]:
    command = planned.text if planned.step.kind is StepKind.COMMAND else None
    return planned.step.code, command, planned.step.file


def _values_changed(present: Present, record: Record) -> Iterator[str]:
    path = present.plan.procedure.path
    now = {item.name: item for item in present.shown.variables}
    for item in record.result["variables"]:
        found = now.get(item["name"])
        captured = found is not None and found.source is Source.CAPTURED
        if found is not None and not captured and found.value != item["value"]:
            yield f"{path}:{found.line}: `{found.name}` was {item['value']} and is {found.value}"
    target = present.target.value if present.target else None
    if target != record.result["target"]:
        yield f"{path}: the target was {record.result['target'] or 'none'} and is {target or 'none'}"
    folder = record.result["run"]["folder"]
    if present.asked_folder is not None and str(present.asked_folder.resolve()) != folder:
        yield f"{path}: the working folder was {folder} and is {present.asked_folder}"


# Whether what the steps made is still there.


def _missing(present: Present, record: Record, done: Mapping[str, StepResult]) -> list[str]:
    folder = Path(record.result["run"]["folder"])
    if not folder.is_dir() and not _was_empty(record):
        return [f"the working folder {folder} (it is gone)"]
    return [
        *_cleaned(present, record, done),
        *_files_gone(folder, done),
        *(f"what step {name} left in the stand-in" for name in met_stand_in(record.result["target"], done)),
    ]


def _was_empty(record: Record) -> bool:
    """Whether the run itself removed its folder, because nothing was in it."""
    about = record.result["run"]
    return bool(about["temporary"] and not about["kept"])


def _made_again(folder: Path, record: Record) -> Path:
    if not folder.is_dir() and _was_empty(record):
        folder.mkdir(mode=0o700)
    return folder


def _cleaned(present: Present, record: Record, done: Mapping[str, StepResult]) -> Iterator[str]:
    """What cleanup has removed is gone, unless only cleanup is left to do."""
    cleanup = {item.step.id for item in present.plan.steps if item.step.section_kind is SectionKind.CLEANUP}
    left = [
        item for item in present.plan.steps if item.skip is None and item.step.id not in {*done, *cleanup}
    ]
    if not left:
        return
    for step in record.result["steps"]:
        if step["id"] in cleanup and step["status"] not in (Status.SKIPPED, Status.MANUAL):
            yield f"what step {step['id']} cleaned up"


def _files_gone(folder: Path, done: Mapping[str, StepResult]) -> Iterator[str]:
    """Files of file steps that are not there, unless a later step changed or removed them."""
    results = list(done.values())
    for index, result in enumerate(results):
        if result.planned.step.kind is not StepKind.FILE:
            continue
        later = {name for other in results[index + 1 :] for name in other.effects.files}
        for name in result.effects.files:
            if name not in later and not (folder / name).exists():
                yield f"the file {name} of step {result.planned.step.id} (it is gone)"


def met_stand_in(target: str | None, done: Mapping[str, StepResult]) -> Iterator[str]:
    """Give the steps that may have left something in the stand-in, which begins anew with every run."""
    if target != Target.STAND_IN:
        return
    for name, result in done.items():
        if result.planned.step.kind is StepKind.COMMAND and "aws" in result.planned.text:
            yield name


# The shell.


def _state(record: Record) -> ShellState | None:
    if record.state is None:
        return None
    try:
        found = json.loads(record.stem.with_name(record.state).read_bytes())
        return ShellState(
            folder=found["folder"],
            folders=tuple(found["folders"]),
            umask=found["umask"],
            arguments=tuple(found["arguments"]),
            options=tuple(found["options"]),
            values=found["values"],
            gone={kind: tuple(names) for kind, names in found["gone"].items()},
            secrets={name: (flags, origin) for name, (flags, origin) in found["secrets"].items()},
            lost=tuple(found["lost"]),
        )
    except (OSError, ValueError, KeyError):
        what = f"what the shell held ({record.stem.with_name(record.state)} cannot be read)"
        raise CannotContinueError(cannot_rebuild(record.id, [what])) from None


def secret_values(
    plan: Plan, environment: Mapping[str, str], state: ShellState | None, missing: list[str]
) -> dict[str, str]:
    """Find the values of secrets where they came from; those that are nowhere go to what is missing."""
    values: dict[str, str] = {}
    page = {item.name: item.value for item in plan.variables if item.secret and not item.missing}
    for name, (_, origin) in (state.secrets if state else {}).items():
        kind, _, source = origin.partition(":")
        candidates = (
            environment.get(source) if kind == "env" else page.get(origin),
            environment.get(name),
        )
        value = next((found for found in candidates if found is not None), None)
        if value is None:
            missing.append(f"{name} (secret values are never stored; export it)")
        else:
            values[name] = value
    return values


def last_status(done: Mapping[str, StepResult]) -> int:
    """Give `$?` as the last of the steps left it."""
    found = [result.exit_code for result in done.values() if result.exit_code is not None]
    return found[-1] if found else 0


def _notes(record: Record) -> Iterator[str]:
    yield f"this run continues run {record.id}"
    if record.under_way:
        yield f"step {record.under_way} was under way when run {record.id} ended, so it runs again"
