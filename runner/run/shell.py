"""The bash process of a session, and the two lines to it: commands in, answers out.

It must not know of steps, output or time; it sends lines and says what was answered.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from fcntl import ioctl
from functools import cache
from pathlib import Path
from termios import FIONREAD
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.errors import EnvironmentNotReadyError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner.run.sandbox import Entrance, Sandbox

# `-i` makes bash behave as in a reader's terminal: aliases, `$-`, an error that drops a line and not the
# shell, a SIGINT that drops a step. `-s` reads commands from stdin. `--noediting` spares readline, the rest
# the start-up files of the user, which are not part of the page.
_BASH = ("bash", "--norc", "--noprofile", "--noediting", "-i", "-s")
_NOISE_KEPT = 4096
_CHUNK = 1 << 16
_NOTES_READ = 1 << 16
_READY = "ready"


class Answer(Struct, frozen=True, kw_only=True):
    """How a line ended: its `$?`, and the status that the page's `exit` was called with, if it was."""

    status: int
    exit_called: int | None


def find_bash(environment: Mapping[str, str]) -> str:
    """Returns the path of bash.

    Raises:
        EnvironmentNotReadyError: There is none on the environment's PATH.
    """
    path = shutil.which("bash", path=environment.get("PATH", os.defpath))
    if path is None:
        message = "bash is not on PATH, and every page runs in it: install bash, or add its folder to PATH"
        raise EnvironmentNotReadyError(message)
    return path


def quote(code: bytes) -> bytes:
    """Returns one line that bash reads as exactly these bytes, but for NUL, which it cannot hold."""
    code = code.replace(b"\0", b"").replace(b"\\", b"\\\\").replace(b"'", b"\\'").replace(b"\n", b"\\n")
    return b"$'" + code + b"'"


@cache
def _script() -> bytes:
    return Path(__file__).with_name("session.bash").read_bytes()


def _entrance(sandbox: Sandbox | None, private: Path, environment: Mapping[str, str]) -> Entrance | None:
    """The way into a sandbox; who asks for none does not pay for its code."""
    if sandbox is None:
        return None
    from runner.run.sandbox import Entrance

    return Entrance(sandbox, private, environment)


