"""What became of each page where many are run as one suite, as frozen data. Decides nothing."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from runner.results import Run


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
    """

    path: str
    ending: Ending
    run: Run | None = None
    reason: str = ""
    note: str = ""
    exit_status: int = 0
    known: bool = False
    notes: tuple[str, ...] = ()


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
