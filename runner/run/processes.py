"""Which processes a step started, and how they are ended.

It must not know of pages, steps' outcomes or output; to it a step is a mark.

A mark is a number in a resource limit that Linux has not enforced since 2.4 (RLIMIT_LOCKS). Children inherit
it through fork, exec, setsid and double forks, also when the shell that started them is gone, and unlike an
environment variable no program notices it. The session marks its shell anew before each step, so that a
process tells which step began it; a job of an earlier step keeps the mark of that step.
"""

from __future__ import annotations

import os
import resource
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_RLIMIT_LOCKS = 10
_MARKS_A_SESSION = 1 << 20
_PROC = Path("/proc")


class LeftRunning(Struct, frozen=True, kw_only=True):
    """A process that a page left behind; `command` is its command line."""

    pid: int
    command: str


class Marks:
    """The marks of one session: one for the shell itself (0) and one for each of its steps.

    Attributes:
        usable: Whether this system keeps marks (not macOS; not where the hard limit was lowered).
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._base = int.from_bytes(os.urandom(5), "big") * _MARKS_A_SESSION
        self.usable = hasattr(resource, "prlimit") and _PROC.is_dir()
        self._program = _program(pid)
        self.put(0)

    @property
    def bounds(self) -> tuple[int, int]:
        """The first and the last mark of the session."""
        return self._base, self._base + _MARKS_A_SESSION - 1

    def shell_is_replaced(self) -> bool:
        """Whether the page had another program take the shell's place (`exec`)."""
        return _program(self._pid) != self._program

    def put(self, step: int) -> None:
        """Marks the shell, so that what it starts from now on belongs to this step."""
        if not self.usable:
            return
        try:
            _, hard = resource.prlimit(self._pid, _RLIMIT_LOCKS)
            resource.prlimit(self._pid, _RLIMIT_LOCKS, (self._base + step % _MARKS_A_SESSION, hard))
        except ProcessLookupError:
            return
        except (OSError, ValueError):
            self.usable = False

    def of_step(self, step: int) -> list[int]:
        """Living processes of one step, without the shell."""
        mark = self._base + step % _MARKS_A_SESSION
        return self._find(range(mark, mark + 1))

    def are_subshells(self, pids: Iterable[int]) -> list[int]:
        """Those of them that are forks of the shell, as `( ... )` is, and no other program."""
        shell = _arguments(self._pid)
        return [pid for pid in pids if _arguments(pid) == shell]

    def of_session(self) -> list[int]:
        """Living processes of all steps, without the shell."""
        return self._find(range(self._base, self._base + _MARKS_A_SESSION))

    def _find(self, marks: range) -> list[int]:
        found: list[int] = []
        seen = {self._pid}
        # A process may fork and end while we look; only a look that shows nothing new has missed nobody.
        while self.usable and (new := _pids() - seen):
            seen |= new
            found += [pid for pid in new if _mark(pid) in marks and _is_living(pid)]
        return found


def _pids() -> set[int]:
    return {int(name) for name in os.listdir(_PROC) if name.isdigit()}  # noqa: PTH208  (a path each costs)


def _mark(pid: int) -> int:
    try:
        return resource.prlimit(pid, _RLIMIT_LOCKS)[0]
    except OSError:  # gone, or another user's
        return -1


def _program(pid: int) -> str:
    try:
        return str((_PROC / str(pid) / "exe").readlink())
    except OSError:
        return ""


def _arguments(pid: int) -> bytes | None:
    try:
        return (_PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return None


def _is_living(pid: int) -> bool:
    try:
        stat = (_PROC / str(pid) / "stat").read_bytes()
    except OSError:
        return False
    # The name in parentheses may hold anything; the state is the first field after it.
    return stat[stat.rindex(b")") + 2 :][:1] not in b"ZX"


def send(pids: Iterable[int], *signals: signal.Signals) -> None:
    """Sends the signals in this order to each process; one that is gone or another user's is passed over."""
    for pid in pids:
        for number in signals:
            try:
                os.kill(pid, number)
            except (ProcessLookupError, PermissionError):
                break


def end_all(find: Callable[[], list[int]], *, grace: float, groups: bool = False) -> bool:
    """Asks what `find` finds to end, and kills what has not ended after `grace` seconds.

    Processes may start others meanwhile: it looks again until nothing is found, for at most a second more.

    Args:
        find: Tells which are alive.
        grace: Seconds; 0 kills at once.
        groups: Whether all of their process groups may be killed: the one way to be faster than a fork bomb.

    Returns:
        Whether nothing is left.
    """
    gentle = time.monotonic() + grace
    asked: set[int] = set()
    pause = 0.001
    while pids := find():
        now = time.monotonic()
        if now > gentle + 1:
            return False
        if now < gentle:
            send(set(pids) - asked, signal.SIGTERM, signal.SIGCONT)
            asked.update(pids)
        else:
            _kill(pids, groups=groups)
        time.sleep(pause)
        pause = min(2 * pause, 0.02)
    return True


def _kill(pids: list[int], *, groups: bool) -> None:
    if groups:
        found = {group for group in map(_group, pids) if group > 1} - {os.getpgrp()}
        send((-group for group in found), signal.SIGKILL)
    send(pids, signal.SIGKILL)


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def describe(pids: Iterable[int]) -> tuple[LeftRunning, ...]:
    """Says what the processes are, the oldest first; those that ended meanwhile are left out."""
    arguments = ((pid, _arguments(pid)) for pid in sorted(pids))
    return tuple(
        LeftRunning(
            pid=pid, command=words.rstrip(b"\0").replace(b"\0", b" ").decode(errors="backslashreplace")
        )
        for pid, words in arguments
        if words is not None
    )
