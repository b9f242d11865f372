"""What happened: statuses, checks, the run and the events that tell of it, as frozen data.

Nothing here decides; the names and values are those of the contract's `runbook-result/1`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from runner.expectations import Claim, Strength
    from runner.model import Plan, PlannedStep, Precondition, Remedy


class Status(StrEnum):
    """How a step ended."""

    VERIFIED = "verified"
    RAN = "ran"
    FAILED = "failed"
    BLOCKED = "blocked"
    MANUAL = "manual"
    SKIPPED = "skipped"


# Where a step ended so, the run does not go on as it was planned.
NOT_WELL = frozenset({Status.FAILED, Status.BLOCKED})
# What a continued run does not run again.
DONE = frozenset({Status.VERIFIED, Status.RAN, Status.MANUAL})


class Verdict(StrEnum):
    """What a run says of its page."""

    PASSED = "passed"
    FAILED = "failed"
    BLOCKED = "blocked"
    UNVERIFIED = "unverified"
    UNKNOWN = "unknown"


class Target(StrEnum):
    """What the page's AWS commands talked to."""

    LIVE = "live"
    STAND_IN = "stand-in"


class PreconditionStatus(StrEnum):
    """What was found of a precondition."""

    MET = "met"
    NOT_MET = "not-met"
    NOT_CHECKED = "not-checked"


class Check(Struct, frozen=True, kw_only=True):
    """An expectation held against an output; `detail` says what was got where it did not hold.

    Attributes:
        path: The page that the line is of, empty for the run's own.
        read_by: Who read the claim, empty for the phrasebook.
    """

    claim: str
    line: int
    reading: str
    passed: bool
    detail: str
    strength: Strength
    path: str = ""
    read_by: str = ""


class Advice(Struct, frozen=True, kw_only=True):
    """A row of the page's advice that fits a failure.

    Attributes:
        score: From 0 to 1.
        reason: Why it fits, in words.
    """

    remedy: Remedy
    score: float
    reason: str = ""


class Effects(Struct, frozen=True, kw_only=True):
    """What a step changed: names of exported variables, and files of the working folder.

    Attributes:
        files: Those that are new, different or gone; an empty folder has a `/` at its end.
        created: Those of them that are new.
        removed: Those of them that are gone.
        unseen: Why the working folder was not looked at, empty where it was.
    """

    env_set: tuple[str, ...] = ()
    env_unset: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    created: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unseen: str = ""

    @property
    def changed(self) -> tuple[str, ...]:
        """The files that were there and are different."""
        return tuple(name for name in self.files if name not in self.created and name not in self.removed)


# What nearly every step has.
NOTHING_CHANGED = Effects()


class Try(Struct, frozen=True, kw_only=True):
    """One of several tries of a step; `duration` in seconds, `reason` why it was not the last."""

    exit_code: int | None
    duration: float
    reason: str | None


class LateOutput(Struct, frozen=True, kw_only=True):
    """What jobs of a step printed after the step had ended; masked."""

    stdout: str
    stderr: str


class PreconditionResult(Struct, frozen=True, kw_only=True):
    """A precondition and what was found."""

    precondition: Precondition
    status: PreconditionStatus
    detail: str = ""


class StepResult(Struct, frozen=True, kw_only=True):
    """What happened in one step; outputs are masked, `duration` is in seconds.

    Attributes:
        unchecked: The step's claims that nothing was held against: not read, or the step did not run.
        tries: All tries where there was more than one; the result is the last one's.
        late: What its jobs printed later, None where they printed nothing. A step in the background has it
            in stdout and stderr.
        notes: What a person should know of how it went.
    """

    planned: PlannedStep
    status: Status
    exit_code: int | None = None
    stdout: str = ""
    stderr: str = ""
    truncated: bool = False
    duration: float = 0.0
    effects: Effects = NOTHING_CHANGED
    checks: tuple[Check, ...] = ()
    unchecked: tuple[Claim, ...] = ()
    advice: tuple[Advice, ...] = ()
    reason: str | None = None
    tries: tuple[Try, ...] = ()
    late: LateOutput | None = None
    notes: tuple[str, ...] = ()


