"""What happens if this program is killed by a signal that it cannot see: nothing of the page runs on.

It must not end anything while this program lives.

bash notices that nobody writes to it any more, but only when the step has ended. A small shell script watches
instead: it holds the end of a pipe that closes with this program.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runner.run.processes import Marks

_SH = "/bin/sh"


class Watch:
    """The watching process of one session."""

    def __init__(self, marks: Marks, *, shell: int, folder: Path) -> None:
        """Starts it.

        Args:
            marks: The marks of the session.
            shell: The pid of the session's shell.
            folder: The session's private folder.
        """
        reader, self._writer = os.pipe()
        script = Path(__file__).with_name("watch.sh")
        first, last = marks.bounds
        try:
            self._process = subprocess.Popen(  # noqa: S603
                [_SH, str(script), str(shell), str(first), str(last), str(folder)],
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

    def close(self) -> None:
        """Ends the watch; what it watched is the caller's again."""
        self._process.kill()
        self._process.wait()
        os.close(self._writer)
