"""What happens if this program is killed by a signal that it cannot see: nothing of the page runs on.

It must not end anything while this program lives.

bash notices that nobody writes to it any more, but only when the step has ended. A small shell script watches
instead: it holds the end of a pipe that closes with this program, and is told through it what to watch: all
sessions that are open at a time, and where a worker asks for it those to come as well.
"""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.run.processes import Marks

_SH = "/bin/sh"


class Watch:
    """The watch over one session."""

    def __init__(self, marks: Marks, *, shell: int, folder: Path) -> None:
        """Begins it.

        Args:
            marks: The marks of the session.
            shell: The pid of the session's shell.
            folder: The session's private folder.
        """
        self._name = folder.name
        first, last = marks.bounds
        self._watcher = _WATCHERS.begin(folder.parent, self._name, f"{shell} {first} {last}")

    def close(self) -> None:
        """Ends the watch; what it watched is the caller's again."""
        _WATCHERS.end(self._watcher, self._name)


@contextmanager
def kept_watch() -> Iterator[None]:
    """Keep the watching process between the sessions that are opened meanwhile."""
    _WATCHERS.keep(more=1)
    try:
        yield
    finally:
        _WATCHERS.keep(more=-1)


class _Watcher:
    """A watching process.

    Attributes:
        place: The folder in which the sessions have their private ones.
        watched: The names of these.
    """

    def __init__(self, place: Path) -> None:
        self.place = place
        self.watched: set[str] = set()
        self._owner, self._open = os.getpid(), True
        reader, self._writer = os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603
                [_SH, str(Path(__file__).with_name("watch.sh")), str(place)],
                stdin=reader,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,
            )
        except BaseException:
            os.close(self._writer)
            raise
        finally:
            os.close(reader)

    @property
    def is_ours(self) -> bool:
        """Whether it waits for the end of this very process, and not of one that this was forked from."""
        return self._owner == os.getpid()

    def lives(self) -> bool:
        """Whether it can be given a session."""
        return self._process.poll() is None

    def tell(self, line: str) -> None:
        """Tells it what to watch; one that has ended hears nothing."""
        if self._open:
            with suppress(BrokenPipeError):
                os.write(self._writer, f"{line}\n".encode())

    def close(self) -> None:
        """Ends it."""
        self._open = False
        self._process.kill()
        self._process.wait()
        os.close(self._writer)


class _Watchers:
    """The watching processes of this process: one for each folder of private folders."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept = 0
        self._by_place: dict[Path, _Watcher] = {}

    def begin(self, place: Path, name: str, about: str) -> _Watcher:
        """Has a session watched."""
        with self._lock:
            watcher = self._living(place) or _Watcher(place)
            self._by_place[place] = watcher
            watcher.watched.add(name)
            watcher.tell(f"+ {about} {name}")
        return watcher

    def _living(self, place: Path) -> _Watcher | None:
        watcher = self._by_place.get(place)
        if watcher is None or not watcher.is_ours:
            return None
        if watcher.lives():
            return watcher
        # Somebody has ended it.
        watcher.close()
        return None

    def end(self, watcher: _Watcher, name: str) -> None:
        """Has it watched no longer."""
        with self._lock:
            watcher.watched.discard(name)
            watcher.tell(f"- {name}")
            self._end_idle()

    def keep(self, *, more: int) -> None:
        """Has idle ones live on, as long as somebody asks for it."""
        with self._lock:
            self._kept += more
            self._end_idle()

    def _end_idle(self) -> None:
        if self._kept:
            return
        for watcher in [item for item in self._by_place.values() if item.is_ours and not item.watched]:
            del self._by_place[watcher.place]
            watcher.close()


_WATCHERS = _Watchers()
