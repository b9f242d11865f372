"""Spans of time as flags and settings write them: `30d`, `12h`, `2w`. Knows no command."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from runner.errors import UsageError
from runner.patterns import regex

_AGE = regex(r"(\d+)\s*(m|h|d|w)")
# A calendar has no day 10,000 years ago to compare with.
_LONGEST = timedelta(days=365_000)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def read_age(text: str) -> timedelta:
    """Give the span that a flag names.

    Raises:
        UsageError: It is no such span.
    """
    match = _AGE.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"`{text}` is no age; write one such as 30d, 12h or 2w")
    with suppress(OverflowError, ValueError):
        span = timedelta(**{_UNITS[match[2]]: int(match[1])})
        if span <= _LONGEST:
            return span
    raise UsageError(f"`{text}` is longer than anything is recorded; write one such as 30d")
