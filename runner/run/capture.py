"""The two output streams of the steps, read while they write and kept within bounds.

It must not know what the output means, nor who writes it.

A stream is a named pipe that the step opens as its stdout or stderr. A pipe, not a file: `tee /dev/stderr`
and `> /dev/stdout` would cut a file short, a limit on file sizes would hit it, and endless output would fill
the disk. It serves the next step too unless a job in the background still holds it: then that job keeps it.
"""

from __future__ import annotations

import os
import select
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Copy = Callable[[bytes], None]
    Copies = tuple[Copy, Copy]

_CHUNK = 1 << 16
# The most that a pipe can hold for an unprivileged user: what lies in it when the step ends is the step's.
_PIPE_HOLDS = 1 << 20


class Kept:
    """The bytes of one stream: all of them up to `cap`, else the head and the tail."""

    def __init__(self, cap: int, copy: Copy | None = None) -> None:
        """Begins empty; `copy` is given all bytes as they come."""
        self._cap = cap
        self._copy = copy
        self._head = bytearray()
        self._tail = bytearray()
        self.size = 0

    @property
    def truncated(self) -> bool:
        """Whether bytes were left out."""
        return self.size > self._cap

    def add(self, data: bytes) -> None:
        """Takes the next bytes of the stream; memory stays within about twice the cap."""
        self.size += len(data)
        if self._copy is not None:
            self._copy(data)
        room = self._cap - len(self._head)
        if room > 0:
            self._head += data[:room]
            data = data[room:]
        self._tail += data
        if len(self._tail) > 2 * _CHUNK + self._cap // 2:
            del self._tail[: -(self._cap // 2) or None]

    def value(self) -> bytes:
        """The bytes; where some were left out, a line of its own says how many."""
        if not self.truncated:
            return bytes(self._head)
        half = self._cap // 2
        both = self._head + self._tail if len(self._tail) < half else self._tail
        tail = bytes(both[-half:]) if half else b""
        left_out = self.size - 2 * half
        return bytes(self._head[:half]) + b"\n[... %d bytes left out ...]\n" % left_out + tail


class Stream(Protocol):
    """What a step writes one of its streams to, as `Capture` reads it."""

    reader: int | None
    path: Path
    kept: Kept

    def begin(self, cap: int, copy: Copy | None = None) -> int: ...  # noqa: D102

    def drain(self) -> bool | None: ...  # noqa: D102

    def finish(self) -> int | None: ...  # noqa: D102

    def close(self) -> None: ...  # noqa: D102


class Capture:
    """Reads one stream, step after step.

    Attributes:
        reader: The descriptor to wait on; None before the first step and after `close`.
        path: The pipe's name, which the step is to open for writing.
        kept: What the present step wrote so far.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._number = 0
        self._writer: int | None = None
        self.reader: int | None = None
        self.path = folder / name
        self.kept = Kept(0)

    def begin(self, cap: int, copy: Copy | None = None) -> int:
        """Makes the pipe ready for a step and returns its reader.

        Raises:
            OSError: The pipe cannot be made or is gone.
        """
        self.kept = Kept(cap, copy)
        if self.reader is None:
            self._number += 1
            self.path = self._folder / f"{self._name}{self._number}"
            os.mkfifo(self.path, 0o600)
            self.reader = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        # An end of our own keeps the pipe from looking closed before the step has opened it.
        self._writer = os.open(self.path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        return self.reader

    def drain(self) -> bool | None:
        """Reads once; False where nothing is there now, None where nobody can write any more."""
        if self.reader is None:
            return None
        try:
            data = os.read(self.reader, _CHUNK)
        except BlockingIOError:
            return False
        self.kept.add(data)
        return True if data else None

    def finish(self) -> int | None:
        """Takes what the step has written; returns the reader if a job in the background still holds it.

        From then on that reader is the caller's, and the next step gets a pipe of its own.
        """
        self._drop_writer()
        most = self.kept.size + _PIPE_HOLDS
        state: bool | None = True
        while state and self.kept.size < most:
            state = self.drain()
        if state is None:
            return None
        reader, self.reader = self.reader, None
        with suppress(OSError):
            self.path.unlink()
        return reader

    def close(self) -> None:
        """Closes what is open."""
        self._drop_writer()
        if self.reader is not None:
            os.close(self.reader)
            self.reader = None

    def _drop_writer(self) -> None:
        if self._writer is not None:
            os.close(self._writer)
            self._writer = None


class Late(Struct, frozen=True, kw_only=True):
    """What jobs wrote after their step had ended; `truncated` says whether bytes were left out."""

    stdout: bytes
    stderr: bytes
    truncated: bool


class Streams:
    """Stdout and stderr of the present step, and what jobs of earlier steps still write to theirs."""

    def __init__(self, folder: Path, poll: select.poll, *, late_cap: int, late_limit: int) -> None:
        self._pipe = Capture(folder, "out")
        self.out: Stream = self._pipe
        self.err = Capture(folder, "err")
        self._poll = poll
        self._late: dict[int, Kept] = {}
        self._late_of: dict[int, tuple[Kept, Kept]] = {}
        self._late_cap = late_cap
        self._late_limit = late_limit

    @property
    def size(self) -> int:
        """How many bytes the present step has written so far."""
        return self.out.kept.size + self.err.kept.size

    def begin(
        self, cap: int, copies: Copies | None = None, *, out: Stream | None = None
    ) -> tuple[Path, Path]:
        """Makes both streams ready for a step; returns what it is to open as stdout and stderr.

        Args:
            cap: How many bytes of each are kept.
            copies: What is given all of both as they come.
            out: What stands in the place of stdout in this step.

        Raises:
            OSError: A pipe cannot be made or is gone.
        """
        self.out = out or self._pipe
        for stream, copy in zip((self.out, self.err), copies or (None, None), strict=True):
            self._poll.register(stream.begin(cap, copy), select.POLLIN)
        return self.out.path, self.err.path

    def take(self, descriptor: int) -> None:
        """Reads from this descriptor, which the poll said has something."""
        if descriptor == self.out.reader:
            self.out.drain()
        elif descriptor == self.err.reader:
            self.err.drain()
        elif descriptor in self._late:
            self._take_late(descriptor)

    def finish(self, step: int) -> None:
        """Takes what the step has written; what its jobs write later is kept apart."""
        for index, stream in enumerate((self.out, self.err)):
            reader = stream.finish()
            if reader is None:
                self._look_away(stream)
            else:
                both = self._late_of.setdefault(step, (Kept(self._late_cap), Kept(self._late_cap)))
                self._late[reader] = both[index]

    def _look_away(self, stream: Stream) -> None:
        """A pipe that nobody holds says so without end: whoever waits for anything else would spin."""
        with suppress(KeyError):  # the step never began
            if stream.reader is not None:
                self._poll.unregister(stream.reader)

    def is_late(self, step: int) -> bool:
        """Whether a job of the step still held one of its streams when it ended."""
        return step in self._late_of

    def late(self, step: int) -> Late:
        """What jobs of a step wrote after the step had ended."""
        out, err = self._late_of.get(step, (Kept(0), Kept(0)))
        return Late(stdout=out.value(), stderr=err.value(), truncated=out.truncated or err.truncated)

    def listen(self, seconds: float) -> None:
        """Reads for so long what jobs write."""
        last = time.monotonic() + seconds
        while (left := last - time.monotonic()) > 0:
            self._take_ready(left)

    def _take_ready(self, seconds: float) -> bool:
        """Waits until a job writes, at most so long; returns whether one did."""
        poll = select.poll()
        for descriptor, kept in self._late.items():
            if kept.size <= self._late_limit:
                poll.register(descriptor, select.POLLIN)
        ready = poll.poll(max(0, seconds) * 1000)
        for descriptor, _ in ready:
            self._take_late(descriptor)
        return bool(ready)

    def close(self) -> None:
        """Takes what lies in the pipes, and closes what is open."""
        most = _PIPE_HOLDS * len(self._late)
        while self._take_ready(0) and most > 0:
            most -= _CHUNK
        self._pipe.close()
        self.err.close()
        while self._late:
            os.close(self._late.popitem()[0])

    def _take_late(self, descriptor: int) -> None:
        """Reads on for a job in the background, which would stand still or die without a reader."""
        with suppress(BlockingIOError):
            data = os.read(descriptor, _CHUNK)
            kept = self._late[descriptor]
            kept.add(data)
            if not data:
                self._poll.unregister(descriptor)
                del self._late[descriptor]
                os.close(descriptor)
            elif kept.size > self._late_limit >= kept.size - len(data):
                # Endless: let it wait for a reader instead of keeping us busy.
                self._poll.unregister(descriptor)
