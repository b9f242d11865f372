"""What a run leaves outside its working folder, of the places that its commands name. Removes nothing.

Only these places are looked at, before and after: what a program writes elsewhere is not claimed to be known.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.model import StepKind
from runner.patterns import regex
from runner.results import LeftBehind, LeftKind, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from runner.model import Plan, PlannedStep
    from runner.results import StepResult

_NAME = regex(r"\$(?:(\w+)|\{(\w+)\})")
_OUTSIDE = regex(r"/|~|\.\.|\$")
_NO_FILES = ("/dev", "/proc", "/sys")


class Place(Struct, frozen=True, kw_only=True):
    """A place outside the working folder that a step names.

    Attributes:
        before: When it was last written, None where it was not there.
    """

    path: Path
    step: str
    before: int | None


def watch_places(plan: Plan, environment: Mapping[str, str], folder: Path) -> tuple[Place, ...]:
    """Note how the places are before the first step."""
    found: dict[Path, Place] = {}
    for planned in plan.steps:
        if planned.skip is None:
            for name in _names(planned):
                path = _place(name, environment, folder)
                if path is not None and path not in found:
                    found[path] = Place(path=path, step=planned.step.id, before=_written_at(path))
    return tuple(found.values())


def _names(planned: PlannedStep) -> tuple[str, ...]:
    if planned.step.kind is StepKind.FILE and planned.step.file:
        return (planned.step.file,)
    if planned.step.kind is not StepKind.COMMAND or not _OUTSIDE.search(planned.text):
        return ()
    from runner.plan.writes import written_paths

    return written_paths(planned.text)


def named_outside(planned: PlannedStep, environment: Mapping[str, str], folder: Path) -> Iterator[str]:
    """Give what a step names as written outside the working folder, or at a place that only bash knows."""
    for name in _names(planned):
        if _unknown_in(name, environment) or _place(name, environment, folder) is not None:
            yield name


def _unknown_in(name: str, environment: Mapping[str, str]) -> bool:
    return any((one or other) not in environment for one, other in _NAME.findall(name))


def _place(name: str, environment: Mapping[str, str], folder: Path) -> Path | None:
    """The path that bash makes of a name, if it is outside; of folders not there yet the outermost."""
    if _unknown_in(name, environment):
        return None
    name = _NAME.sub(lambda match: environment[match[1] or match[2]], name)
    if name == "~" or name.startswith("~/"):
        name = environment.get("HOME", "~") + name[1:]
    path = Path(os.path.normpath(folder / name))
    if name.startswith("~") or path.is_relative_to(folder) or _is_no_file(path):
        return None
    missing = [above for above in path.parents if not above.exists()]
    return missing[-1] if missing else path


def _is_no_file(path: Path) -> bool:
    return any(path.is_relative_to(root) for root in _NO_FILES)


def _written_at(path: Path) -> int | None:
    """When a file was last written; a folder only is there or not, for others write into it too."""
    try:
        about = path.lstat()
    except OSError:
        return None
    return 0 if stat.S_ISDIR(about.st_mode) else about.st_mtime_ns


def find_left(
    places: Iterable[Place], results: Iterable[StepResult], mask: Callable[[str], str]
) -> Iterator[LeftBehind]:
    """Give the places that are new or written anew, of the steps that ran."""
    ran = {result.planned.step.id for result in results if result.status is not Status.SKIPPED}
    for place in places:
        now = _written_at(place.path)
        if place.step in ran and now is not None and now != place.before:
            how = "created" if place.before is None else "changed"
            detail = f"{how}; step {place.step} names it"
            yield LeftBehind(kind=LeftKind.FILE, what=mask(str(place.path)), detail=detail)
