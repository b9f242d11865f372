"""The signs that a command in the background is ready. Starts, stops and judges nothing."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from runner.manner import ReadyKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from runner.manner import Readiness

    Sign = Callable[[str], bool]

# Seconds that one look at a port or a page may take.
_LOOK = 1.0
_HTTP_OK = 200
_LOOPBACK = ("127.0.0.1", "::1")


def describe(readiness: Readiness) -> str:
    """The sign in words, as it completes "ready when ..."."""
    value = readiness.value
    match readiness.kind:
        case ReadyKind.PORT:
            return f"port {value} answers"
        case ReadyKind.OUTPUT:
            return f"its output matches `{value}`"
        case ReadyKind.FILE:
            return f"the file `{value}` is written"
        case ReadyKind.HTTP:
            return f"{value} answers with 200"
        case ReadyKind.SECONDS:
            return f"{value} s have passed"


def answers_already(readiness: Readiness) -> bool:
    """Whether somebody else gives the sign before the command has begun, so that it would show nothing."""
    match readiness.kind:
        case ReadyKind.PORT:
            return _port_answers(int(readiness.value))
        case ReadyKind.HTTP:
            return _page_answers(readiness.value)
        case _:
            return False


def make_sign(readiness: Readiness, folder: Path) -> Sign:
    """Give the question whether the command is ready, to be asked with all that it has printed so far.

    To be made right before the command begins: a file that is there already counts only once it is written
    anew, and seconds count from now.
    """
    match readiness.kind:
        case ReadyKind.PORT:
            return lambda _: _port_answers(int(readiness.value))
        case ReadyKind.OUTPUT:
            pattern = re.compile(readiness.value, re.MULTILINE)
            return lambda output: pattern.search(output) is not None
        case ReadyKind.FILE:
            return _is_written(folder / readiness.value)
        case ReadyKind.HTTP:
            return lambda _: _page_answers(readiness.value)
        case ReadyKind.SECONDS:
            return _have_passed(float(readiness.value))


def _is_written(file: Path) -> Sign:
    before = _written_at(file)
    return lambda _: _written_at(file) not in (None, before)


def _written_at(file: Path) -> int | None:
    try:
        return file.expanduser().stat().st_mtime_ns
    except (OSError, RuntimeError):
        return None


def _have_passed(seconds: float) -> Sign:
    last = time.monotonic() + seconds
    return lambda _: time.monotonic() >= last


def _port_answers(port: int) -> bool:
    import socket

    for host in _LOOPBACK:
        try:
            with socket.create_connection((host, port), timeout=_LOOK):
                return True
        except OSError:
            continue
    return False


def _page_answers(url: str) -> bool:
    from http.client import HTTPException
    from urllib.parse import urlsplit
    from urllib.request import ProxyHandler, build_opener

    # A proxy of the reader's cannot reach this machine's own loopback.
    local = urlsplit(url).hostname in ("localhost", *_LOOPBACK)
    opener = build_opener(ProxyHandler({})) if local else build_opener()
    try:
        with opener.open(url, timeout=_LOOK) as answer:
            return bool(answer.status == _HTTP_OK)
    except (OSError, ValueError, HTTPException):
        return False
