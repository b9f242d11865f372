"""The reader's Ctrl-C, taken at moments when the run can say what became of it. Stops nothing by itself."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PATIENCE = 3


class Interruption:
    """Counts requests to stop; raises `KeyboardInterrupt` only where a step waits.

    Elsewhere the request is noted and heeded before the next step, so that reports are always whole.
    A third request raises anywhere.
    """

    def __init__(self) -> None:
        self.requests = 0
        self._armed = False

    @property
    def requested(self) -> bool:
        """Whether the reader asked to stop."""
        return self.requests > 0

    @contextmanager
    def armed(self) -> Iterator[None]:
        """Let requests raise while a step waits."""
        self._armed = True
        try:
            yield
        finally:
            self._armed = False

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Take the signals that ask to stop; those of the caller are put back."""
        before = {number: signal.signal(number, self._handle) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self.requests += 1
        if self._armed or self.requests >= _PATIENCE:
            raise KeyboardInterrupt
