"""Commands in the background of the shell, from their start until the page's end. Checks no claims.

It must not know of plans or reports. A command's processes are found by the mark of its step; where the
system keeps no marks, by the process that the shell named.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from signal import SIGCONT, SIGHUP, SIGINT, SIGKILL, SIGTERM
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from runner.patterns import regex
from runner.results import Status
from runner.run import processes
from runner.run.judge import Judgement, judge_outcome
from runner.run.outcome import Ending, Outcome
from runner.run.ready import answers_already, describe, make_sign

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from runner.manner import Manner
    from runner.model import PlannedStep
    from runner.run.interruption import Interruption
    from runner.run.ready import Sign
    from runner.run.session import Session

# Seconds: what "ends at once" means, between looks while a command becomes ready, and to end by itself.
_AT_ONCE = 0.2
_FIRST_LOOK = 0.01
_LOOKS_EVERY = 0.1
_GRACE = 3.0
_KILLED_WITHIN = 1.0
_KILLING = regex(r"\b(?:kill|pkill|killall|fuser)\b")
# How a command ends that somebody told to end; None: the page itself waited for it.
_TOLD = frozenset({None, 0, *(128 + number for number in (SIGTERM, SIGINT, SIGHUP))})
_NOT_BEGUN = Outcome(
    stdout=b"", stderr=b"", truncated=False, exit_status=None, duration=0.0, ending=Ending.DONE, alive=True
)


class Service(Struct, frozen=True, kw_only=True):
    """A command that was begun in the background.

    Attributes:
        step: The id of its step.
        number: What its session knows the step by.
        pid: The process that the shell named, None where it named none.
        begun: What the step had printed when it was begun.
    """

    step: str
    number: int
    pid: int | None
    session: Session
    begun: Outcome

    def lives(self) -> bool:
        """Whether a process of it is there."""
        found = self.session.processes_of(self.number)
        return bool(found) if found is not None else bool(_living(self.pid))

    def processes(self) -> list[int]:
        """Its living processes."""
        found = self.session.processes_of(self.number)
        return _living(self.pid) if found is None else found

    def status(self) -> int | None:
        """The exit status of its command once it has ended; None where the shell cannot tell."""
        return None if self.pid is None else _job_status(self.session, self.pid)

    def printed(self) -> Outcome:
        """Its outcome with all that it has printed so far."""
        late = self.session.late(self.number)
        return replace(
            self.begun,
            stdout=self.begun.stdout + late.stdout,
            stderr=self.begun.stderr + late.stderr,
            placed_stderr=self.begun.placed_stderr + late.stderr,
            truncated=self.begun.truncated or late.truncated,
        )


class Start(Struct, frozen=True, kw_only=True):
    """How a start went.

    Attributes:
        service: What runs now, None where nothing does.
        judgement: Why the step is not well, None where its claims decide.
        note: What a person should know.
    """

    outcome: Outcome
    service: Service | None = None
    judgement: Judgement | None = None
    note: str = ""


def start(
    planned: PlannedStep, session: Session, *, page: str, folder: Path, interruption: Interruption
) -> Start:
    """Begin a step's command in the background and wait until it is ready; one that is not is ended.

    Args:
        planned: The step.
        session: The session in whose shell it is begun.
        page: The page's file name, for bash's complaints about syntax.
        folder: The folder from which the path of a file counts.
        interruption: The reader's wish to stop, which ends the waiting.
    """
    ready = planned.step.manner.ready
    if ready is not None and answers_already(ready):
        reason = f"{describe(ready)} before the command has begun; next: stop what answers there"
        return Start(outcome=_NOT_BEGUN, judgement=Judgement(status=Status.BLOCKED, reason=reason))
    sign = None if ready is None else make_sign(ready, folder)
    begun = session.run(
        in_background(planned.text), page=page, line=planned.step.code_line, timeout=planned.timeout
    )
    if begun.ending is not Ending.DONE or begun.exit_status:
        return Start(outcome=begun, judgement=judge_outcome(planned, begun, _text(begun)))
    pid = _last_job(session)
    service = Service(
        step=planned.step.id, number=begun.number, pid=pid, session=session, begun=_without_notice(begun, pid)
    )
    return _await(planned, service, sign=sign, interruption=interruption)


def _await(planned: PlannedStep, service: Service, *, sign: Sign | None, interruption: Interruption) -> Start:
    since = time.monotonic()
    outcome_of = _interrupted
    with suppress(KeyboardInterrupt), interruption.armed():
        shows = _wait(service, sign, min(planned.step.manner.within, planned.timeout))
        outcome_of = _ready if shows else _failed
    return outcome_of(planned, service, time.monotonic() - since)


def in_background(code: str) -> str:
    """The code as a job of the shell; a single command becomes the job's own process, so that `$!` is its."""
    return "( :;" + code.rstrip("\n") + "\n) &"


