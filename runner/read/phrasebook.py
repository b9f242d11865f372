"""Sentences to expectations, by the patterns of `phrasebook.toml`. Runs no check.

A form must match the whole sentence, so that no word of it stays unread.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from runner.model import Claim, Expectation, Predicate, Strength, Subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner.read.inline import Sentence

_SLOT = re.compile(r"\{([a-z]+)\}")
_CODE = r"\{\d+\}"
_BUILT_IN = {
    "code": rf"(?P<objects>{_CODE})",
    "codes": rf"(?P<objects>{_CODE}(?:(?:,| and|, and) {_CODE})*)",
    "number": r"(?P<number>\d+)",
    "file": rf"(?:the )?(?:file )?(?P<file>{_CODE})",
}
_INDEX = re.compile(r"\{(\d+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A form of sentence and what it is read as; `requires` must be found in the sentence too."""

    name: str
    form: re.Pattern[str]
    subject: Subject
    predicate: Predicate
    negated: bool
    reading: str
    strength: Strength
    requires: re.Pattern[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasebook:
    """The patterns in the order in which they are tried, and the cues of a claim."""

    patterns: tuple[Pattern, ...]
    cues: re.Pattern[str]
    unless: re.Pattern[str]


@cache
def phrasebook() -> Phrasebook:
    """Load and compile the phrasebook once a process."""
    table = phrasebook_table()
    claims = table["claims"]
    return Phrasebook(
        patterns=tuple(_pattern(row, table["slots"]) for row in table["pattern"]),
        cues=re.compile("|".join(claims["cues"]).replace("{0}", r"\{0\}")),
        unless=re.compile("|".join(claims["unless"])),
    )


def phrasebook_table() -> dict[str, Any]:
    """The data file as it stands, with the examples that are its tests."""
    return tomllib.loads(files("runner.read").joinpath("phrasebook.toml").read_text(encoding="utf-8"))


def _pattern(row: Mapping[str, str], slots: Mapping[str, str]) -> Pattern:
    def fill(match: re.Match[str]) -> str:
        return _BUILT_IN.get(match[1]) or _SLOT.sub(fill, slots[match[1]])

    form = _SLOT.sub(fill, row["form"])
    return Pattern(
        name=row["name"],
        form=re.compile(_rename_repeated(form)),
        subject=Subject(row["subject"]),
        predicate=Predicate(row["predicate"]),
        negated=bool(row.get("negated", False)),
        reading=row["reading"],
        strength=Strength(row["strength"]),
        requires=re.compile(row["requires"]) if "requires" in row else None,
    )


def _rename_repeated(form: str) -> str:
    """Number a group's later namesakes, which `re` does not allow: a form may offer one slot twice."""
    seen: dict[str, int] = {}

    def number(match: re.Match[str]) -> str:
        seen[match[1]] = seen.get(match[1], 0) + 1
        return match[0] if seen[match[1]] == 1 else f"(?P<{match[1]}_{seen[match[1]]}>"

    return re.sub(r"\(\?P<(\w+)>", number, form)


def read_claim(sentence: Sentence) -> Claim | None:
    """Read a sentence as a claim.

    Returns:
        None where the sentence claims no outcome; a claim without expectations where it does and
        no pattern reads it.
    """
    book = phrasebook()
    for pattern in book.patterns:
        match = pattern.form.fullmatch(sentence.form)
        if match and (pattern.requires is None or pattern.requires.search(sentence.form)):
            expectations = tuple(_expectations(pattern, match, sentence))
            return Claim(text=sentence.text, line=sentence.line, expectations=expectations)
    if book.cues.search(sentence.form) and not book.unless.search(sentence.form):
        return Claim(text=sentence.text, line=sentence.line)
    return None


def _expectations(pattern: Pattern, match: re.Match[str], sentence: Sentence) -> list[Expectation]:
    groups = {name.partition("_")[0]: text for name, text in match.groupdict().items() if text is not None}
    file = _object(groups["file"], sentence) if "file" in groups else ""
    objects = [sentence.objects[int(index)] for index in _INDEX.findall(groups.get("objects", ""))]
    if "number" in groups:
        objects.append(groups["number"])
    each: list[tuple[str, ...]] = [(value,) for value in objects] or [()]
    return [_expectation(pattern, file, values) for values in each]


def _object(placeholder: str, sentence: Sentence) -> str:
    return sentence.objects[int(placeholder.strip("{}"))]


def _expectation(pattern: Pattern, file: str, objects: tuple[str, ...]) -> Expectation:
    shown = objects[0] if pattern.predicate is Predicate.LINE_COUNT else f"`{objects[0]}`" if objects else ""
    reading = pattern.reading.replace("{0}", shown).replace("{file}", f"`{file}`")
    return Expectation(
        subject=pattern.subject,
        predicate=pattern.predicate,
        reading=reading,
        strength=pattern.strength,
        name=file,
        objects=objects,
        negated=pattern.negated,
    )
