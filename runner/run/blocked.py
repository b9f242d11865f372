"""Error texts that say "the environment is not ready", by the table of `blocked.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why the environment is not ready and what to type next."""

    cause: str
    cure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    pattern: re.Pattern[str]
    cause: str
    cure: str
    exit_status: int | None


@cache
def _rows() -> tuple[_Row, ...]:
    table = tomllib.loads(files("runner.run").joinpath("blocked.toml").read_text(encoding="utf-8"))
    return tuple(
        _Row(
            pattern=re.compile(row["pattern"]),
            cause=row["cause"],
            cure=row["cure"],
            exit_status=row.get("exit_status"),
        )
        for row in table["row"]
    )


def find_cause(output: str, exit_status: int | None) -> Cause | None:
    """Find why a command with an unexpected exit status was blocked, None where nothing says so."""
    for row in _rows():
        match = row.pattern.search(output)
        if match and row.exit_status in (None, exit_status):
            named = next((group for group in match.groups() if group), "")
            return Cause(cause=row.cause.replace("{0}", named), cure=row.cure.replace("{0}", named))
    return None
