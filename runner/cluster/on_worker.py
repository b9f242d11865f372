"""What a worker does with a job: it takes it once, and has a process of its own run it. Reads no page itself.

A page needs a main thread for its signals and a process that only it can bring down; a task has neither.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from multiprocessing import Pipe
from typing import TYPE_CHECKING

from msgspec import Struct

from runner import __version__
from runner.cluster.checkout import refused
from runner.cluster.scheduler import holding, take
from runner.outcomes import Ending, PageOutcome
from runner.suite.workers import lost

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection

    from runner.cluster.job import Job


def carry_out(job: Job) -> PageOutcome:
    """Run a page, unless somebody has begun it already: what that one did is not known."""
    if job.tool_version != __version__:
        return refused(job.page, f"runbook {__version__} is installed there, and {job.tool_version} here")
    with holding(job.needs, job.ticket):
        if not take(job.ticket):
            return lost(job.page, "worker")
        with _TEAM.hand(job.ticket) as hand:
            return hand.run(job) if hand else PageOutcome(path=job.page, ending=Ending.NOT_RUN)


def stop(tickets: Sequence[str]) -> None:
    """Have these pages end as at a reader's Ctrl-C, where this worker runs them."""
    _TEAM.stop(tickets)


class Hand(Struct):
    """A process that runs one page after the other."""

    process: subprocess.Popen[bytes]
    pipe: Connection

    def run(self, job: Job) -> PageOutcome:
        """Run a page; where the process does not outlive it, nobody knows what it did."""
        try:
            self.pipe.send(job)
            outcome = self.pipe.recv()
        except (EOFError, OSError):
            return lost(job.page)
        return outcome if isinstance(outcome, PageOutcome) else lost(job.page)

    @property
    def lives(self) -> bool:
        """Whether it can be given another page."""
        return self.process.poll() is None

    def stop(self) -> None:
        """Ask it to end its page."""
        with suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGINT)


class Team:
    """The hands of this worker: as many as it ever had tasks at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[Hand] = []
        self._busy: dict[str, Hand] = {}
        self._stopped: set[str] = set()

    @contextmanager
    def hand(self, ticket: str) -> Iterator[Hand | None]:
        """Give a hand for a page, none where the page was stopped before it."""
        with self._lock:
            stopped = ticket in self._stopped
            if not stopped:
                self._busy[ticket] = self._free() or _new_hand()
        try:
            yield None if stopped else self._busy[ticket]
        finally:
            with self._lock:
                hand = self._busy.pop(ticket, None)
                self._idle += [hand] if hand and hand.lives else []

    def stop(self, tickets: Sequence[str]) -> None:
        """Stop these pages, and do not begin them."""
        with self._lock:
            self._stopped.update(tickets)
            for ticket in self._busy.keys() & set(tickets):
                self._busy[ticket].stop()

    def _free(self) -> Hand | None:
        while self._idle:
            hand = self._idle.pop()
            if hand.lives:
                return hand
        return None


_TEAM = Team()


def _new_hand() -> Hand:
    ours, theirs = Pipe()
    number = theirs.fileno()
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", "runner.cluster.hand", str(number)],
        pass_fds=[number],
        stdin=subprocess.DEVNULL,
    )
    theirs.close()
    return Hand(process, ours)
