"""Sentences that ask for patience to how often a step is tried, by `patience.toml`. Waits for nothing."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from runner.manner import Retry
from runner.patterns import regex
from runner.read.inline import plain, read_sentences
from runner.tables import read_table

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from runner.outline import Text

_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10, "half a": 0.5}
_UNITS = {"s": 1, "m": 60, "h": 3600}
_TIME = (
    r"(?:(?:\d+(?:\.\d+)? ?(?:-|\u2013|to) ?)?(?P<number>\d+(?:\.\d+)?|half a|"
    rf"{'|'.join(name for name in _NUMBERS if ' ' not in name)})[ -]?(?P<unit>s|m|h)"
    r"(?:ec|in|ecs|ins|econds?|inutes?|ours?)?)\b(?! of)"
)
_WHILE = (
    r"(?:(?:a|some|several|a few|a couple of|many) ?(?:more )?"
    r"(?:seconds|minutes|hours|moments?|while|time|bit)\b|longer\b)"
)
# No pattern finds anything without one of these words, and most sentences have none: the table stays shut.
_WORTH_A_LOOK = regex(
    r"minute|second|hour|moment|while|bit|time|longer|until|till|\d ?(?:[smh]|secs?|mins?)\b"
)
# Where the page names no time, and between two tries.
_TRIES = 5
_APART = 10.0
_SHARE = 5


class _Patience(Struct, frozen=True, kw_only=True):
    unless: re.Pattern[str]
    patterns: tuple[re.Pattern[str], ...]


def patience_table() -> dict[str, Any]:
    """The data file as it stands, with the examples that are its tests."""
    return read_table(__file__, "patience.toml")


@cache
def _patience() -> _Patience:
    table = patience_table()
    forms = (row["form"].replace("{while}", _WHILE).replace("{time}", _TIME) for row in table["pattern"])
    return _Patience(unless=regex("|".join(table["unless"])), patterns=tuple(regex(form) for form in forms))


def named_time(sentence: str) -> float | None:
    """The seconds of patience that a sentence asks for: 0 where it names none, None where it does not ask."""
    text = plain(sentence).lower()
    if not _WORTH_A_LOOK.search(text) or _patience().unless.search(text):
        return None
    for pattern in _patience().patterns:
        match = pattern.search(text)
        if match:
            return _seconds(match)
    return None


def _seconds(match: re.Match[str]) -> float:
    named = match.groupdict()
    number, unit = named.get("number"), named.get("unit")
    if number is None or unit is None:
        return 0.0
    return float(_NUMBERS.get(number) or number) * _UNITS[unit]


def asked_patience(texts: Iterable[Text]) -> Retry | None:
    """Give how often prose asks to try a step, by the longest time that it names; None if it does not."""
    asking = [
        (seconds, sentence)
        for text in texts
        if _WORTH_A_LOOK.search(text.text.lower().replace("*", ""))
        for sentence in read_sentences(text.text, line=text.line)
        if (seconds := named_time(sentence.text)) is not None
    ]
    if not asking:
        return None
    seconds, sentence = max(asking, key=lambda found: found[0])
    return _retry(seconds, said=sentence.text, line=sentence.line)


def _retry(seconds: float, *, said: str, line: int) -> Retry:
    if not seconds:
        return Retry(tries=_TRIES, delay=_APART, said=said, line=line)
    delay = min(_APART, max(1.0, seconds / _SHARE))
    return Retry(tries=1 + math.ceil(seconds / delay), delay=delay, said=said, line=line)
