"""The states of programs that pages ask for, by the table of `program_states.toml`. Asks no program."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping


class ProgramState(Struct, frozen=True, kw_only=True):
    """A state that a program tells by itself.

    Attributes:
        words: The state as a reading ends with it.
        ask: The words that make the program tell it.
        answers: What must be in what it prints, empty where its exit status tells.
        cure: What to type where it is not so.
        brings: The words behind the program by which a step may bring it about, and `also` other programs.
    """

    program: str
    words: str
    ask: tuple[str, ...]
    answers: str
    cure: str
    brings: frozenset[str]
    also: frozenset[str]


def states_table() -> list[dict[str, Any]]:
    """The data file as it stands."""
    return list(read_table(__file__, "program_states.toml")["state"])


@cache
def _states() -> Mapping[tuple[str, str], ProgramState]:
    return {(row["program"], said): _state(row) for row in states_table() for said in row["says"]}


def _state(row: Mapping[str, Any]) -> ProgramState:
    return ProgramState(
        program=row["program"],
        words=row["words"],
        ask=tuple(row["ask"]),
        answers=row.get("answers", ""),
        cure=row["cure"],
        brings=frozenset(row["brings"]),
        also=frozenset(row["also"]),
    )


def find_state(program: str, said: str) -> ProgramState | None:
    """Give the state of a program that the words of a page begin with, None where it cannot tell it."""
    words = said.removeprefix("is ").removeprefix("are ").split()
    known = (_states().get((program, " ".join(words[:end]))) for end in range(len(words), 0, -1))
    return next(filter(None, known), None)
