"""What there is right after each step of a run, kept for a run that goes on from there. Writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.outcomes import Waypoint
from runner.run.folder_digest import folder_digest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from runner.model import PlannedStep
    from runner.results import ShellState
    from runner.run.carry_out import Workplace
    from runner.run.resumed import Resumed

# Characters of all states of one run; what a page makes of its shell is far less.
_MOST = 8_000_000
# Seconds: a process that is just ending is no process in the background.
_ENDS_WITHIN = 0.05


class Trail:
    """The waypoints of one run, one for each step that had its turn.

    Attributes:
        points: In the order of the plan.
    """

    def __init__(self, aside: Collection[str], carried: Sequence[Waypoint] = ()) -> None:
        """Begin.

        Args:
            aside: Paths below the working folder that do not count as changes.
            carried: The waypoints of the steps that an earlier run has done.
        """
        self.points = list(carried)
        self._carried = len(self.points)
        self._aside = aside
        self._turns = 0
        self._done = 0
        self._size = 0
        self._last: ShellState | None = None

    def note(self, planned: PlannedStep, workplace: Workplace, resumed: Resumed) -> None:
        """Take what there is after a step has had its turn."""
        self._turns += 1
        self._done += planned.step.id in resumed.done
        if self._turns <= self._carried:
            return
        if self._done < len(resumed.done):
            # The shell holds already what the last of these steps made of it.
            lost = (f"what the shell held after step {planned.step.id}, which run {resumed.run} has done",)
            self.points.append(Waypoint(state=None, files="", captured={}, lost=lost))
            return
        memory = workplace.memory
        self.points.append(
            Waypoint(
                state=memory.held if memory else None,
                files=folder_digest(workplace.folder, self._aside),
                captured=dict(workplace.captured.values),
                outside=workplace.outside,
                lost=(*self._too_much(memory.held if memory else None), *_left_running(workplace)),
            )
        )

    def _too_much(self, state: ShellState | None) -> Iterator[str]:
        if state is not None and state is not self._last:
            self._last = state
            self._size += sum(len(text) for found in state.values.values() for text in found.values())
        if self._size > _MOST:
            yield "what the shell held (it is too much to be kept)"


def _left_running(workplace: Workplace) -> Iterator[str]:
    session = workplace.session
    if session is None or workplace.lost:
        return
    if session.left_running():
        session.listen(_ENDS_WITHIN)
    for process in session.left_running():
        yield workplace.mask(f"the background process `{process.command}`")
