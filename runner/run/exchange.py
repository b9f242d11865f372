"""Lines to the shell and its answers, while what a step prints and is typed moves on. Stops nothing.

It must not know what a line is for.
"""

from __future__ import annotations

import select
import time
from typing import TYPE_CHECKING

from runner.run.outcome import Ending

if TYPE_CHECKING:
    from runner.run.capture import Streams
    from runner.run.pseudo_terminal import PseudoTerminal
    from runner.run.shell import Shell

# Seconds between two looks at whether the shell is back at its prompt.
_BACK_AT_PROMPT = 0.5


class Exchange:
    """What goes on between a session and its shell.

    Attributes:
        terminal: The terminal of the step under way, None where it has none.
    """

    def __init__(self, shell: Shell, streams: Streams, poll: select.poll) -> None:
        self.terminal: PseudoTerminal | None = None
        self._shell = shell
        self._streams = streams
        self._poll = poll
        shell.register(poll)

    def wait(self, tag: str, deadline: float, *, limit: int | None = None) -> Ending:
        """Waits for the answer to the line with this tag.

        Args:
            tag: The line's.
            deadline: Until when, by the monotonic clock.
            limit: How many bytes a step may write, None where no step is under way.

        Returns:
            DONE where the answer came, else why it is waited for no longer.

        Raises:
            OSError: The shell no longer answers.
        """
        probe = time.monotonic() + _BACK_AT_PROMPT
        while (now := time.monotonic()) < deadline:
            patience = self.terminal.patience if self.terminal is not None else probe
            self.pump(min(deadline - now, probe - now, patience))
            if self._shell.answer(tag):
                return Ending.DONE
            if self._shell.has_just_ended():
                return Ending.SHELL_ENDED
            if limit is not None and self._streams.size > limit:
                return Ending.TOO_MUCH_OUTPUT
            if limit is not None and self.terminal is not None and self.terminal.attend():
                return Ending.WAITS_FOR_INPUT
            if now >= probe:
                probe = now + _BACK_AT_PROMPT
                self._give_up_if_mute(tag)
        return Ending.TIMED_OUT

    def _give_up_if_mute(self, tag: str) -> None:
        if self._shell.is_mute():
            self.pump(0)
            if not self._shell.answer(tag):
                raise OSError("the shell no longer answers; the step broke what the session needs of it")

    def pump(self, seconds: float) -> None:
        """Waits for something to happen, at most so many seconds, and moves bytes."""
        if not self._shell.flush():
            self._poll.register(self._shell.commands, select.POLLOUT)
        for descriptor, _ in self._poll.poll(max(0, min(seconds, self._shell.tick)) * 1000):
            if descriptor == self._shell.answers:
                # A pipe without a writer would wake us again and again while bash comes to its end.
                if not self._shell.listen():
                    self._poll.unregister(descriptor)
            elif descriptor == self._shell.commands:
                if self._shell.flush():
                    self._poll.unregister(descriptor)
            elif not self._shell.is_end(descriptor):
                self._streams.take(descriptor)
