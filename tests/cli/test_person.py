"""Questions at a terminal, without a run around them."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING

import pytest

from runner.person import ask_values
from runner.run.interruption import Interruption
from tests.pages import page, plan

if TYPE_CHECKING:
    from collections.abc import Iterator

SOON, LATE = 0.5, 5.0
PAGE = page("echo", before="---\nvariables:\n  who: {required: true}\n---\n")


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The person's end of a terminal that is stdin."""
    ours, theirs = os.openpty()
    with os.fdopen(theirs, encoding="utf-8") as terminal:
        monkeypatch.setattr("sys.stdin", terminal)
        yield ours
    os.close(ours)


@pytest.fixture
def deaf() -> Iterator[None]:
    """Signals that do not end a read: they arrive just before it begins, or at another thread."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])


def test_ctrl_c_that_comes_just_before_the_read_ends_the_question_too(keyboard: int, deaf: None) -> None:
    interruption, typed = Interruption(), list[int]()
    timers = [
        threading.Timer(SOON, _press),
        threading.Timer(LATE, lambda: typed.append(os.write(keyboard, b"a name\n"))),
    ]
    asked = plan(PAGE)
    for timer in timers:
        timer.start()
    with interruption.installed(), pytest.raises(KeyboardInterrupt), interruption.armed():
        ask_values(asked)
    for timer in timers:
        timer.cancel()
        timer.join()
    assert not typed, "the question went on until something was typed"


def _press() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    signal.pthread_kill(threading.get_ident(), signal.SIGINT)
