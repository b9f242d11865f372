"""What an earlier run leaves to the run that continues it, and the shell kept in mind for the next.

It must not read or write records; it is handed plain values and hands them out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from runner.errors import CannotContinueError
from runner.run import state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from runner.results import ShellState, StepResult
    from runner.run.session import Session

_RESTORED_WITHIN = 30.0


class Resumed(Struct, frozen=True, kw_only=True):
    """The earlier run.

    Attributes:
        run: Its id.
        done: Step id → result of the steps that do not run again.
        state: What its shell held; None where it held nothing of its own.
        values: The values of the secrets that are not stored: variable → value.
        status: `$?` as its last step left it.
        captured: What its steps gave for later ones: variable → value.
    """

    run: str
    done: Mapping[str, StepResult] = field(default_factory=dict)
    state: ShellState | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    status: int = 0
    captured: Mapping[str, str] = field(default_factory=dict)


class Memory:
    """What a session's shell holds, asked only where a step may have changed it.

    Attributes:
        held: What it held when it was last asked; None where it holds nothing of its own.

    Args of `__init__`:
        environment: The names in the environment that the shell was started with.
        mask: Takes secrets out of a text.
        secrets: Secret value → where it comes from.
    """

    def __init__(
        self,
        session: Session,
        *,
        environment: Iterable[str],
        mask: Callable[[str], str],
        secrets: Mapping[str, str],
    ) -> None:
        self._session = session
        self._mask = mask
        self._secrets = secrets
        # `BASH_FUNC_name%%` is how an exported function stands in an environment.
        self._names = frozenset(
            name[10:].partition("%")[0] for name in environment if name.startswith("BASH_FUNC_")
        )
        self._acts = False
        self._fresh: state.Held | None = None
        self.held: ShellState | None = None

    def before(self, command: str) -> bool:
        """Look at the fresh shell before the first command that may change it; returns whether this may."""
        if not self._acts and not state.may_change_state(command, self._names):
            return False
        if self._fresh is None:
            self._fresh = self._take(first=True)
        return True

    def after(self) -> ShellState:
        """Give what the shell holds now, without secrets."""
        self.held = held = self._held()
        return held

    def _held(self) -> ShellState:
        now = self._take()
        if self._fresh is None or now is None:
            return state.no_state(str(self._session.working_folder()))
        return state.state_between(self._fresh, now, mask=self._mask, secrets=self._secrets)

    def _take(self, *, first: bool = False) -> state.Held | None:
        held = state.take_state(self._session, first=first)
        if held is not None:
            self._names |= {*held.values["function"], *held.values["alias"]}
            self._acts = state.may_trap(held)
        return held

    def restore(self, resumed: Resumed) -> None:
        """Give the shell what the earlier run's shell held.

        Raises:
            CannotContinueError: The shell does not hold it afterwards; the text names what is missing.
        """
        if resumed.state is None:
            return
        self.held = resumed.state
        self._fresh = fresh = self._take(first=True)
        missing = [state.NOT_TAKEN]
        if fresh is not None:
            script = state.restoring_script(
                resumed.state, fresh=fresh, values=resumed.values, status=resumed.status
            )
            self._session.run(script, page="saved state", line=1, timeout=_RESTORED_WITHIN)
            missing = state.not_restored(resumed.state, self._take())
        if missing:
            # A trap on EXIT was written for a shell that holds all of it.
            self._session.ask_at_prompt(b"\\builtin trap - EXIT && ((1))")
            raise CannotContinueError(cannot_rebuild(resumed.run, missing))


def cannot_rebuild(run: str, missing: list[str]) -> str:
    """Say why a run is not continued."""
    return f"run {run} cannot be continued: cannot rebuild {', '.join(missing)}; run without --resume"
