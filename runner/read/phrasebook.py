"""The patterns of `phrasebook.toml`, compiled once: forms of sentences and what they are read as.

It must not read sentences; `runner.read.claims` does.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from runner.expectations import Aspect, Predicate, Subject
from runner.patterns import regex
from runner.read.by_word import ByWord
from runner.read.object_kinds import FILE, KINDS, NUMBER, VARIABLE
from runner.read.verbs import to_be, verb_phrase
from runner.tables import read_table

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Mapping

COUNT = "count"
_SLOT = regex(r"\{([a-z]+)(?::([a-z ]+))?\}")
_GROUP = regex(r"\(\?P<(\w+)>")
# An object bears its kind, where its text tells; one with a gap in it is none but a regular expression.
_CODE, _FILE, _VARIABLE = (
    rf"\{{[{FILE}{VARIABLE}{NUMBER}]?\d+\}}",
    rf"\{{{FILE}\d+\}}",
    rf"\{{{VARIABLE}\d+\}}",
)
_WORD, _ANY = rf"\{{[{FILE}{VARIABLE}]?\d+\}}", rf"\{{[{KINDS}]?\d+\}}"
_NUMBER = (
    r"(?:-?\d+(?:\.\d+)?|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?![\w.]*\w)"
)
_COMPARED = (
    "exactly|only|just|at least|at most|more than|greater than|larger than|higher than|above|over|fewer than"
    "|less than|smaller than|lower than|under|below|no more than|up to|no fewer than|no less than"
)
_NOUN = r"(?:(?:(?:the|a|an) )?(?:words?|texts?|names?|strings?|values?|phrases?|messages?) )?"
# "It shows version `1.4.2`", but not "it prints": that is seldom the whole output.
_NOUNS = _NOUN.replace("messages?", "messages?|version|status")


def _thing(item: str) -> str:
    """One object, or a choice of several."""
    return rf"{_NOUN}(?P<objects>(?:either )?{item}(?:(?:, {item})*,? or {item})?)"


_BUILT_IN = {
    "thing": _thing(_CODE),
    "thing:word": _thing(_WORD),
    "things": (
        rf"{_NOUNS}(?P<objects>(?:both |either |neither |all of )?{_CODE}"
        rf"(?:(?:,? and |,? or |,? nor |, ){_NOUNS}{_CODE})*)"
    ),
    "pattern": rf"(?P<pattern>{_ANY})",
    "name": rf"(?P<name>{_CODE})",
    "name:file": rf"(?P<name>{_FILE})",
    "name:variable": rf"(?P<name>{_VARIABLE})",
    "program": rf"(?P<program>{_ANY})",
    "program:word": r"(?P<program>\{\d+\})",
    "one": rf"{_NOUN}(?P<objects>{_CODE})",
    "field": rf"(?P<field>{_CODE})",
    "number": rf"(?P<number>{_NUMBER})",
    "count": (
        rf"(?:(?:(?P<compared>{_COMPARED}) )?(?P<number>{_NUMBER})"
        rf"|between (?P<low>{_NUMBER}) and (?P<high>{_NUMBER}))"
    ),
    "version": rf"(?:v?(?P<version>\d+(?:\.\d+)+)|(?P<coded>{_CODE}))",
    "unit": r"(?P<unit>milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|hours?)",
    "be": to_be(),
    "be:plain": to_be(plain=True),
}


class TextSubject(Struct, frozen=True, kw_only=True):
    """What holds text; `says` is its name in readings, `form` the words that name it."""

    subject: Subject
    aspect: Aspect
    says: str
    form: re.Pattern[str]


class Pattern(Struct, frozen=True, kw_only=True):
    """A form of sentence and what it is read as; it is compiled when a clause holds one of its words.

    Attributes:
        subject: What the reading is about where the form has no `{text}`; its `says` are then whole.
        predicate: None where the form's count says which.
        fails: Whether it says as well that the command ends with another status than 0.
        says: The reading, and the reading of its negation if the form can be negated.
    """

    name: str
    form: re.Pattern[str]
    subject: Subject | None
    aspect: Aspect
    predicate: Predicate | None
    objects: tuple[str, ...]
    negated: bool
    fails: bool
    says: tuple[str, ...]

    def match(self, clause: str) -> re.Match[str] | None:
        """Match a whole clause, whose subject is `{s0}` where it is one of the book's."""
        return self.form.fullmatch(clause)


