"""What an earlier run leaves to the run that continues it, and the shell kept in mind for the next.

It must not read or write records; it is handed plain values and hands them out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from runner.errors import UsageError
from runner.run import state

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from runner.results import ShellState, StepResult
    from runner.run.session import Session

_RESTORED_WITHIN = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """The earlier run.

    Attributes:
        run: Its id.
        done: Step id → result of the steps that do not run again.
        state: What its shell held; None where it held nothing of its own.
        values: The values of the secrets that are not stored: variable → value.
        status: `$?` as its last step left it.
    """

    run: str
    done: Mapping[str, StepResult] = field(default_factory=dict)
    state: ShellState | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    status: int = 0


class Memory:
    """What a session's shell holds, asked only where a step may have changed it.

    Args of `__init__`:
        mask: Takes secrets out of a text.
        secrets: Secret value → where it comes from.
    """

    def __init__(self, session: Session, *, mask: Callable[[str], str], secrets: Mapping[str, str]) -> None:
        self._session = session
        self._mask = mask
        self._secrets = secrets
        self._fresh: state.Held | None = None
        self._last: state.Held | None = None

    def before(self, command: str) -> bool:
        """Look at the fresh shell before the first command that may change it; returns whether this may."""
        if not state.may_change_state(command, self._last):
            return False
        if self._fresh is None:
            self._fresh = self._last = state.take_state(self._session, first=True)
        return True

    def after(self) -> ShellState:
        """Give what the shell holds now, without secrets."""
        self._last = now = state.take_state(self._session, first=False)
        if self._fresh is None or now is None:
            return state.no_state(str(self._session.working_folder()))
        return state.state_between(self._fresh, now, mask=self._mask, secrets=self._secrets)

    def restore(self, resumed: Resumed) -> None:
        """Give the shell what the earlier run's shell held.

        Raises:
            UsageError: The shell does not hold it afterwards; the text names what is missing.
        """
        if resumed.state is None:
            return
        self._fresh = self._last = fresh = state.take_state(self._session, first=True)
        missing = [state.NOT_TAKEN]
        if fresh is not None:
            script = state.restoring_script(
                resumed.state, fresh=fresh, values=resumed.values, status=resumed.status
            )
            self._session.run(script, page="saved state", line=1, timeout=_RESTORED_WITHIN)
            self._last = state.take_state(self._session, first=False)
            missing = state.not_restored(resumed.state, self._last)
        if missing:
            raise UsageError(cannot_rebuild(resumed.run, missing))


def cannot_rebuild(run: str, missing: list[str]) -> str:
    """Say why a run is not continued."""
    return f"run {run} cannot be continued: cannot rebuild {', '.join(missing)}; run without --resume"
