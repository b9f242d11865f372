"""Error texts that say "the environment is not ready", by the table of `blocked.toml`. Judges no step."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from msgspec import Struct

from runner.read.known_programs import how_to_install
from runner.tables import read_table


class Cause(Struct, frozen=True, kw_only=True):
    """Why the environment is not ready and what to type next."""

    cause: str
    cure: str


class _Row(Struct, frozen=True, kw_only=True):
    pattern: re.Pattern[str]
    cause: str
    cure: str
    exit_statuses: tuple[int, ...]

    def match(self, output: str, exit_status: int | None) -> re.Match[str] | None:
        """Match an output, if the command ended with a status that the row takes."""
        if self.exit_statuses and exit_status not in self.exit_statuses:
            return None
        return self.pattern.search(output)


def blocked_table() -> list[dict[str, Any]]:
    """The rows as the data file has them, with the examples that are its tests."""
    rows: list[dict[str, Any]] = read_table(__file__, "blocked.toml")["row"]
    return rows


@cache
def _rows() -> tuple[_Row, ...]:
    return tuple(
        _Row(
            pattern=re.compile(row["pattern"], re.MULTILINE),
            cause=row["cause"],
            cure=row["cure"],
            exit_statuses=tuple(row.get("exit_status", ())),
        )
        for row in blocked_table()
    )


def find_cause(output: str, exit_status: int | None, *, profile: str = "") -> Cause | None:
    """Find why a command with an unexpected exit status was blocked, None where nothing says so.

    Args:
        output: All that it printed.
        exit_status: How it ended.
        profile: The AWS profile that it uses, empty where it names none.
    """
    for row in _rows():
        match = row.match(output, exit_status)
        if match is not None:
            named = next((group for group in match.groups() if group), "")
            cure = row.cure.replace("{profile}", f" --profile {profile}" if profile else "")
            if "{install}" in cure:
                cure = cure.replace("{install}", _install(named))
            return Cause(cause=row.cause.replace("{0}", named), cure=cure.replace("{0}", named))
    return None


def _install(program: str) -> str:
    told = how_to_install(program)
    return f"{told}, or put it on PATH" if told == "install it" else told
