"""Claims that name the command which they speak of: read of that command alone. Reads no sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.patterns import regex

if TYPE_CHECKING:
    from runner.expectations import Claim

_CONTINUED = regex(r"\\\n\s*")
# What makes an output that of several programs, or of none.
_JOINS = regex(r"[|&;<>`()]")


def of_step(claim: Claim, source: str) -> Claim:
    """The claim as it is, or unread if it names another command than the one that the step runs."""
    if not claim.command or not claim.expectations or _is(claim.command, source):
        return claim
    return replace(claim, expectations=())


def _is(named: str, source: str) -> bool:
    """Whether the source is that one command, with more arguments or not."""
    lines = [line.strip() for line in _CONTINUED.sub(" ", source).splitlines()]
    commands = [line.split() for line in lines if line and not line.startswith("#")]
    words = named.split()
    if len(commands) != 1 or not words:
        return False
    (command,) = commands
    return command == words or (not _JOINS.search(" ".join(command)) and command[: len(words)] == words)
