"""Records read back: finished runs as written, unfinished ones as far as they came. Writes nothing."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, TypeGuard

from msgspec import Struct
from msgspec.structs import replace

from runner.results import Status, Verdict
from runner.store.forms import newer_form, passed_over
from runner.store.outputs import filled_in
from runner.store.process import lives
from runner.store.sound import unsound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from runner.store.place import Place

Json = dict[str, Any]


class Record(Struct, frozen=True, kw_only=True):
    """One run as its record tells it.

    Attributes:
        stem: The record's path without its ending.
        result: `runbook-result/1`, with `run` beside; of an unfinished run as far as it came.
        running: Whether the process that runs it still lives.
        under_way: The step that had begun and not ended, empty where there is none.
        state: The name of the file with the shell's state, None where the shell has nothing of its own.
    """

    stem: Path
    result: Json
    running: bool = False
    under_way: str = ""
    state: str | None = None

    @property
    def id(self) -> str:
        """The short id that `runbook runs` shows."""
        return self.stem.name.rpartition("-")[2]

    @property
    def path(self) -> str:
        """The page's absolute path."""
        return str(self.result["run"]["path"])

    def whole(self) -> Json:
        """The result with the outputs that lie beside the record."""
        return filled_in(self.result, self.stem.parent)


def find_records(places: Sequence[Place], page: str) -> list[Record]:
    """Read the records of a page, whole, the newest first; who needs no outputs asks the history."""
    return [replace(record, result=record.whole()) for record in _records(places, page)]


def newest_record(places: Sequence[Place], page: str) -> Record | None:
    """Read the newest record of a page."""
    return next(_records(places, page), None)


def _records(places: Sequence[Place], page: str) -> Iterator[Record]:
    """The records of a page, the newest first; what is no record is passed over."""
    folders = [place.of_page(page) for place in places]
    stems = {path.with_suffix("") for folder in folders for path in folder.glob("*.json*")}
    found = map(read_record, sorted(stems, key=lambda stem: stem.name, reverse=True))
    return (record for record in found if record is not None)


def read_record(stem: Path) -> Record | None:
    """Read one record; None where no run had begun when it was written, or a newer runbook wrote it."""
    try:
        result = json.loads(stem.with_suffix(".json").read_bytes())
    except FileNotFoundError:
        return _read_journal(stem)
    except (OSError, ValueError, RecursionError):
        return None
    return as_record(stem, result)


def as_record(stem: Path, result: object) -> Record | None:
    """Give what a file holds as the record of a run, None where it is none."""
    if newer_form(result) or not _is_whole(result):
        return None
    return Record(stem=stem, result=result, state=result["run"].get("state"))


def _is_whole(result: object) -> TypeGuard[Json]:
    """Whether a file holds what a run wrote: somebody may have emptied or replaced it."""
    return isinstance(result, dict) and not unsound(result)


def _read_journal(stem: Path) -> Record | None:
    try:
        lines = stem.with_suffix(".jsonl").read_bytes().split(b"\n")
    except OSError:
        return None
    entries = list(_entries(lines))
    if not entries or newer_form(entries[0]):
        return None
    try:
        record = _record(stem, entries) if entries[0]["event"] == "run-started" else None
    except (KeyError, TypeError, AttributeError):
        return None
    return record if record is not None and _is_whole(record.result) else None


def journal_trouble(stem: Path) -> str:
    """Why the journal of a run without an end is passed over, nothing where that needs no word."""
    try:
        with stem.with_suffix(".jsonl").open("rb") as file:
            form = newer_form(next(_entries([file.readline()]), None))
    except OSError as error:
        return f"{stem}.jsonl: cannot be read ({error.strerror}), so it is passed over; check its rights"
    return f"{stem}.jsonl: {passed_over(form)}" if form else ""


def _entries(lines: Iterable[bytes]) -> Iterator[Json]:
    """The lines up to the first that is torn."""
    for line in lines:
        try:
            yield json.loads(line)
        except (ValueError, RecursionError):
            return


def _record(stem: Path, entries: list[Json]) -> Record:
    first, last = entries[0], entries[-1]
    steps = {step["id"]: step for step in first["carried"]}
    state, under_way = first["state"], ""
    for entry in entries:
        match entry["event"]:
            case "step-started":
                under_way = entry["id"]
            case "step-finished":
                steps[entry["result"]["id"]] = entry["result"]
                state, under_way = entry["state"], ""
            case "step-amended":
                steps[entry["result"]["id"]] = entry["result"]
            case _:
                pass
    if last["event"] == "run-finished":
        result = {"run": last["run"], **last["result"], "steps": list(steps.values())}
        return Record(stem=stem, result=result, state=last["run"]["state"])
    running = lives(first["run"]["process"])
    result = _unfinished(first, steps, under_way, running=running)
    return Record(stem=stem, result=result, running=running, under_way=under_way, state=state)


def _unfinished(first: Json, done: dict[str, Json], under_way: str, *, running: bool) -> Json:
    """The result of a run whose end is not known."""
    steps = [
        done.get(step["id"]) or _open_step(step, under_way, running=running)
        for step in first["result"]["steps"]
    ]
    counted = Counter(step["status"] for step in steps)
    checked = sum(len({_claim(check) for check in step["checks"]}) for step in steps)
    return {
        "run": {**first["run"], "end_notes": [], "state": None, "kept": first["run"]["temporary"]},
        **first["result"],
        "verdict": Verdict.UNKNOWN.value,
        "masked": 0,
        "duration": sum(step["duration"] or 0.0 for step in done.values()),
        "counts": {status.value: counted[status.value] for status in Status},
        "claims": {"checked": checked, "unchecked": sum(len(step["unchecked"]) for step in steps)},
        "steps": steps,
    }


def _open_step(step: Json, under_way: str, *, running: bool) -> Json:
    """A planned step whose end is not recorded."""
    status, reason = (
        Status.SKIPPED,
        step["reason"] or ("not yet run" if running else "the run ended before it"),
    )
    if step["id"] == under_way:
        status = Status.SKIPPED if running else Status.FAILED
        reason = "under way" if running else "under way when the run ended, so what it did is not known"
    claims = sorted({_claim(check) for check in step["checks"]})
    return {
        **step,
        "status": status.value,
        "duration": 0.0,
        "checks": [],
        "unchecked": [*step["unchecked"], *(dict(claim) for claim in claims)],
        "reason": reason,
    }


def _claim(check: Json) -> tuple[tuple[str, Any], ...]:
    """The claim that a check is of, as `unchecked` lists it."""
    place = [(name, check[name]) for name in ("line", "path") if name in check]
    return ("text", check["claim"]), *place