class Shell:
    """A running bash.

    Attributes:
        status: Its exit status once it has ended (128 + n for signal n), else None.
        lines: How many lines it was sent; it counts them too, in `LINENO`.
        noise: The last of what bash wrote outside steps: prompts, traces of our own lines, its complaints.
    """

    def __init__(
        self,
        *,
        bash: str,
        private: Path,
        folder: Path,
        environment: Mapping[str, str],
        sandbox: Sandbox | None = None,
    ) -> None:
        self.status: int | None = None
        self.noise = b""
        self.lines = 0
        self._notes = private / "notes"
        self._unsent = bytearray()
        self._partial = b""
        self._answers: dict[str, Answer] = {}
        self._probed = False
        self._descriptors: list[int] = []
        self._entrance: Entrance | None = None
        self._token = b"runbook-" + os.urandom(8).hex().encode()
        try:
            self._start(bash, private / "commands", folder, environment, sandbox)
        except BaseException:
            self._close_descriptors()
            raise
        self._pidfd = self._watch()
        self._seems_ended = False

    def _start(
        self,
        bash: str,
        commands: Path,
        folder: Path,
        environment: Mapping[str, str],
        sandbox: Sandbox | None,
    ) -> None:
        # A named pipe, so that the shell can tell whether it stands at its prompt.
        os.mkfifo(commands, 0o600)
        stdin = self._keep(os.open(commands, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC))
        self.commands = self._keep(os.open(commands, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC))
        os.set_blocking(stdin, True)
        self.answers, stdout = map(self._keep, os.pipe())
        os.set_blocking(self.answers, False)
        entrance = self._entrance = _entrance(sandbox, commands.parent, environment)
        self._process = subprocess.Popen(  # noqa: S603  (running the page's shell is what this is for)
            _BASH if entrance is None else (*entrance.command, *_BASH),
            executable=bash if entrance is None else None,
            pass_fds=() if entrance is None else entrance.descriptors,
            stdin=stdin,
            stdout=stdout,
            stderr=stdout,
            cwd=folder,
            env=dict(environment),
            start_new_session=True,
        )
        self.pid = self._process.pid
        if entrance is not None:
            self.pid = self._pid_within(entrance)
        for descriptor in (stdin, stdout):
            self._descriptors.remove(descriptor)
            os.close(descriptor)
        self._prepare(commands)

    def _prepare(self, commands: Path) -> None:
        """Has bash define what the session asks of it."""
        script = _script().replace(b"@TOKEN@", self._token)
        script = script.replace(b"@COMMANDS@", quote(os.fsencode(commands)))
        script = script.replace(b"@NOTES@", quote(os.fsencode(self._notes)))
        self.send(script + b"__runbook_answer %s 0\n" % _READY.encode())

    def _pid_within(self, entrance: Entrance) -> int:
        try:
            return entrance.pid_within(_BASH)
        except BaseException:
            self._process.kill()
            self._process.wait()
            raise

    def _keep(self, descriptor: int) -> int:
        self._descriptors.append(descriptor)
        return descriptor

    def _watch(self) -> int | None:
        """A descriptor that becomes readable when bash ends; None where the system has no such thing."""
        if not hasattr(os, "pidfd_open"):
            return None
        try:
            return self._keep(os.pidfd_open(self._process.pid))
        except OSError:
            return None

    @property
    def tick(self) -> float:
        """The longest that a caller may wait without asking `ended` again, in seconds."""
        return 0.02 if self._pidfd is None else 1.0

    def register(self, poll: select.poll) -> None:
        """Makes the poll wake for answers and for the end of bash."""
        poll.register(self.answers, select.POLLIN)
        if self._pidfd is not None:
            poll.register(self._pidfd, select.POLLIN)

    def is_end(self, descriptor: int) -> bool:
        """Whether this descriptor, for which the poll woke, tells that bash has ended."""
        self._seems_ended = self._seems_ended or descriptor == self._pidfd
        return descriptor == self._pidfd

    def has_just_ended(self) -> bool:
        """The same as `ended`, for who polls: without a question to the system where the poll saw nothing."""
        return (self._seems_ended or self._pidfd is None) and self.ended()

    def expect(self, line: bytes) -> None:
        """Sends the line of a step; what was noise before is forgotten."""
        self._probed = False
        # Its prompt, mostly: whoever waits for the answer would be woken for it.
        self.listen()
        self._answers.clear()
        self.noise = b""
        self.send(line)

    def send(self, lines: bytes) -> None:
        """Sends lines without ever blocking; `flush` sends the rest."""
        self.lines += lines.count(b"\n")
        self._unsent += lines
        self.flush()

    def flush(self) -> bool:
        """Sends what the pipe takes now; returns whether all is sent (or nobody reads any more)."""
        try:
            while self._unsent:
                del self._unsent[: os.write(self.commands, self._unsent[: 1 << 16])]
        except BlockingIOError:
            return False
        except BrokenPipeError:
            self._unsent.clear()
        return True

    def listen(self) -> bool:
        """Reads what bash has answered; returns whether it may answer more."""
        size = _CHUNK
        with suppress(BlockingIOError):
            while size == _CHUNK:
                size = self._listen_once()
        return size > 0

    def _listen_once(self) -> int:
        data = os.read(self.answers, _CHUNK)
        *lines, self._partial = (self._partial + data).split(b"\n")
        for line in lines:
            self._take(line)
        self._partial = self._partial[-_NOISE_KEPT:]
        return len(data)

    def _take(self, line: bytes) -> None:
        words = line.split(b" ")
        if words[0] != self._token:
            self.noise = (self.noise + line + b"\n")[-_NOISE_KEPT:]
            return
        _, tag, status, called = words
        if tag.decode() == _READY:
            # What bash says while it starts: that it has no terminal.
            self.noise = b""
        answer = Answer(status=int(status), exit_called=int(called) & 255 if called else None)
        self._answers[tag.decode()] = answer

    def take_notes(self) -> bytes:
        """What the shell noted since this was last asked: lines of a line's number and a missing command."""
        try:
            descriptor = os.open(self._notes, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return b""
        try:
            os.unlink(self._notes)  # noqa: PTH108  (asked after every step)
            return os.read(descriptor, _NOTES_READ)
        except OSError:
            return b""
        finally:
            os.close(descriptor)

    def answer(self, tag: str) -> Answer | None:
        """What was answered to the line with this tag, None so far."""
        return self._answers.get(tag)

    def is_mute(self) -> bool:
        """Whether bash is back at its prompt and has read on although it owes an answer.

        To be asked now and then, and believed only if there is still no answer afterwards. An empty line is
        laid out for bash; while a step runs nobody takes it.
        """
        if self._unsent or int.from_bytes(ioctl(self.commands, FIONREAD, bytes(4)), sys.byteorder):
            return False
        if self._probed:
            return True
        self._probed = True
        self.send(b"\n")
        return False

    def ended(self) -> bool:
        """Whether bash has ended; then `status` says how."""
        if self.status is None:
            code = self._process.poll()
            self.status = 128 - code if code is not None and code < 0 else code
        return self.status is not None

    def wait(self, timeout: float) -> bool:
        """Waits at most so many seconds for bash to end; returns whether it has."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout)
        return self.ended()

    def kill(self) -> None:
        """Ends bash at once."""
        if not self.ended():
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self._process.wait()
            self.ended()

    def close(self) -> None:
        """Ends bash if it has not ended, and closes both lines."""
        self.kill()
        self._close_descriptors()

    def _close_descriptors(self) -> None:
        if self._entrance is not None:
            self._entrance.close()
        while self._descriptors:
            os.close(self._descriptors.pop())
