"""Words about versions ("≥ 20.10", "18 or later") to the versions that will do. Asks no program."""

from __future__ import annotations

import re

from runner.model import Versions

NUMBER = r"v?\d+(?:\.\d+)*(?![\w.]*\w)"
_OR_LATER = (
    r"(?: ?\+| ?,? ?(?:or|and)(?: an?)? (?:later|newer|higher|above|greater|up|upwards?)(?: versions?)?"
    r"| ?\((?:or|and) (?:later|newer|higher|above)\)| minimum| at least)"
)
_AT_LEAST = r"(?:>=|=>|>|~>|\^|at least|minimum(?: version)?(?: of)?|min\.?|newer than|above|from|since)"
_BELOW = r"(?:<|below|older than|earlier than|less than|before)"
_AT_MOST = r"(?:<=|up to|at most|no later than|maximum)"
_LEAST = rf"(?:{_AT_LEAST} ?{NUMBER}(?:{_OR_LATER})?|{NUMBER}{_OR_LATER})"
_RANGE = rf"(?:between {NUMBER} and {NUMBER}|(?:from )?{NUMBER} ?(?:-|to|through) ?{NUMBER})"
_BOTH = rf"{_AT_LEAST} ?{NUMBER},? ?(?:and |but )?(?:{_AT_MOST}|{_BELOW}) ?{NUMBER}"
_SERIES = r"v?\d+(?:\.\d+)*\.(?:x|\*)"
_ANY_ONE = rf"(?:{_SERIES}|{NUMBER})"
_SEVERAL = rf"{_ANY_ONE}(?:, {_ANY_ONE})*,? or {_ANY_ONE}(?: ?\+)?"
_ONE = r"(?:==? ?|exactly )"
# The order matters: what can go on is tried before what is its beginning.
SAID = (
    rf"(?:{_BOTH}|{_RANGE}|{_LEAST}|{_SEVERAL}|{_SERIES}|{_AT_MOST} ?{NUMBER}|{_BELOW} ?{NUMBER}"
    rf"|{_ONE}{NUMBER}|{NUMBER})"
)
UNTOLD = r"(?:latest|recent|current|newest|up-to-date)"
_PLAIN = str.maketrans(
    {"≥": ">=", "⩾": ">=", "≤": "<=", "⩽": "<=", "\u2013": "-", "\u2014": "-", "\u2212": "-", "`": ""}
)


def normal(text: str) -> str:
    """The text with one sign for each comparison and one dash."""
    return text.translate(_PLAIN).replace("> =", ">=")


def read_versions(said: str) -> Versions:
    """Read what `SAID` or `UNTOLD` matches.

    A number alone is the least version: a page that names one was written when it was the newest.
    """
    numbers = [number.removeprefix("v") for number in re.findall(NUMBER, said)]
    if re.fullmatch(_BOTH, said):
        within = re.search(_AT_MOST + rf" ?{NUMBER}$", said) is not None
        return Versions(least=numbers[0], **{"most" if within else "below": numbers[1]})
    if re.fullmatch(_RANGE, said):
        return Versions(least=numbers[0], most=numbers[1])
    if re.fullmatch(_SERIES, said):
        return Versions(least=said.removeprefix("v").rstrip("x*").rstrip("."), usual=said)
    if re.fullmatch(_SEVERAL, said):
        named = [number.removeprefix("v") for number in re.findall(r"v?\d+(?:\.\d+)*", said)]
        return Versions(least=min(named, key=parts), usual=said.replace("v", ""))
    return _one(said, numbers)


def _one(said: str, numbers: list[str]) -> Versions:
    if not numbers:
        return Versions(usual=said)
    if re.match(_AT_MOST, said):
        return Versions(most=numbers[0])
    if re.match(_BELOW, said):
        return Versions(below=numbers[0])
    if re.match(_ONE, said):
        return Versions(least=numbers[0], most=numbers[0])
    return Versions(least=numbers[0])


def is_bounded(said: str) -> bool:
    """Whether words about versions are more than a number: they say how far the next ones will do."""
    return re.fullmatch(NUMBER, said) is None


def describe(versions: Versions) -> str:
    """The versions in words, as a reading ends with them; empty where any will do."""
    usual = f" (the page says {versions.usual})" if versions.usual else ""
    if versions.least and versions.least == versions.most:
        return f", version {versions.least}{usual}"
    if versions.least and versions.most:
        return f", version {versions.least} to {versions.most}{usual}"
    parted = [f"{versions.least} or later"] if versions.least else []
    parted += [f"{versions.most} at most"] if versions.most else []
    parted += [f"below {versions.below}"] if versions.below else []
    return (f", version {', '.join(parted)}" if parted else "") + usual


def holds(version: str, versions: Versions) -> bool:
    """Whether a version will do; 3.12.4 is within 3.12."""
    have = parts(version)
    if versions.least and _compared(have, parts(versions.least)) < 0:
        return False
    if versions.below and _compared(have, parts(versions.below)) >= 0:
        return False
    most = parts(versions.most) if versions.most else ()
    return not most or _compared(have[: len(most)], most) <= 0


def is_usual(version: str, versions: Versions) -> bool:
    """Whether a version is one of those of the page's words: 1.21.5 of "1.21.x", 20.2 of "18 or 20"."""
    named = [parts(number) for number in re.findall(r"\d+(?:\.\d+)*", versions.usual)]
    have = parts(version)
    return any(have[: len(number)] == number for number in named)


def parts(version: str) -> tuple[int, ...]:
    """The numbers of a version."""
    return tuple(int(part) for part in version.removeprefix("v").split("."))


def _compared(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Below, at or above 0 as the first is older, the same or newer; 2 is the same as 2.0."""
    length = max(len(one), len(other))
    padded = [item + (0,) * (length - len(item)) for item in (one, other)]
    return (padded[0] > padded[1]) - (padded[0] < padded[1])
