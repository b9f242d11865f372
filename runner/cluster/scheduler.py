"""Dask's scheduler, as a client and as a worker's task see it. The one place that knows Dask; knows no page.

Dask runs a task again whenever it lacks its result: where a worker was lost, and also where one was lost
that had finished. So each task has a ticket, a queue with one entry on the scheduler. Whoever takes it does
the work; whoever finds it taken does not.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from runner.cluster.access import Access, host_of, is_loopback, require_safe
from runner.errors import EnvironmentNotReadyError, UsageError

try:
    import dask
    from distributed import Client, Future, KilledWorker, Lock, Queue, Security, wait
    from distributed.comm import CommClosedError
except ImportError:
    raise UsageError(
        "--engine dask: Dask is not installed; type: pip install 'runbook-pages[dask]'"
    ) from None

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ALLOWED_FAILURES = "distributed.scheduler.allowed-failures"
# Seconds to reach a scheduler, and to hear of a worker.
_PATIENCE = 10.0
# Seconds for which a task waits for a lock before it looks whether it is still wanted.
_LOCK_TICK = 1.0
_GONE = (OSError, CommClosedError, TimeoutError, CancelledError, asyncio.CancelledError, RuntimeError)
_LOST = (KilledWorker, *_GONE)


class Workers(Struct, frozen=True, kw_only=True):
    """Who is there to work.

    Attributes:
        slots: How many tasks run at a time.
        labels: The resources that at least one of them offers.
    """

    slots: int = 0
    labels: frozenset[str] = frozenset()


class Ended(Struct, frozen=True, kw_only=True):
    """A task that came to its end.

    Attributes:
        result: What it gave; None where that is not to be had.
        begun: Whether anybody had taken its ticket.
        lost: Whether its worker or the scheduler was lost.
        trouble: Why there is no result.
    """

    key: str
    result: Any = None
    begun: bool = True
    lost: bool = False
    trouble: str = ""


class Scheduler(Struct):
    """An open connection."""

    client: Client
    address: str
    _futures: dict[str, Future] = field(default_factory=dict)
    _tickets: dict[str, Queue] = field(default_factory=dict)

    def workers(self) -> Workers:
        """Give who is there now; nobody where the scheduler does not answer.

        Raises:
            UsageError: A worker on another machine is talked to without TLS.
        """
        try:
            found = list(self.client.scheduler_info(n_workers=-1).get("workers", {}).items())
        except _GONE:
            return Workers()
        for address, _ in found:
            if address.startswith("tcp:") and not is_loopback(host_of(address)):
                raise UsageError(
                    f"the worker {address} is on another machine and has no TLS; start it with tls://"
                )
        return Workers(
            slots=sum(about["nthreads"] for _, about in found),
            labels=frozenset(label for _, about in found for label in about["resources"]),
        )

    def submit(self, key: str, work: Callable[[Any], Any], item: object, *, label: str) -> bool:
        """Have a worker do something once; tell whether the scheduler has heard of it.

        Args:
            key: The name of the task and of its ticket.
            work: A function that the workers can import.
            item: What it is given.
            label: The resource that the worker must offer, empty for none.
        """
        try:
            ticket = Queue(key, client=self.client, maxsize=1)
            ticket.put(1)
        except _GONE:
            return False
        self._tickets[key] = ticket
        self._futures[key] = self.client.submit(
            work, item, key=key, pure=False, retries=0, resources={label: 1} if label else None
        )
        return True

    def ended(self, seconds: float) -> list[Ended]:
        """Give the tasks that came to their end, after so many seconds at the latest."""
        futures = list(self._futures.values())
        with suppress(*_GONE):
            wait(futures, timeout=seconds, return_when="FIRST_COMPLETED")
        return [self._end(key) for key, future in list(self._futures.items()) if future.done()]

    def withdraw(self) -> list[str]:
        """Take back the tasks that nobody began; give their names."""
        withdrawn = [key for key in self._futures if self._take_back(key)]
        for key in withdrawn:
            self._forget(key).cancel()
        return withdrawn

    def tell_all(self, function: Callable[..., Any], *arguments: object) -> None:
        """Call a function on all workers at once, whatever they do; those that are gone are left out."""
        with suppress(*_GONE):
            self.client.run(function, *arguments, on_error="ignore")

    def _end(self, key: str) -> Ended:
        begun = not self._take_back(key)
        future = self._forget(key)
        try:
            return Ended(key=key, result=future.result(timeout=_PATIENCE))
        except _LOST as error:
            return Ended(key=key, begun=begun, lost=True, trouble=_first_line(error))
        except Exception as error:  # noqa: BLE001 - a task raises what it likes
            return Ended(key=key, begun=begun, trouble=f"{type(error).__name__}: {_first_line(error)}")

    def _take_back(self, key: str) -> bool:
        try:
            return bool(self._tickets[key].get(batch=True))
        except _GONE:
            # What is not known counts as begun.
            return False

    def _forget(self, key: str) -> Future:
        with suppress(*_GONE):
            self._tickets.pop(key).close()
        return self._futures.pop(key)


@contextmanager
def connected(access: Access) -> Iterator[Scheduler]:
    """Connect to a scheduler.

    Raises:
        UsageError: The way to it is not safe, or it would run a task again whose worker was lost.
        EnvironmentNotReadyError: It cannot be reached.
    """
    access, security = _security(access)
    require_safe(access)
    # Dask would tell on stderr what we tell ourselves.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    client = _client(access, security)
    try:
        _require_no_failures(client, access)
        yield Scheduler(client, access.address)
    finally:
        with suppress(*_GONE):
            client.close(timeout=_PATIENCE)


def _security(access: Access) -> tuple[Access, Security]:
    """What the reader gives, and Dask's own configuration where he gives nothing."""
    given = {"tls_ca_file": access.ca, "tls_client_cert": access.cert, "tls_client_key": access.key}
    security = Security(
        require_encryption=access.address.startswith("tls:"),
        **{name: file for name, file in given.items() if file},
    )
    found = Access(
        address=access.address,
        ca=security.tls_ca_file or "",
        cert=security.tls_client_cert or "",
        key=security.tls_client_key or "",
    )
    return found, security