class LeftKind(StrEnum):
    """What a run may leave behind."""

    PROCESS = "process"
    FILE = "file"


class LeftBehind(Struct, frozen=True, kw_only=True):
    """Something that a run left on the machine; masked.

    Attributes:
        what: The command line of a process, or the path of a file.
        detail: What became of it.
    """

    kind: LeftKind
    what: str
    detail: str


class ShellState(Struct, frozen=True, kw_only=True):
    """What the steps made of the shell: all in which it differs from a fresh one, without any secret.

    Attributes:
        folder: The working folder as `pwd` prints it.
        folders: The rest of the folder stack.
        umask: As `umask` prints it.
        options: Lines of `shopt -p` and `set +o` that differ.
        values: Kind ("variable", "function", "alias", "trap") → name → the text that makes it.
        gone: Kind → what a fresh shell has and this one has not.
        secrets: Variables left out: name → its attributes, and where its value comes from (or nothing).
        lost: What no other shell can be given, in words.
    """

    folder: str
    folders: tuple[str, ...]
    umask: str
    arguments: tuple[str, ...]
    options: tuple[str, ...]
    values: Mapping[str, Mapping[str, str]]
    gone: Mapping[str, tuple[str, ...]]
    secrets: Mapping[str, tuple[str, str]]
    lost: tuple[str, ...]


# Of a duration in seconds: a report of a run and one of its record must say the same.
KEPT_DIGITS = 4


class Run(Struct, frozen=True, kw_only=True):
    """One execution of one page.

    Attributes:
        duration: Seconds.
        end_notes: What a person should know and the run alone could tell.
        kept_folder: The working folder where it was kept, else None.
        masked: How many different secrets were hidden in it.
    """

    plan: Plan
    verdict: Verdict
    target: Target | None
    started_at: datetime
    duration: float
    preconditions: tuple[PreconditionResult, ...]
    steps: tuple[StepResult, ...]
    tool_version: str
    notes: tuple[str, ...] = ()
    end_notes: tuple[str, ...] = ()
    kept_folder: str | None = None
    masked: int = 0
    left_behind: tuple[LeftBehind, ...] = ()


def claims_checked(run: Run) -> int:
    """How many claims something was held against; a claim with several checks is one."""
    return sum(
        len({(check.claim, check.path, check.line) for check in result.checks}) for result in run.steps
    )


def claims_unchecked(run: Run) -> int:
    """How many claims nothing was held against."""
    return sum(len(result.unchecked) for result in run.steps)


def without_advice(run: Run) -> list[StepResult]:
    """The failed and blocked steps for which the page has no advice: a gap of the page."""
    return [result for result in run.steps if result.status in NOT_WELL and not result.advice]


class RunStarted(Struct, frozen=True, kw_only=True):
    """The preconditions were looked at; the first step comes next."""

    plan: Plan
    target: Target | None
    preconditions: tuple[PreconditionResult, ...]
    notes: tuple[str, ...] = ()


class StepStarted(Struct, frozen=True, kw_only=True):
    """A step begins."""

    planned: PlannedStep


class StateTaken(Struct, frozen=True, kw_only=True):
    """What the shell holds, said just before the end of the step that may have changed it."""

    state: ShellState


class StepFinished(Struct, frozen=True, kw_only=True):
    """A step ended, or was passed over."""

    result: StepResult


class StepAmended(Struct, frozen=True, kw_only=True):
    """A step that had finished came out otherwise: what it left in the background ended or printed more.

    The result takes the place of the one that `StepFinished` told.
    """

    result: StepResult


class RunFinished(Struct, frozen=True, kw_only=True):
    """The last event of every run, also of an interrupted one."""

    run: Run


class Noted(Struct, frozen=True, kw_only=True):
    """Something that a person must know and that belongs to no step."""

    text: str


Event = RunStarted | StepStarted | StateTaken | StepFinished | StepAmended | RunFinished | Noted
