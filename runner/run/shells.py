"""The shells of one run: the page's own, and a new one for cleanup where that has ended. Runs no steps."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from msgspec import Struct, field

from runner.run.session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from runner.run.processes import LeftRunning
    from runner.run.sandbox import Sandbox

# What the page's shell held is gone, and `rm -rf "$dir"/*` without its `dir` would be another command.
_CAUTION = "set -u"
NEW_SHELL = "in a new shell, where a variable without a value is an error: "


class Shells(Struct, kw_only=True):
    """All shells that a run has opened.

    Attributes:
        environment: The environment of the page's own.
        sandbox: What keeps them from the rest of the machine, if anything does.
    """

    environment: Mapping[str, str]
    sandbox: Sandbox | None = None
    _opened: list[Session] = field(default_factory=list)
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def open(self, folder: Path) -> Session:
        """Open the page's own shell."""
        return self._add(Session(folder=folder, environment=self.environment, sandbox=self.sandbox))

    def reopen(self, lost: Session, exports: Mapping[str, str] | None) -> Session | None:
        """Open a shell in place of one that has ended, in the folder where that was last seen.

        Args:
            lost: The one that has ended.
            exports: What it was last known to export, None where it was never asked.

        Returns:
            The new one; None where its folder is gone.
        """
        folder = lost.working_folder()
        if not folder.is_dir():
            return None
        environment = dict(self.environment if exports is None else exports)
        session = self._add(Session(folder=folder, environment=environment, sandbox=self.sandbox))
        session.run(_CAUTION, page="", line=1, timeout=1)
        return session

    def _add(self, session: Session) -> Session:
        self._opened.append(self._stack.enter_context(session))
        return session

    def close(self) -> tuple[LeftRunning, ...]:
        """End the shells; returns what they left running, which is ended too."""
        return tuple(left for session in self._opened for left in session.close())
