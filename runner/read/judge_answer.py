"""What the judge answered to expectations of our own kinds, or why a reading is not taken. Asks no one.

Whatever it says, only what the form allows, the page holds and a wrong output fails comes out of here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from runner.author_regex import refusal
from runner.expectations import JUDGE, Aspect, Expectation, Predicate, Strength, Subject
from runner.patterns import regex
from runner.predicates import find_word, with_strength
from runner.read.claims import NUMBER_WORDS
from runner.read.judge_form import LONGEST_TEXT, MOST_EXPECTATIONS, judge_form

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from enum import StrEnum

    from runner.read.judge_form import PredicateForm

_Kind = TypeVar("_Kind", bound="StrEnum")

_KEYS = ("subject", "aspect", "predicate", "objects", "negated", "name", "field")
_SHOWN = 80
_SHORTEST = 3
_NUMBER = regex(r"-?\d{1,15}(?:\.\d{1,15})?", re.ASCII)
_VERSION = regex(r"\d{1,9}(?:\.\d{1,9})+", re.ASCII)
_VARIABLE = regex(r"[A-Za-z_]\w*", re.ASCII)
_FIELD = regex(r"\$?[\w.\[\]-]+")


class AnswerRefusedError(Exception):
    """An answer, or one reading of it, cannot be taken; the text says why."""


class Ground(Struct, frozen=True, kw_only=True):
    """What the literals of a reading must stand in: the sentence, and the commands of its page."""

    sentence: str
    commands: Sequence[str]

    def require_name(self, name: str) -> None:
        """Refuse the name of a file, a variable or a field that stands nowhere as a word.

        Raises:
            AnswerRefusedError: Names it.
        """
        if not any(_stands(name, text) for text in (self.sentence, *self.commands)):
            raise AnswerRefusedError(f"{_shown(name)} stands neither in the sentence nor in a command")

    def require_object(self, text: str) -> None:
        """Refuse what the sentence does not say; a word of a letter or two must be marked there.

        What only a command says is no object: that a command prints its own words shows nothing.

        Raises:
            AnswerRefusedError: Names it.
        """
        marked = any(f"{mark}{text}{mark}" in self.sentence for mark in ("`", '"', "*"))
        if not text.strip() or not _stands(text, self.sentence):
            raise AnswerRefusedError(f"{_shown(text)} does not stand in the sentence")
        if len(text) < _SHORTEST and not marked:
            raise AnswerRefusedError(f"{_shown(text)} is too short to tell anything")

    def require_number(self, number: str) -> None:
        """Refuse a number that the sentence does not name, in digits or as a word.

        Raises:
            AnswerRefusedError: Names it.
        """
        word = NUMBER_WORDS[int(number)] if number in map(str, range(len(NUMBER_WORDS))) else number
        if not (_stands(number, self.sentence) or _stands(word, self.sentence.lower())):
            raise AnswerRefusedError(f"the sentence does not name the number {number}")


def answered(answer: object, count: int) -> Mapping[int, object]:
    """Take an answer apart: the number of a sentence → its expectations, not yet looked at.

    Args:
        answer: As it came.
        count: How many sentences were asked about.

    Raises:
        AnswerRefusedError: It does not have the form of an answer.
    """
    if (
        not isinstance(answer, dict)
        or set(answer) != {"readings"}
        or not isinstance(answer["readings"], list)
    ):
        raise AnswerRefusedError("it is no list of readings")
    found: dict[int, object] = {}
    for reading in answer["readings"]:
        if not isinstance(reading, dict) or set(reading) != {"sentence", "expectations"}:
            raise AnswerRefusedError("a reading is not one of a sentence with its expectations")
        number = reading["sentence"]
        if type(number) is not int or not 1 <= number <= count or number in found:
            raise AnswerRefusedError(
                f"it reads a sentence {_shown(number)} that it was not asked about, or twice"
            )
        found[number] = reading["expectations"]
    return found


def taken(items: object, ground: Ground) -> tuple[Expectation, ...]:
    """Take the expectations of one sentence, all of them or none.

    Raises:
        AnswerRefusedError: One of them is not of our kinds, not of the page, or weak.
    """
    if not isinstance(items, list) or len(items) > MOST_EXPECTATIONS:
        raise AnswerRefusedError(f"its expectations are no list of at most {MOST_EXPECTATIONS}")
    return tuple(_expectation(item, ground) for item in items)


def _expectation(item: object, ground: Ground) -> Expectation:
    if not isinstance(item, dict) or not set(item) <= set(_KEYS):
        raise AnswerRefusedError("an expectation has a key that is not known")
    form = judge_form()
    subject = _kind(item, "subject", Subject, form.subjects)
    predicate = _kind(item, "predicate", Predicate, form.predicates)
    aspect = _kind({"aspect": Aspect.WHOLE.value} | item, "aspect", Aspect, form.aspects)
    _require_together(subject, aspect, predicate)
    made = Expectation(
        subject=subject,
        aspect=aspect,
        predicate=predicate,
        name=_name(item, subject, ground),
        field=_field(item, aspect, ground),
        objects=_objects(item, form.predicates[predicate], ground),
        negated=_negated(item),
        reading="",
        strength=Strength.WEAK,
        read_by=JUDGE,
    )
    return _worded(made)


def _worded(made: Expectation) -> Expectation:
    weighed = with_strength(replace(made, reading=judge_form().words(made)))
    if weighed.strength is Strength.WEAK:
        raise AnswerRefusedError(f"“{weighed.reading}” is weak: it would also accept {weighed.accepts}")
    return weighed


def _kind(item: Mapping[str, object], key: str, kind: type[_Kind], known: Collection[_Kind]) -> _Kind:
    value = item.get(key)
    found = next((one for one in kind if one.value == value and one in known), None)
    if found is None:
        raise AnswerRefusedError(f"the {key} {_shown(value)} is not known")
    return found


def _require_together(subject: Subject, aspect: Aspect, predicate: Predicate) -> None:
    form = judge_form().predicates[predicate]
    if aspect not in form.aspects or form.subject not in (None, subject):
        raise AnswerRefusedError(f"{predicate} cannot be asked of {aspect} of {subject}")


def _name(item: Mapping[str, object], subject: Subject, ground: Ground) -> str:
    name = _text(item.get("name", ""), "name")
    if bool(name) is not (subject in (Subject.FILE, Subject.VARIABLE)):
        raise AnswerRefusedError(f"the subject {subject} and the name {_shown(name)} do not go together")
    if subject is Subject.VARIABLE and not _VARIABLE.fullmatch(name):
        raise AnswerRefusedError(f"{_shown(name)} is no name of a variable")
    if name:
        ground.require_name(name)
    return name


def _field(item: Mapping[str, object], aspect: Aspect, ground: Ground) -> str:
    field = _text(item.get("field", ""), "field")
    if bool(field) is not (aspect is Aspect.FIELD):
        raise AnswerRefusedError(f"the aspect {aspect} and the field {_shown(field)} do not go together")
    if field and not _FIELD.fullmatch(field):
        raise AnswerRefusedError(f"{_shown(field)} is no path of a field")
    if field:
        ground.require_name(field)
    return field


def _objects(item: Mapping[str, object], form: PredicateForm, ground: Ground) -> tuple[str, ...]:
    given = item.get("objects", [])
    if not isinstance(given, list) or not form.least <= len(given) <= form.most:
        raise AnswerRefusedError(f"its objects are no list of {form.least} to {form.most}")
    objects = tuple(_text(one, "objects") for one in given)
    for one in objects:
        _require_object(one, form.takes, ground)
    return objects


def _require_object(text: str, takes: str, ground: Ground) -> None:
    if takes == "number":
        if not _NUMBER.fullmatch(text):
            raise AnswerRefusedError(f"{_shown(text)} is no number")
        ground.require_number(text)
        return
    if takes == "version" and not _VERSION.fullmatch(text):
        raise AnswerRefusedError(f"{_shown(text)} is no version")
    if takes == "regex" and (why := refusal(text)):
        raise AnswerRefusedError(why)
    prefix = "v" if takes == "version" and not _stands(text, ground.sentence) else ""
    ground.require_object(prefix + text)


def _negated(item: Mapping[str, object]) -> bool:
    negated = item.get("negated", False)
    if not isinstance(negated, bool):
        raise AnswerRefusedError("`negated` is neither true nor false")
    return negated


def _text(value: object, key: str) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or not value.isprintable():
        raise AnswerRefusedError(f"`{key}` holds what is no line of text, or too long a one")
    return value


def _stands(literal: str, text: str) -> bool:
    return find_word(text, literal) >= 0


def _shown(value: object) -> str:
    """What an answer said, as a message may repeat it: on one line, in plain letters, not at length."""
    return ascii(value)[:_SHOWN]
