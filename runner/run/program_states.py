"""States of programs that preconditions ask for, told by the programs themselves. Changes none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner.read.program_states import find_state
from runner.run.blocked import find_cause
from runner.run.found import met, not_checked, not_met
from runner.run.programs import call_program, find_program

if TYPE_CHECKING:
    from runner.model import Need
    from runner.run.circumstances import Circumstances
    from runner.run.found import Found


def find_stated(need: Need, circumstances: Circumstances) -> Found:
    """Ask a program for the state that a page wants it in.

    What it answers is never shown: it may be a token.
    """
    state = find_state(need.name, need.state)
    path = find_program(need.name, {"PATH": circumstances.search_path})
    if state is None or path is None:
        return not_checked()
    status, said = call_program(path, state.ask, circumstances.environment, circumstances.folder)
    asked = f"`{' '.join((need.name, *state.ask[:2]))}`"
    if status is None:
        return not_checked(f"{asked} did not answer")
    if status == 0 and re.search(state.answers, said):
        return met(f"{asked} answers")
    cause = find_cause(said, status)
    told = f"{cause.cause}; {cause.cure}" if cause else f"{asked} says that it is not so; {state.cure}"
    return not_met(told)
