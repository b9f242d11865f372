"""What one step did, as the session tells it.

It must not judge: whether an outcome is good is for others to say.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Ending(StrEnum):
    """How a step came to its end."""

    DONE = "done"
    EXIT_CALLED = "exit-called"
    SHELL_ENDED = "shell-ended"
    TIMED_OUT = "timed-out"
    TOO_MUCH_OUTPUT = "too-much-output"
    INTERRUPTED = "interrupted"
    WAITS_FOR_INPUT = "waits-for-input"


# Where the session stopped the step.
STOPPED = frozenset({Ending.TIMED_OUT, Ending.TOO_MUCH_OUTPUT, Ending.INTERRUPTED, Ending.WAITS_FOR_INPUT})


class Outcome(Struct, frozen=True, kw_only=True):
    """What one step did.

    Attributes:
        stderr: As a reader's terminal would show it; this is what claims are held against.
        placed_stderr: The same with the page's lines before bash's own messages, for people.
        truncated: Whether stdout or stderr lacks bytes in the middle; a line in it says how many.
        exit_status: `$?` (128 + n for signal n); None where the session stopped the step or could not run it.
        duration: Seconds.
        alive: Whether the session goes on; if not, state and shell are gone.
        number: What to ask for the step's jobs by.
    """

    stdout: bytes
    stderr: bytes
    placed_stderr: bytes = b""
    truncated: bool
    exit_status: int | None
    duration: float
    ending: Ending
    alive: bool
    number: int = 0
