"""Sentences to claims and their expectations, by the phrasebook. Runs no check.

A pattern must match the whole clause, so that no word of it stays unread; a sentence that can be read in
two ways is not read at all.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.author_regex import refusal
from runner.expectations import Aspect, Claim, Expectation, Predicate, Strength, Subject
from runner.patterns import regex
from runner.predicates import with_strength
from runner.read.object_kinds import KINDS, object_kind
from runner.read.phrasebook import phrasebook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.read.inline import Sentence
    from runner.read.phrasebook import Pattern

_INDEX = regex(rf"\{{[{KINDS}]?(\d+)\}}")
_DEEPEST_FRAME = 4
NUMBER_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    "twelve",
)
_PREDICATES = {
    **dict.fromkeys(("exactly", "only", "just"), Predicate.NUMBER_IS),
    **dict.fromkeys(("at least", "no fewer than", "no less than"), Predicate.AT_LEAST),
    **dict.fromkeys(("at most", "no more than", "up to"), Predicate.AT_MOST),
    **dict.fromkeys(
        ("more than", "greater than", "larger than", "higher than", "above", "over"), Predicate.MORE_THAN
    ),
    **dict.fromkeys(
        ("fewer than", "less than", "smaller than", "lower than", "under", "below"), Predicate.LESS_THAN
    ),
}
_SECONDS = {"m": 60.0, "h": 3600.0, "s": 1.0}
_VARIABLE = regex(r"\$?\{?([A-Za-z_]\w*)\}?")
_FIELD = regex(r"\$?[\w.\[\]-]+")
_VERSION = regex(r"v?(\d+(?:\.\d+)+)")
_SLOT = regex(r"\{(\w+)\}")
_MANY_OF_ONE = regex(r"(\b1 (?:line|item))s\b")
_REGEX = regex(r"\^.*|.*\$|/.+/", re.DOTALL)


class _UnreadError(Exception):
    """A form matched, but its parts cannot be meant so."""


class _Match(Struct, frozen=True, kw_only=True):
    """A pattern that matched a clause, with its groups under their own names."""

    pattern: Pattern
    groups: dict[str, str]
    objects: tuple[str, ...]

    def object_of(self, group: str) -> str:
        """The text of the code span in a group."""
        return self.objects[int(self.groups[group].strip("{}" + KINDS))]


@lru_cache(maxsize=1024)
def read_claim(sentence: Sentence) -> Claim | None:
    """Read a sentence as a claim; a section asks for the same one several times.

    Returns:
        None where the sentence claims no outcome; a claim without expectations where it does and no
        pattern reads it, or several do that disagree.
    """
    book = phrasebook()
    likely, cues = book.likely(sentence.form)
    readings = set(_readings(sentence.form, sentence.objects, likely))
    if sentence.wide is not None:
        form, objects = sentence.wide
        readings.update(_readings(form, objects, book.likely(form)[0]))
    if len(readings) == 1:
        expectations, command = readings.pop()
        return Claim(text=sentence.text, line=sentence.line, expectations=expectations, command=command)
    if readings or (cues and book.claims(sentence.form, cues)):
        return Claim(text=sentence.text, line=sentence.line)
    return None


def reading_patterns(sentence: Sentence) -> set[str]:
    """The names of the patterns by which a sentence can be read."""
    return {
        match.pattern.name
        for form, objects in sentence.forms()
        for match in _matches(form, objects, phrasebook().likely(form)[0])
        if _expectations_or_none(match) is not None
    }


def _readings(
    form: str, objects: tuple[str, ...], likely: Sequence[Pattern]
) -> Iterator[tuple[tuple[Expectation, ...], str]]:
    """What a form is read as, each with the command that it names."""
    for match in _matches(form, objects, likely):
        found = _expectations_or_none(match)
        if found is not None:
            yield found, match.object_of("program") if "program" in match.groups else ""


def _expectations_or_none(match: _Match) -> tuple[Expectation, ...] | None:
    try:
        return tuple(_expectations(match))
    except _UnreadError:
        return None


def _matches(form: str, objects: tuple[str, ...], likely: Sequence[Pattern]) -> Iterator[_Match]:
    """The patterns that match a clause of a form, of those that are likely to.

    What is taken from a sentence, or put in the place of a part, brings no word that a pattern needs.
    """
    for clause in _clauses(_with_kinds(form, objects)) if likely else ():
        for variant, own in _with_commands(clause):
            for pattern in likely:
                match = pattern.match(variant)
                if match:
                    yield _Match(pattern=pattern, groups={**own, **_groups(match)}, objects=objects)


def _with_subjects(clause: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The clause as it is, and with a mark in place of each subject that it may begin with."""
    yield clause, {}
    book = phrasebook()
    for index in book.places.worth_a_try(clause):
        match = book.subjects[index].form.match(clause)
        if match:
            yield f"{{s{index}}}{clause[match.end() :]}", _groups(match)