def _client(access: Access, security: Security) -> Client:
    try:
        return Client(access.address, security=security, timeout=_PATIENCE)
    except (*_GONE, ValueError) as error:
        raise EnvironmentNotReadyError(
            f"--scheduler {access.address}: cannot be reached ({_first_line(error)}); "
            "check that it runs and that it trusts the certificate"
        ) from None


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).split("\n")[0]


def _require_no_failures(client: Client, access: Access) -> None:
    allowed = client.run_on_scheduler(dask.config.get, _ALLOWED_FAILURES)
    if allowed != 0:
        raise UsageError(
            f"--scheduler {access.address}: it has allowed-failures {allowed}, so it gives a page whose "
            "worker was lost to another one; start it with DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES=0"
        )


# What a task on a worker asks of the scheduler.


@contextmanager
def holding(resource: str, ticket: str) -> Iterator[None]:
    """Hold a resource that only one task of the cluster may have; wait while the ticket is still there.

    The lease of a worker that was lost ends by itself.
    """
    if not resource:
        yield
        return
    lock = Lock(f"runbook-needs-{resource}")
    held = lock.acquire(timeout=_LOCK_TICK)
    while not held and _is_there(ticket):
        held = lock.acquire(timeout=_LOCK_TICK)
    try:
        yield
    finally:
        if held:
            lock.release()


def take(ticket: str) -> bool:
    """Take a ticket; tell whether it was there."""
    queue = Queue(ticket, maxsize=1)
    try:
        return bool(queue.get(batch=True))
    finally:
        queue.close()


def _is_there(ticket: str) -> bool:
    queue = Queue(ticket, maxsize=1)
    try:
        return bool(queue.qsize())
    finally:
        queue.close()