def _wait(service: Service, sign: Sign | None, within: float) -> bool:
    """Whether the command became ready; without a sign, whether it did not end badly at once."""
    last = time.monotonic() + (within if sign else _AT_ONCE)
    pause = _FIRST_LOOK
    while True:
        # Asked first, so that the sign is looked for once more after the end.
        lives = service.lives()
        if sign is not None and sign(_text(service.printed())):
            return True
        if not lives:
            return sign is None and service.status() == 0
        left = last - time.monotonic()
        if left <= 0:
            return sign is None
        service.session.listen(min(pause, left))
        pause = min(2 * pause, _LOOKS_EVERY)


def _ready(planned: PlannedStep, service: Service, spent: float) -> Start:
    ready = planned.step.manner.ready
    note = f"ready after {spent:.1f} s: {describe(ready)}" if ready else "runs in the background"
    outcome = replace(service.printed(), duration=spent, exit_status=None)
    return Start(outcome=outcome, service=service, note=note)


def _failed(planned: PlannedStep, service: Service, spent: float) -> Start:
    lived = service.lives()
    status = None if lived else service.status()
    stop(service, grace=_GRACE)
    outcome = replace(service.printed(), duration=spent, exit_status=status)
    cause = judge_outcome(planned, outcome, _text(outcome)) if status else None
    if cause is None or cause.status is not Status.BLOCKED:
        cause = Judgement(status=Status.FAILED, reason=_why_not(planned.step.manner, status, lived=lived))
    return Start(outcome=outcome, judgement=cause)


def _why_not(manner: Manner, status: int | None, *, lived: bool) -> str:
    sign = describe(manner.ready) if manner.ready is not None else ""
    if lived:
        return f"not ready within {manner.within:g} s (ready when {sign}); stopped"
    ended = f"it ended with status {'unknown' if status is None else status}"
    return f"{ended} before {sign}" if sign else f"{ended} at once"


def _interrupted(planned: PlannedStep, service: Service, spent: float) -> Start:
    stop(service, grace=_GRACE)
    outcome = replace(service.printed(), duration=spent, exit_status=None, ending=Ending.INTERRUPTED)
    return Start(outcome=outcome, judgement=judge_outcome(planned, outcome, _text(outcome)))


def how_it_ended(service: Service, command: str) -> tuple[bool, str] | None:
    """Whether a service ended as one that was told to, and how it ended; None while it lives.

    Args:
        service: The service.
        command: The command of the step in which it ended.
    """
    if service.lives():
        return None
    status = service.status()
    said = "a status that the shell no longer tells" if status is None else f"status {status}"
    return status in _TOLD or _KILLING.search(command) is not None, f"ended with {said}"


def stop(service: Service, *, grace: float = _GRACE) -> str:
    """End what is left of a service, gently first, and keep what it prints meanwhile; say how it went."""
    asked: set[int] = set()

    def ask(found: list[int]) -> None:
        # A supervisor is told before its children end: as a rule it is the older one.
        processes.send(sorted(set(found) - asked), SIGTERM, SIGCONT)
        asked.update(found)

    if _end(service, ask, within=grace):
        return "stopped" if asked else "had ended by itself"
    ended = _end(service, lambda found: processes.send(found, SIGKILL), within=_KILLED_WITHIN)
    return f"did not end within {grace:g} s{' and was killed' if ended else ', nor when it was killed'}"


def _end(service: Service, strike: Callable[[list[int]], None], *, within: float) -> bool:
    """Strike what lives until nothing does; returns whether that came in time."""
    last = time.monotonic() + within
    while found := service.processes():
        if time.monotonic() > last:
            return False
        strike(found)
        service.session.listen(_FIRST_LOOK)
    return True


def _last_job(session: Session) -> int | None:
    """The process of the job that was begun last."""
    text = session.ask(b'\\builtin printf %s "$!"')
    return int(text) if text.isdigit() else None


def _job_status(session: Session, pid: int) -> int | None:
    # What bash says of a process that it has forgotten is no number.
    text = session.ask(b'\\builtin wait %d 2>&1; \\builtin printf %%s "$?"' % pid)
    return int(text) if text.isdigit() else None


def _living(pid: int | None) -> list[int]:
    if pid is None:
        return []
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, 0)
        return [pid]
    return []


def _without_notice(outcome: Outcome, pid: int | None) -> Outcome:
    """Without the line `[1] 4711` by which an interactive bash tells of a job.

    A quick job may have written before bash did.
    """
    if pid is None:
        return outcome
    notice = re.compile(rb"^\[\d+\] %d\n" % pid, re.MULTILINE)
    return replace(
        outcome,
        stderr=notice.sub(b"", outcome.stderr, count=1),
        placed_stderr=notice.sub(b"", outcome.placed_stderr, count=1),
    )


def _text(outcome: Outcome) -> str:
    return (outcome.stdout + b"\n" + outcome.stderr).decode(errors="replace")