def _with_commands(clause: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The clause with its subjects, and as it would be if it did not name the command of which it speaks."""
    yield from _with_subjects(clause)
    for rest, match in phrasebook().without_command(clause):
        for variant, own in _with_subjects(rest):
            yield variant, {**own, **_groups(match)}


def _with_kinds(form: str, objects: tuple[str, ...]) -> str:
    """The form with the kind of each object in its place, where the text of the object tells."""

    def kind(match: re.Match[str]) -> str:
        return f"{{{object_kind(objects[int(match[1])])}{match[1]}}}"

    return _INDEX.sub(kind, form)


def _groups(match: re.Match[str]) -> dict[str, str]:
    return {name.rpartition("_")[0]: text for name, text in match.groupdict().items() if text is not None}


def _clauses(form: str) -> list[str]:
    """The sentence, and what is left of it when frames are taken from its ends."""
    book = phrasebook()
    found = [form]
    for clause in found:
        if len(found) > _DEEPEST_FRAME:
            break
        before, after = book.before.match(clause), book.after.search(clause)
        found += [_after_frame(before, clause)] if before and before.end() else []
        found += [clause[: after.start()]] if after and after.start() else []
    return found


def _after_frame(before: re.Match[str], clause: str) -> str:
    """What is left behind a frame; "expect the output to be" asks for the same as "the output should be"."""
    rest = clause[before.end() :]
    if "expect" not in before[0]:
        return rest
    return rest.replace(" not to ", " should not ", 1).replace(" to ", " should ", 1)


def _expectations(match: _Match) -> Iterator[Expectation]:
    subject, aspect, says = _subject(match)
    negated = "not" in match.groups
    for objects, inverted in _choices(match, negated=negated):
        no = negated is not inverted
        if no and len(match.pattern.says) == 1:
            raise _UnreadError
        predicate, wanted, count = _asked(match, objects)
        template = match.pattern.says[int(no)]
        reading = template if match.pattern.subject is not None else f"{says} {template}"
        expectation = Expectation(
            subject=subject,
            aspect=aspect,
            predicate=predicate,
            name=_name(match, subject),
            field=_field(match),
            objects=wanted,
            negated=no is not match.pattern.negated,
            reading=_filled(reading, match, objects, count),
            strength=Strength.WEAK,
        )
        yield with_strength(expectation)
    if match.pattern.fails:
        yield _failure()


def _failure() -> Expectation:
    expectation = Expectation(
        subject=Subject.EXIT_STATUS,
        predicate=Predicate.NUMBER_IS,
        objects=("0",),
        negated=True,
        reading="the exit status is not 0",
        strength=Strength.WEAK,
    )
    return with_strength(expectation)


def _subject(match: _Match) -> tuple[Subject, Aspect, str]:
    """What the reading is about: the form's own subject, or the one that its `{text}` names."""
    pattern = match.pattern
    if "subject" not in match.groups:
        return pattern.subject or Subject.STDOUT, pattern.aspect, "stdout"
    found = phrasebook().subjects[int(match.groups["subject"].strip("{s}"))]
    if pattern.aspect is not Aspect.WHOLE and found.aspect is not Aspect.WHOLE:
        raise _UnreadError
    aspect = pattern.aspect if found.aspect is Aspect.WHOLE else found.aspect
    return found.subject, aspect, found.says


def _choices(match: _Match, *, negated: bool) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The objects of each expectation, and whether "neither" turns it into its contrary.

    "`a` and `b`" are two expectations, "`a` or `b`" is one with a choice. Of a negation it is the other way
    round, and "not `a` and `b`" may mean either.
    """
    text = match.groups.get("objects")
    if text is None:
        yield (), False
        return
    objects = tuple(match.objects[int(index)] for index in _INDEX.findall(text))
    neither, choice = text.startswith("neither"), " or " in text
    joined = " and " in text or text.startswith(("both", "all of"))
    if (choice and joined) or (" nor " in text) is not neither or (neither and (negated or choice)):
        raise _UnreadError
    if choice and not negated:
        yield objects, False
        return
    if negated and joined:
        raise _UnreadError
    for item in objects:
        yield (item,), neither


def _asked(match: _Match, objects: tuple[str, ...]) -> tuple[Predicate, tuple[str, ...], str]:
    """The predicate with what it needs, and the count in words where the form has one."""
    groups, predicate = match.groups, match.pattern.predicate
    if predicate is None:
        return _counted(groups)
    if "pattern" in groups:
        return predicate, (_regex(match.object_of("pattern")),), ""
    if "unit" in groups:
        return predicate, (str(_seconds(groups["number"], groups["unit"])),), ""
    if "version" in groups or "coded" in groups:
        version = _version(match)
        return predicate, (version, f"v{version}") if predicate is Predicate.CONTAINS else (version,), ""
    if "number" in groups:
        return predicate, (_number(groups["number"]),), ""
    return predicate, objects or match.pattern.objects, ""


def _counted(groups: dict[str, str]) -> tuple[Predicate, tuple[str, ...], str]:
    if "low" in groups:
        low, high = _number(groups["low"]), _number(groups["high"])
        return Predicate.BETWEEN, (low, high), f"between {low} and {high}"
    number, compared = _number(groups["number"]), groups.get("compared", "exactly")
    predicate = _PREDICATES[compared]
    return predicate, (number,), number if predicate is Predicate.NUMBER_IS else f"{compared} {number}"


def _number(text: str) -> str:
    return str(NUMBER_WORDS.index(text)) if text in NUMBER_WORDS else text


def _seconds(number: str, unit: str) -> float:
    factor = 0.001 if unit.startswith(("ms", "milli")) else _SECONDS[unit[0]]
    return float(_number(number)) * factor


def _version(match: _Match) -> str:
    text = match.groups.get("version") or match.object_of("coded")
    found = _VERSION.fullmatch(text)
    if not found:
        raise _UnreadError
    return found[1]


def _regex(text: str) -> str:
    """A code span that can only be meant as a regular expression."""
    bare = text[1:-1] if len(text) > 1 and text.startswith("/") and text.endswith("/") else text
    if not _REGEX.fullmatch(text) or refusal(bare):
        raise _UnreadError
    return bare


def _name(match: _Match, subject: Subject) -> str:
    if "name" not in match.groups:
        return ""
    name = match.object_of("name")
    if subject is not Subject.VARIABLE:
        return name
    found = _VARIABLE.fullmatch(name)
    if not found:
        raise _UnreadError
    return found[1]


def _field(match: _Match) -> str:
    if "field" not in match.groups:
        return ""
    text = match.object_of("field")
    if not _FIELD.fullmatch(text):
        raise _UnreadError
    return text


def _filled(template: str, match: _Match, objects: tuple[str, ...], count: str) -> str:
    groups = match.groups
    shown = " or ".join(f"`{item}`" for item in objects)
    if "pattern" in groups:
        shown = f"`{match.object_of('pattern')}`"
    name = match.object_of("name") if "name" in groups else ""
    values = {
        "0": shown,
        "count": count,
        "name": f"`{name}`",
        "field": f"`{match.object_of('field')}`" if "field" in groups else "",
        "number": _number(groups["number"]) if "number" in groups else "",
        "unit": groups.get("unit", ""),
        "version": _version(match) if "version" in groups or "coded" in groups else "",
    }
    filled = _SLOT.sub(lambda slot: values.get(slot[1], slot[0]), template)
    return _MANY_OF_ONE.sub(r"\1", filled)
