"""How a page asks for a command to be run: behind the others, again, on a terminal. Imports no other data."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class ReadyKind(StrEnum):
    """What shows that a command in the background is ready."""

    PORT = "port"
    OUTPUT = "output"
    FILE = "file"
    HTTP = "http"
    SECONDS = "seconds"


class Readiness(Struct, frozen=True, kw_only=True):
    """The sign that a command in the background is ready.

    Attributes:
        value: The port on this machine, the regular expression, the path, the URL or the seconds.
    """

    kind: ReadyKind
    value: str


class Retry(Struct, frozen=True, kw_only=True):
    """How often a step is tried while it does not hold what it says.

    Attributes:
        tries: The most tries in all, the first one among them.
        delay: Seconds between two tries.
        said: The sentence that asks for it; empty where the fence does.
        line: The sentence's.
    """

    tries: int
    delay: float
    said: str = ""
    line: int = 0
    path: str = ""


class Manner(Struct, frozen=True, kw_only=True):
    """How a fence asks to be run.

    Attributes:
        background: Whether its command runs on behind the steps that follow.
        ready: The sign that the command in the background is ready; None where started is enough.
        within: Seconds until it must be ready.
        tty: Whether the command gets a terminal.
        answers: What is typed into that terminal, escapes already resolved.
    """

    background: bool = False
    ready: Readiness | None = None
    within: float = 30.0
    retry: Retry | None = None
    tty: bool = False
    answers: str = ""


# What nearly every fence has: one for all of them, so that it is masked and handed on once.
AS_IT_COMES = Manner()
