"""The workers of a cluster as a suite's crew: pages go out as workers become free. Reads no page."""

from __future__ import annotations

import time
from collections import Counter, deque
from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.api.exits import EXIT_BLOCKED, EXIT_FAILED
from runner.cluster.on_worker import carry_out, stop
from runner.outcomes import Ending, PageOutcome
from runner.suite.workers import lost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from runner.cluster.job import Job
    from runner.cluster.scheduler import Ended, Scheduler, Workers
    from runner.suite.workers import Course, Task

_TICK = 0.5
# Seconds for which a suite waits for a worker, and for which a count of them holds.
_PATIENCE = 30.0
_FRESH = 2.0
# So often a page goes out again of which no worker began.
_MOST_RETURNS = 3


class ClusterCrew:
    """As many pages at a time as the cluster's workers take, or `limit`.

    A page goes out only when a worker is free for it, so that what has not begun is still here.
    """

    def __init__(self, scheduler: Scheduler, make_job: Callable[[Task], Job], limit: int | None) -> None:
        self._scheduler = scheduler
        self._make_job = make_job
        self._limit = limit
        self._busy: dict[str, Task] = {}
        self._workers = Roster(scheduler)
        self._returned: Counter[str] = Counter()
        self._worked = time.monotonic()
        self._interrupted = False

    def __enter__(self) -> ClusterCrew:
        """Hand out nothing yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Ask what still runs to end."""
        if self._busy:
            self.interrupt(1)

    def interrupt(self, requests: int) -> None:
        """Take back what nobody began, and have the pages that run end as at a reader's Ctrl-C."""
        if not requests or self._interrupted:
            return
        self._interrupted = True
        for key in self._scheduler.withdraw():
            del self._busy[key]
        self._scheduler.tell_all(stop, sorted(self._busy))

    def run(self, tasks: Sequence[Task], course: Course) -> Iterator[tuple[Task, PageOutcome]]:
        """Run pages as workers become free; give each with its outcome as it ends.

        Args:
            tasks: In the order in which they are begun.
            course: Where it does not go on, no page begins any more.
        """
        waiting = deque(tasks)
        while waiting or self._busy:
            if not course.goes_on():
                waiting.clear()
            for task in self._give_out(waiting):
                course.page_began(task.path)
            if self._idle_for(_PATIENCE):
                yield from ((task, _nobody(task)) for task in waiting)
                return
            for ended in self._ended():
                task = self._busy.pop(ended.key)
                if self._may_go_again(task, ended):
                    waiting.appendleft(task)
                else:
                    yield task, _outcome(task, ended)

    def _ended(self) -> list[Ended]:
        if self._busy:
            return self._scheduler.ended(_TICK)
        time.sleep(_TICK)
        return []

    def _idle_for(self, seconds: float) -> bool:
        now = time.monotonic()
        if self._busy:
            self._worked = now
        return now - self._worked > seconds

    def _may_go_again(self, task: Task, ended: Ended) -> bool:
        """Whether a worker was lost before it began the page; one that loses many is given up."""
        if ended.begun or not ended.lost or self._interrupted:
            return False
        self._returned[task.path] += 1
        return self._returned[task.path] <= _MOST_RETURNS

    def _give_out(self, waiting: deque[Task]) -> Iterator[Task]:
        workers = self._workers.now()
        slots = min(workers.slots, self._limit or workers.slots)
        taken = {task.needs for task in self._busy.values()} - {""}
        while len(self._busy) < slots:
            task = next((task for task in waiting if self._fits(task, workers, taken)), None)
            if task is None:
                return
            job = self._make_job(task)
            label = task.needs if task.needs in self._workers.labels else ""
            if not self._scheduler.submit(job.ticket, carry_out, job, label=label):
                return
            waiting.remove(task)
            taken |= {task.needs} - {""}
            self._busy[job.ticket] = task
            yield task

    def _fits(self, task: Task, workers: Workers, taken: set[str]) -> bool:
        """Whether a page may begin: nobody holds what it needs, and a worker that offers it is there."""
        offered = task.needs not in self._workers.labels or task.needs in workers.labels
        return task.needs not in taken and offered


class Roster:
    """Who works, asked again every few seconds.

    Attributes:
        labels: The resources that any worker ever offered; a page that needs one waits for such a worker.
    """

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._asked = 0.0
        self._found: Workers | None = None
        self.labels: frozenset[str] = frozenset()

    def now(self) -> Workers:
        """Give who is there."""
        if self._found is None or not self._found.slots or time.monotonic() - self._asked > _FRESH:
            self._found, self._asked = self._scheduler.workers(), time.monotonic()
            self.labels |= self._found.labels
        return self._found


def _outcome(task: Task, ended: Ended) -> PageOutcome:
    if isinstance(ended.result, PageOutcome):
        return replace(ended.result, path=task.path)
    if ended.begun and ended.lost:
        return lost(task.path, "worker")
    reason = f"the cluster's workers cannot run it ({ended.trouble}); look at what they log"
    if ended.begun:
        return PageOutcome(path=task.path, ending=Ending.UNKNOWN, reason=reason, exit_status=EXIT_FAILED)
    return PageOutcome(path=task.path, ending=Ending.BLOCKED, reason=reason, exit_status=EXIT_BLOCKED)


def _nobody(task: Task) -> PageOutcome:
    what = f"that offers {task.needs} " if task.needs else ""
    reason = f"no worker {what}was there to run it for {_PATIENCE:.0f} s; start one"
    return PageOutcome(path=task.path, ending=Ending.BLOCKED, reason=reason, exit_status=EXIT_BLOCKED)
