"""Pages run side by side in processes of their own, each page in one. Knows no gate and no report.

A worker is forked once and runs one page after the other. What becomes of a page whose worker is lost is not
known, and it is not run a second time.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from contextlib import suppress
from multiprocessing import connection
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from runner.api.exits import EXIT_FAILED
from runner.outcomes import Ending, PageOutcome
from runner.run.interruption import Interruption
from runner.run.watch import kept_watch
from runner.suite.orphans import end_with_parent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

    RunOne = Callable[[Any, Interruption], PageOutcome]

_FORK = multiprocessing.get_context("fork")
_TICK = 0.5


class _Worker(Struct):
    """A process that runs pages, and the page that it has."""

    process: ForkProcess
    pipe: Connection
    page: str | None = None


class Task(Struct, frozen=True, kw_only=True):
    """A page to be run; of those with the same `needs` one runs at a time."""

    path: str
    needs: str = ""


class Course(Protocol):
    """Says whether the suite goes on, and hears how it does."""

    def goes_on(self) -> bool:
        """Whether further pages begin; asked at least every half-second."""
        ...

    def page_began(self, path: str) -> None:
        """Hear of a page, as it begins."""
        ...


class Hands(Protocol):
    """Those who run pages; what they run ends with the `with` block."""

    def __enter__(self) -> Hands: ...
    def __exit__(self, *_: object) -> None: ...

    def interrupt(self, requests: int) -> None:
        """Pass on that a reader asked so many times to stop."""
        ...

    def run(self, tasks: Sequence[Task], course: Course) -> Iterator[tuple[Task, PageOutcome]]:
        """Run pages as far as the course goes on; give each with its outcome as it ends."""
        ...


class Crew:
    """So many workers; they end with the `with` block, and what they run ends with them."""

    def __init__(self, count: int, run_one: RunOne) -> None:
        self._count = count
        self._run_one = run_one
        self._workers: list[_Worker] = []
        self._requests = 0

    def __enter__(self) -> Crew:
        """Fork the workers."""
        self._workers = [self._fork() for _ in range(self._count)]
        return self

    def __exit__(self, *_: object) -> None:
        """End the workers; one that has a page yet is asked to end it."""
        for worker in self._workers:
            if worker.page is not None:
                self._signal(worker, signal.SIGINT)
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join()

    def interrupt(self, requests: int) -> None:
        """Pass on that a reader asked so many times to stop: the first ends steps, the second cleanup too."""
        while self._requests < requests:
            self._requests += 1
            for worker in self._workers:
                if worker.page is not None:
                    self._signal(worker, signal.SIGINT)

    def run(self, tasks: Sequence[Task], course: Course) -> Iterator[tuple[Task, PageOutcome]]:
        """Run pages as workers become free; give each with its outcome as it ends.

        Args:
            tasks: In the order in which they are begun.
            course: Where it does not go on, no page begins any more.
        """
        waiting, busy = deque(tasks), dict[int, Task]()
        while True:
            if not course.goes_on():
                waiting.clear()
            for task in self._give_out(waiting, busy):
                course.page_began(task.path)
            if not busy:
                return
            for worker, outcome in self._ended(busy):
                yield busy.pop(id(worker)), outcome

    def _give_out(self, waiting: deque[Task], busy: dict[int, Task]) -> Iterator[Task]:
        taken = {task.needs for task in busy.values()} - {""}
        for worker in self._workers:
            task = next((task for task in waiting if task.needs not in taken), None)
            if worker.page is not None or task is None:
                continue
            waiting.remove(task)
            taken |= {task.needs} - {""}
            worker.page, busy[id(worker)] = task.path, task
            worker.pipe.send(task.path)
            yield task

    def _ended(self, busy: dict[int, Task]) -> Iterator[tuple[_Worker, PageOutcome]]:
        having = {worker.pipe: worker for worker in self._workers if id(worker) in busy}
        for pipe in connection.wait(list(having), timeout=_TICK):
            worker = having[pipe]  # type: ignore[index]
            path, worker.page = worker.page or "", None
            try:
                outcome = worker.pipe.recv()
            except (EOFError, OSError):
                outcome = lost(path)
                self._workers[self._workers.index(worker)] = self._fork()
            yield worker, outcome

    def _fork(self) -> _Worker:
        ours, theirs = _FORK.Pipe()
        others = [worker.pipe for worker in self._workers]
        process = _FORK.Process(target=work, args=(theirs, [ours, *others], self._run_one), daemon=False)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    @staticmethod
    def _signal(worker: _Worker, number: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(worker.process.pid or 0, number)


def work(pipe: Connection, not_ours: Sequence[Connection], run_one: RunOne) -> None:
    """Run pages until the pipe is closed; Ctrl-C reaches the parent alone, which passes it on."""
    os.setpgid(0, 0)
    end_with_parent()
    for other in not_ours:
        other.close()
    with kept_watch(), suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            path = pipe.recv()
            interruption = Interruption()
            with interruption.installed():
                outcome = run_one(path, interruption)
            pipe.send(outcome)


def lost(path: str, what: str = "process") -> PageOutcome:
    """Give the outcome of a page of which nobody can tell how far it came."""
    reason = f"the {what} that ran it was lost, so what it did is not known; it was not run again"
    return PageOutcome(path=path, ending=Ending.UNKNOWN, reason=reason, exit_status=EXIT_FAILED)
