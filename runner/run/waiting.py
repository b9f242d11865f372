"""Whether a program waits for a person to type, told by the system call in which each of its threads sleeps.

It must not wait, type or end anything; it looks once. Linux on x86-64 and arm64; elsewhere it cannot tell.
"""

from __future__ import annotations

import os
import platform
import struct
from contextlib import suppress
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_PROC = Path("/proc")
_DEV_TTY = os.makedev(5, 0)
_MOST_POLLED = 1024


class Need(IntEnum):
    """Whether input is waited for; the greatest of several processes' counts."""

    NONE = 0
    POSSIBLE = 1
    CERTAIN = 2


class _Calls(Struct, frozen=True, kw_only=True):
    """The numbers of the system calls that can wait for a descriptor on one architecture."""

    read: frozenset[int]
    poll: int | None
    ppoll: int
    select: frozenset[int]
    epoll: frozenset[int]


_CALLS = {
    "x86_64": _Calls(
        read=frozenset({0, 19}),
        poll=7,
        ppoll=271,
        select=frozenset({23, 270}),
        epoll=frozenset({232, 281, 441}),
    ),
    "aarch64": _Calls(
        read=frozenset({63, 65}), poll=None, ppoll=73, select=frozenset({72}), epoll=frozenset({22, 441})
    ),
}


def need_of_input(session: int, terminal: int) -> Need:
    """Tells whether a process of a session waits for input from its controlling terminal.

    Args:
        session: The pid of the session's leader.
        terminal: The terminal's device number.
    """
    calls = _CALLS.get(platform.machine())
    if calls is None or not (_PROC / str(session) / "stat").exists():
        return Need.POSSIBLE
    devices = (terminal, _DEV_TTY)
    return max((_need(pid, devices, calls) for pid in _with_terminal(session)), default=Need.NONE)


def has_terminal(pid: int) -> bool:
    """Whether the process has a controlling terminal."""
    return bool(_session_and_terminal(str(pid))[1])


def _session_and_terminal(pid: str) -> tuple[int, int]:
    """The process's session and its controlling terminal's number, 0 for none; 0 twice for no process."""
    try:
        stat = (_PROC / pid / "stat").read_bytes()
    except OSError:
        return 0, 0
    fields = stat[stat.rindex(b")") + 2 :].split()
    return int(fields[3]), int(fields[4])


def _with_terminal(session: int) -> Iterator[str]:
    """The processes of the session that have a controlling terminal; what others' users run is among them."""
    for pid in filter(str.isdigit, os.listdir(_PROC)):  # noqa: PTH208  (a path each costs)
        of, terminal = _session_and_terminal(pid)
        if of == session and terminal:
            yield pid


def _need(pid: str, devices: Collection[int], calls: _Calls) -> Need:
    try:
        tasks = [_PROC / pid / "task" / task for task in os.listdir(_PROC / pid / "task")]  # noqa: PTH208
        return max(_need_of_task(task, devices, calls) for task in tasks)
    except PermissionError:
        # Another user's, as sudo is: it may wait for a password.
        return Need.POSSIBLE
    except (OSError, ValueError, struct.error):
        return Need.NONE


def _need_of_task(task: Path, devices: Collection[int], calls: _Calls) -> Need:
    words = (task / "syscall").read_text().split()
    if len(words) < 7:  # noqa: PLR2004 - "running", or asleep outside a call
        return Need.NONE
    number, arguments = int(words[0]), [int(word, 16) for word in words[1:7]]
    if number in calls.read:
        return Need.CERTAIN if _is_one(task, arguments[0], devices) else Need.NONE
    if number in (calls.poll, calls.ppoll):
        endless = _is_negative(arguments[2]) if number == calls.poll else not arguments[2]
        return _of_several(task, _polled(task, arguments), devices, endless=endless)
    if number in calls.select:
        return _of_several(task, _selected(task, arguments), devices, endless=not arguments[4])
    if number in calls.epoll:
        return _of_several(task, _watched(task, arguments[0]), devices, endless=False)
    return Need.NONE


def _of_several(task: Path, waited_for: list[int], devices: Collection[int], *, endless: bool) -> Need:
    """A program that also waits for something else, or only for a while, may go on without input."""
    found = [_is_one(task, descriptor, devices) for descriptor in waited_for]
    if not any(found):
        return Need.NONE
    return Need.CERTAIN if endless and all(found) else Need.POSSIBLE


def _is_one(task: Path, descriptor: int, devices: Collection[int]) -> bool:
    with suppress(FileNotFoundError):
        return (task / "fd" / str(descriptor)).stat().st_rdev in devices
    return False


def _is_negative(argument: int) -> bool:
    return bool(argument & 1 << 31)


def _polled(task: Path, arguments: list[int]) -> list[int]:
    """The descriptors of `struct pollfd { int fd; short events; short revents; }` that wait for input."""
    count = min(arguments[1], _MOST_POLLED)
    entries = struct.iter_unpack("=ihh", _memory(task, arguments[0], 8 * count))
    return [descriptor for descriptor, events, _ in entries if descriptor >= 0 and events & 1]


def _selected(task: Path, arguments: list[int]) -> list[int]:
    """The descriptors whose bits are set in the first of `select`'s sets."""
    if not arguments[1]:
        return []
    count = min(arguments[0], _MOST_POLLED)
    bits = int.from_bytes(_memory(task, arguments[1], -(-count // 64) * 8), "little")
    return [descriptor for descriptor in range(count) if bits >> descriptor & 1]


def _watched(task: Path, descriptor: int) -> list[int]:
    lines = (task / "fdinfo" / str(descriptor)).read_text().splitlines()
    return [int(line.split()[1]) for line in lines if line.startswith("tfd:")]


def _memory(task: Path, address: int, size: int) -> bytes:
    with (task / "mem").open("rb", buffering=0) as memory:
        memory.seek(address)
        return memory.read(size)
