"""What became of each page where many are run as one suite, as frozen data. Decides nothing."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from runner.results import Run, ShellState


class Ending(StrEnum):
    """How a page of a suite ended, for those who gate on it."""

    PASSED = "passed"
    FAILED = "failed"
    BLOCKED = "blocked"
    UNVERIFIED = "unverified"
    EMPTY = "empty"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    NOT_RUN = "not-run"


class Waypoint(Struct, frozen=True, kw_only=True):
    """What there was right after a step, so that a later run could go on from there.

    It is never written anywhere: what was captured may be secret.

    Attributes:
        state: What the shell held; None where it held nothing of its own.
        files: What tells whether the working folder is still the same; empty where nothing does.
        captured: The values captured so far: variable → value.
        outside: Whether the shell stood outside the working folder.
        lost: What no other run can be given, in words.
    """

    state: ShellState | None
    files: str
    captured: Mapping[str, str]
    outside: bool = False
    lost: tuple[str, ...] = ()


class LastRun(Struct, frozen=True, kw_only=True):
    """What is kept of a page's last run while somebody edits the page.

    Attributes:
        run: Its id, empty where it is not recorded.
        record: The path of its record without the ending; None where it is not recorded.
        ended: The run.
        points: What there was after each of its steps.
        marks: A digest for each step of what it runs and checks.
        common: What concerns all steps → its digest.
        folder: Its working folder; `temporary` if it was made for it.
    """

    run: str
    record: Path | None
    ended: Run
    points: tuple[Waypoint, ...]
    marks: tuple[str, ...]
    common: Mapping[str, str]
    folder: Path
    temporary: bool


class PageOutcome(Struct, frozen=True, kw_only=True):
    """What became of one page.

    Attributes:
        path: As it was named or found.
        ending: `empty` where it holds no step that could run, `broken` where it could not be read or begun,
            `unknown` where its run was lost or interrupted, `not-run` where the suite ended before it.
        run: Its run; None where there was none.
        reason: Why it ended so, where the run alone does not tell.
        note: Where its run began, if that is not its first step or was asked to be another.
        exit_status: That of the contract for the page alone.
        known: Whether it failed as its own settings say that it would.
        notes: What a person must know and that belongs to no step, such as a record that is not whole.
        last_run: What a later run of the page could go on from; None where nobody asked.
    """

    path: str
    ending: Ending
    run: Run | None = None
    reason: str = ""
    note: str = ""
    exit_status: int = 0
    known: bool = False
    notes: tuple[str, ...] = ()
    last_run: LastRun | None = None


class SuiteOutcome(Struct, frozen=True, kw_only=True):
    """What became of all pages, in the order in which they were found.

    Attributes:
        duration: Seconds from the first page's beginning to the last one's end.
        exit_status: The contract's for the whole.
        shortfall: Why the suite fails where no page alone does, empty where it does not.
    """

    pages: tuple[PageOutcome, ...]
    duration: float
    exit_status: int
    interrupted: bool = False
    shortfall: str = ""
