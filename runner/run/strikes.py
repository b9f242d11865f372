"""How a step is struck down: what is told to bash, to what the step started, and in which order.

It must not wait, nor know why the step is to end.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from runner.run import processes

if TYPE_CHECKING:
    from runner.run.processes import Marks
    from runner.run.shell import Shell


def strike(shell: Shell, marks: Marks, step: int, number: signal.Signals) -> None:
    """Tells bash to drop the step, then the step's processes to end.

    bash acts on it when the program it waits for has ended, before it begins the next command. A subshell
    would begin its next command: it is killed before the program it waits for is asked to end.
    """
    processes.send([shell.pid], signal.SIGURG, signal.SIGCONT)
    if marks.usable:
        found = marks.of_step(step)
        processes.send(marks.are_subshells(found), signal.SIGKILL)
        if marks.shell_is_replaced():
            found.append(shell.pid)
        processes.send(found, number, signal.SIGCONT)
    elif number == signal.SIGINT:
        with suppress(ProcessLookupError):
            os.killpg(shell.pid, number)
    else:
        shell.kill()


def kill_everything(shell: Shell, marks: Marks) -> None:
    """Ends the shell and everything of the session at once."""
    if not shell.ended():
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(shell.pid, signal.SIGKILL)
    shell.kill()
    # All of these groups are the session's own: it has been a session to the system from the start.
    processes.end_all(marks.of_session, grace=0, groups=True)
