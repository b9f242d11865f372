"""The terminal of one step, where its fence asks for one: what is shown on it, and the page's answers.

It must not know the shell, the step or what the output means.

It stands in the place of the step's stdout among the streams. The session's bash leads a session of the
system's and has no terminal; the one that it opens for a step becomes its controlling terminal, so that
`/dev/tty` is there for the programs of the step. When our end is closed the system takes it away again.
"""

from __future__ import annotations

import os
import struct
import sys
import termios
import time
from contextlib import suppress
from fcntl import ioctl
from pathlib import Path
from typing import TYPE_CHECKING

from runner.patterns import regex
from runner.run.capture import Kept
from runner.run.waiting import Need, has_terminal, need_of_input

if TYPE_CHECKING:
    from runner.run.capture import Copy

_CHUNK = 1 << 16
# Seconds until the system has taken the terminal away; another thread may just be starting a program.
_GONE_WITHIN = 1.0
# More than the system holds for a terminal: what lies there when the step ends is the step's.
_HOLDS = 1 << 20
_COLUMNS, _LINES = 120, 40
# Not in `termios` before Python 3.13; the same on x86 and arm.
_GET_NUMBER, _UNLOCK, _OPEN_PEER = 0x80045430, 0x40045431, 0x5441
# A line, or what a key such as Ctrl-C or Ctrl-D sends, is an answer.
_ANSWER = regex(rb"[^\n\x03\x04]*[\n\x03\x04]|[^\n\x03\x04]+\Z")
# Seconds: between the first looks at what the programs wait for, and between the later ones.
_FIRST_LOOK, _LATER_LOOK = 0.02, 0.5
# Seconds without output after which an answer is typed where nobody can tell whether it is waited for.
_QUIET = 1.0
# Seconds that a program must have waited for an answer that is not there: it may set an alarm for itself.
_STUCK = 1.5


class PseudoTerminal:
    """A terminal for one step.

    Attributes:
        reader: The descriptor to wait on; None before `begin` and after `close`.
        path: Its name, which the step is to open for reading and writing.
        kept: What it showed so far, what was typed included, lines ended by LF.
        patience: Seconds until it wants to be attended to again.
    """

    def __init__(self, leader: int, answers: str) -> None:
        """Makes a terminal.

        Args:
            leader: The pid of the shell, whose own `/dev` it is made in.
            answers: What the page types.

        Raises:
            OSError: There is no terminal to be had.
        """
        self._leader = leader
        self._answers = _ANSWER.findall(answers.encode())[::-1]
        self._carried = b""
        self.kept = Kept(0)
        self.patience = self._pause = _FIRST_LOOK
        self._look_at = self._quiet_since = time.monotonic()
        self._ours = os.open(f"/proc/{leader}/root/dev/ptmx", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        try:
            self._theirs, self.path = _open_peer(self._ours)
        except BaseException:
            os.close(self._ours)
            raise
        self.reader: int | None = None
        self._descriptors = [self._ours, self._theirs]
        self._device = os.fstat(self._theirs).st_rdev

    def begin(self, cap: int, copy: Copy | None = None) -> int:
        """Makes it ready and returns its reader."""
        self.kept = Kept(cap, copy)
        self.reader = self._ours
        return self._ours

    def drain(self) -> bool | None:
        """Reads once; False where nothing is there now."""
        try:
            data = os.read(self._ours, _CHUNK)
        except BlockingIOError:
            return False
        self._stir()
        data = self._carried + data
        self._carried = b"\r" if data.endswith(b"\r") else b""
        self.kept.add(data.removesuffix(self._carried).replace(b"\r\n", b"\n"))
        return True

    def finish(self) -> None:
        """Takes what is still shown; a job in the background keeps nothing of it."""
        most = self.kept.size + _HOLDS
        while self.reader is not None and self.kept.size < most and self.drain():
            pass
        self.kept.add(self._carried)
        self._carried = b""

    def attend(self) -> bool:
        """Types the next answer if it is waited for.

        Returns:
            Whether a program waits for more than the answers hold.
        """
        now = time.monotonic()
        self.patience = self._look_at - now
        if self.patience > 0:
            return False
        self.patience = self._pause
        self._look_at, self._pause = now + self._pause, min(2 * self._pause, _LATER_LOOK)
        if self._is_unread():
            return False
        need = need_of_input(self._leader, self._device)
        quiet = now - self._quiet_since
        if self._answers and (need is Need.CERTAIN or (need is Need.POSSIBLE and quiet > _QUIET)):
            self._type(self._answers.pop())
            return False
        return need is Need.CERTAIN and not self._answers and quiet > _STUCK

    def close(self) -> None:
        """Takes the terminal away from all that have it, the shell too; a second time it does nothing."""
        self.reader = None
        while self._descriptors:
            os.close(self._descriptors.pop())
        last = time.monotonic() + _GONE_WITHIN
        while has_terminal(self._leader) and time.monotonic() < last:
            time.sleep(0.001)

    def _stir(self) -> None:
        """Something happened: looks soon again."""
        self._quiet_since = time.monotonic()
        self._pause = self.patience = _FIRST_LOOK
        self._look_at = self._quiet_since + _FIRST_LOOK

    def _type(self, answer: bytes) -> None:
        with suppress(BlockingIOError):
            os.write(self._ours, answer)
        self._stir()

    def _is_unread(self) -> bool:
        """Whether something typed lies there that no program has read."""
        return bool(int.from_bytes(ioctl(self._theirs, termios.FIONREAD, bytes(4)), sys.byteorder))


def _open_peer(ours: int) -> tuple[int, Path]:
    """The end that the programs have, and its name where they are."""
    os.set_blocking(ours, False)
    ioctl(ours, _UNLOCK, bytes(4))
    number = int.from_bytes(ioctl(ours, _GET_NUMBER, bytes(4)), sys.byteorder)
    theirs = ioctl(ours, _OPEN_PEER, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", _LINES, _COLUMNS, 0, 0))
    return theirs, Path(f"/dev/pts/{number}")