class Phrasebook(Struct, frozen=True, kw_only=True):
    """The patterns, the frames that stand around clauses, and the cues of a claim.

    Attributes:
        rows: The patterns and the cues, which are regular expressions, by their words.
        places: Those of the subjects, by their words.
        named: What names the command of which a sentence speaks, and the words that stand for it.
    """

    rows: ByWord[Pattern | re.Pattern[str]]
    subjects: tuple[TextSubject, ...]
    places: ByWord[int]
    before: re.Pattern[str]
    after: re.Pattern[str]
    named: tuple[tuple[re.Pattern[str], str], ...]
    unless: re.Pattern[str]

    def likely(self, form: str) -> tuple[list[Pattern], list[re.Pattern[str]]]:
        """The patterns and the cues that a sentence has the words for."""
        rows = self.rows.worth_a_try(form)
        cues = [row for row in rows if not isinstance(row, Pattern)]
        return [row for row in rows if isinstance(row, Pattern)], cues

    def claims(self, form: str, cues: Iterable[re.Pattern[str]]) -> bool:
        """Whether a sentence that no pattern reads claims an outcome all the same, by its likely cues."""
        return any(_finds(cue, form) for cue in cues) and not self.unless.search(form)

    def without_command(self, clause: str) -> Iterator[tuple[str, re.Match[str]]]:
        """The clause as it would be if it did not name its command, and the match that names it."""
        for form, instead in self.named if "{" in clause else ():
            match = form.match(clause)
            if match:
                yield instead + clause[match.end() :], match


def phrasebook_table() -> dict[str, Any]:
    """The data file as it stands, with the examples that are its tests."""
    return read_table(__file__, "phrasebook.toml")


@cache
def phrasebook() -> Phrasebook:
    """Load and compile the phrasebook once a process."""
    table = phrasebook_table()
    slots, claims = _Slots(table), table["claims"]
    return Phrasebook(
        rows=ByWord((*_pattern_rows(table, slots), *_cue_rows(claims, slots))),
        subjects=tuple(_text_subject(row, slots) for row in table["subject"]),
        places=ByWord((row["words"], (), place) for place, row in enumerate(table["subject"])),
        before=regex("|".join(map(slots.fill, table["frames"]["before"]))),
        after=regex("(?:" + "|".join(map(slots.fill, table["frames"]["after"])) + ")$"),
        named=tuple(
            (regex(_renamed(slots.fill(form))), row["instead"])
            for row in table["named"]
            for form in row["forms"]
        ),
        unless=regex("|".join(map(slots.cue, claims["unless"]))),
    )


def _pattern_rows(table: Mapping[str, Any], slots: _Slots) -> Iterator[tuple[list[str], list[str], Pattern]]:
    return ((row["words"], row.get("also", []), _pattern(row, slots)) for row in table["pattern"])


def _cue_rows(
    claims: Mapping[str, Any], slots: _Slots
) -> Iterator[tuple[list[str], list[str], re.Pattern[str]]]:
    return ((row["words"], row.get("also", []), regex(slots.cue(row["cue"]))) for row in claims["cues"])


def _text_subject(row: Mapping[str, Any], slots: _Slots) -> TextSubject:
    return TextSubject(
        subject=Subject(row["subject"]),
        aspect=Aspect(row.get("aspect", "whole")),
        says=row["says"],
        form=regex(_renamed(slots.fill(row["form"])) + "(?= )"),
    )


def _finds(cue: re.Pattern[str], form: str) -> bool:
    """Whether a cue is in a form; what stands at its begin is looked for nowhere else."""
    found = cue.match(form) if cue.pattern.startswith("^") else cue.search(form)
    return found is not None


def _pattern(row: Mapping[str, Any], slots: _Slots) -> Pattern:
    counts = row["predicate"] == COUNT
    return Pattern(
        name=row["name"],
        form=regex(_renamed(slots.fill(row["form"]))),
        subject=Subject(row["subject"]) if "subject" in row else None,
        aspect=Aspect(row.get("aspect", "whole")),
        predicate=None if counts else Predicate(row["predicate"]),
        objects=tuple(row.get("objects", ())),
        negated=bool(row.get("negated", False)),
        fails=bool(row.get("fails", False)),
        says=tuple(row["says"]),
    )


class _Slots:
    """Fills the slots of a form."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._named: dict[str, str] = dict(table["slots"])
        self._subjects: list[Mapping[str, str]] = table["subject"]

    def fill(self, form: str) -> str:
        """A form as a regular expression; its groups may still bear the same names."""
        return _SLOT.sub(self._slot, form)

    def cue(self, form: str) -> str:
        """The same of a cue, whose `{0}` is any object."""
        return self.fill(form).replace("\\{0\\}", _ANY)

    def _slot(self, match: re.Match[str]) -> str:
        name, argument = match[1], match[2] or ""
        if name == "verb":
            return verb_phrase(argument.split())
        if name == "text":
            return self._texts(besides_stdout=argument == "other")
        built_in = _BUILT_IN.get(match[0].strip("{}"))
        return built_in if built_in is not None else self.fill(self._named[name])

    def _texts(self, *, besides_stdout: bool) -> str:
        """The marks of the subjects that a clause may begin with."""
        kept = (
            str(index)
            for index, row in enumerate(self._subjects)
            if not (besides_stdout and row["says"] == "stdout")
        )
        return rf"(?P<subject>\{{s(?:{'|'.join(kept)})\}})"


def _renamed(form: str) -> str:
    """Number a group's namesakes, which `re` does not allow: a form may offer one slot twice."""
    seen: dict[str, int] = {}

    def number(match: re.Match[str]) -> str:
        seen[match[1]] = seen.get(match[1], 0) + 1
        return f"(?P<{match[1]}_{seen[match[1]]}>"

    return _GROUP.sub(number, form)
