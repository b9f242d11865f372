"""The real command on a terminal of its own, and a person who types when they are asked."""

from __future__ import annotations

import os
import select
import subprocess
import termios
import time
from dataclasses import dataclass
from fcntl import ioctl
from typing import TYPE_CHECKING

from tests.cli.conftest import PROGRAM

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

# Far beyond what is needed: it only tells a command that hangs from one that ends.
_HANGS_AFTER = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What was said on the terminal, and what the command left."""

    status: int
    seen: str
    out: str


def talk(
    desk: Desk, *arguments: str, answers: list[tuple[str, str]], piped: bool = False, **more: str
) -> Talk:
    """Run the command on a terminal.

    Args:
        desk: Where.
        arguments: The command's.
        answers: What is waited for, and what is then typed, in order.
        piped: Whether stdout is a pipe instead.
        more: Variables of the environment.
    """
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [str(PROGRAM), *arguments],
        cwd=desk.folder,
        env={**desk.environment, "TERM": "dumb", **more},
        stdin=theirs,
        stdout=subprocess.PIPE if piped else theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=_take_stdin_as_terminal,  # noqa: PLW1509 - the tests have one thread
    )
    os.close(theirs)
    try:
        seen = _converse(ours, answers)
        out = process.communicate(timeout=_HANGS_AFTER)[0] or b""
    finally:
        process.kill()
        process.communicate()  # also closes its end of a pipe
        os.close(ours)
    return Talk(status=process.returncode, seen=seen.replace("\r\n", "\n"), out=out.decode())


def _take_stdin_as_terminal() -> None:
    ioctl(0, termios.TIOCSCTTY, 0)


def _converse(terminal: int, answers: list[tuple[str, str]]) -> str:
    seen, told = "", 0
    for awaited, typed in answers:
        last = time.monotonic() + _HANGS_AFTER
        while awaited not in seen[told:]:
            piece = _read(terminal, last)
            assert piece, f"{awaited!r} was not asked; seen: {seen[told:]!r}"
            seen += piece
        told = seen.index(awaited, told) + len(awaited)
        os.write(terminal, typed.encode())
    last = time.monotonic() + _HANGS_AFTER
    while piece := _read(terminal, last):
        seen += piece
    return seen


def _read(terminal: int, last: float) -> str:
    """The next piece; empty at the end."""
    ready, _, _ = select.select([terminal], [], [], max(0.0, last - time.monotonic()))
    assert ready, "the command hangs"
    try:
        return os.read(terminal, 65536).decode(errors="replace")
    except OSError:  # the other end is closed
        return ""
