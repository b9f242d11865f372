"""Which process writes a record, told so that a later one cannot be taken for it. Touches no process."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

Process = dict[str, object]
_STARTED = 19  # field 22 of /proc/PID/stat (proc(5)), counted behind the name


def this_process() -> Process:
    """Give the pid, the moment of its start in the system's ticks, and which boot these belong to."""
    return {"pid": os.getpid(), "started": _started(os.getpid()), "boot": _boot()}


def lives(process: Process) -> bool:
    """Whether the process that wrote this is still there."""
    pid = process.get("pid")
    if not isinstance(pid, int):
        return False
    if process.get("started") is None:  # a system without /proc
        return _answers(pid)
    return process.get("boot") == _boot() and process["started"] == _started(pid)


def _started(pid: int) -> int | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return None
    # The name in parentheses may hold anything.
    fields = stat[stat.rindex(b")") + 2 :].split()
    return None if fields[0] in (b"Z", b"X") else int(fields[_STARTED])


@cache
def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
