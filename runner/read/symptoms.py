"""What a symptom says: words that tell it from others, and literals. Knows no failure, decides nothing."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from runner.patterns import regex
from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = regex(r"[a-z0-9]+(?:[_'./~-][a-z0-9]+)*")
_PARTS = regex(r"[_'.-]+")
_HUMP = regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NAME = regex(r"[A-Za-z0-9]+")
_STRAIGHT = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "`": " "})
# A span of code, or words in double quotes; single quotes only where no word stands before them.
_QUOTED = regex(
    r"""`([^`]+)`|"([^"]+)"|\u201c([^\u201d]+)\u201d|(?<!\w)'([^']{2,})'(?!\w)|\u2018([^\u2019]+)\u2019"""
)
# What a message itself quotes is a name that no other may stand for.
_INNER = regex(r"""(?<!\w)'([^'\s]+)'(?!\w)|(?<!\w)"([^"\s]+)"(?!\w)""")
_HOLE = "\ue000"
_HOLES = regex(_HOLE + r"(\d+)\ue001")
_CHOICE = regex(r"\ue001\s*(?:,|/|\bor\b|, or\b)\s*\Z")
_NOT = "not~"
# The stem for all that is not there.
MISSING = "miss"
_ENDINGS = ("ing", "ed", "es", "s", "e")


class LiteralKind(StrEnum):
    """What a literal of a symptom is."""

    CODE = "code"
    MESSAGE = "message"
    NAME = "name"
    NUMBER = "number"
    EXIT_STATUS = "exit-status"


# A name or a number alone says nothing of what is wrong with it.
_VAGUE = frozenset({LiteralKind.NAME, LiteralKind.NUMBER})


class Literal(Struct, frozen=True, kw_only=True):
    """A part of a symptom that a failure must have as it is written, but for case in a message."""

    kind: LiteralKind
    text: str


class Symptom(Struct, frozen=True, kw_only=True):
    """What a symptom says.

    Attributes:
        literals: Groups of which each must hold; of the literals in a group one is enough.
        words: Stems of the words outside literals that tell it from others, in order, each once.
    """

    literals: tuple[tuple[Literal, ...], ...]
    words: tuple[str, ...]


class _Phrase(Struct, frozen=True, kw_only=True):
    pattern: re.Pattern[str]
    says: str


class _Table(Struct, frozen=True, kw_only=True):
    fillers: frozenset[str]
    general: frozenset[str]
    telling: frozenset[str]
    needed: frozenset[str]
    same: dict[str, str]
    negation: re.Pattern[str]
    phrases: tuple[_Phrase, ...]
    code: re.Pattern[str]
    code_in_quotes: re.Pattern[str]
    exit_status: re.Pattern[str]
    number: re.Pattern[str]
    any: re.Pattern[str]


def symptoms_table() -> dict[str, Any]:
    """The data file as it stands, with the examples that are its tests."""
    return read_table(__file__, "symptoms.toml")


@cache
def _table() -> _Table:
    table = symptoms_table()
    literals = table["literals"]
    return _Table(
        fillers=frozenset(table["fillers"]),
        general=frozenset(map(_stem, table["general"])),
        telling=frozenset(map(_stem, table["telling"])),
        needed=frozenset(map(_stem, table["needed"])),
        same={_stem(word): _stem(group[0]) for group in table["same"] for word in group},
        negation=regex(table["negation"]),
        phrases=tuple(_Phrase(pattern=regex(row["pattern"]), says=row["says"]) for row in table["phrase"]),
        code=regex("|".join(literals["code"])),
        code_in_quotes=regex("|".join((*literals["code"], *literals["code_in_quotes"]))),
        exit_status=regex(literals["exit_status"], re.IGNORECASE),
        number=regex(literals["number"]),
        any=regex(literals["any"]),
    )


@cache
def read_symptom(text: str) -> Symptom:
    """Read a symptom in which code stands in backticks."""
    literals: list[list[Literal]] = []
    rest = _taken(_table().exit_status, text, literals, LiteralKind.EXIT_STATUS)
    rest = _quoted(rest, literals)
    rest = _taken(_table().code, rest, literals, LiteralKind.CODE)
    rest = _taken(_table().number, rest, literals, LiteralKind.NUMBER)
    words = dict.fromkeys(stems(_HOLES.sub(" ", rest)))
    return Symptom(literals=tuple(map(tuple, _grouped(rest, literals))), words=tuple(words))


def is_general(word: str) -> bool:
    """Whether many failures share a stem."""
    return word in _table().general


def is_telling(word: str) -> bool:
    """Whether a stem alone tells what went wrong."""
    return word in _table().telling


def is_needed(word: str) -> bool:
    """Whether a stem says in which way something is wrong, so that without it another thing is meant."""
    return word in _table().telling or word in _table().needed or word.startswith(_NOT)


def can_match(symptom: Symptom) -> bool:
    """Whether a symptom says enough to tell a failure from others."""
    if any(literal.kind not in _VAGUE for group in symptom.literals for literal in group):
        return True
    many = len(symptom.words) + len(symptom.literals) > 1
    alone = (word for word in symptom.words if is_needed(word) and not is_general(word))
    return any(alone) or (many and bool(symptom.words))


def stems(text: str) -> list[str]:
    """The stems of a text's words in order, without fillers, each thing by the same word."""
    return [word for word, _ in _stems(text)]


def stem_sets(text: str) -> list[frozenset[str]]:
    """For each of a text's words its stem, with those of its parts where it is a name as `cache_control`."""
    return [
        frozenset((word, *(_same(_stem(part)) for part in _parts(whole)))) for word, whole in _stems(text)
    ]


def _parts(word: str) -> list[str]:
    """The parts of a name; those of a path or address say nothing of their own."""
    parts = [] if "/" in word else _PARTS.split(word)
    return parts if len(parts) > 1 else []


def _stems(text: str) -> Iterator[tuple[str, str]]:
    table = _table()
    for word in _WORD.findall(_with_phrases(text)):
        if word.removeprefix(_NOT) not in table.fillers:
            yield _same(_stem(word)), word


def _with_phrases(text: str) -> str:
    """A text in lower case, with one word for each phrase that means the same."""
    table = _table()
    shown = _NAME.sub(lambda name: _with_humps(name[0]), text.translate(_STRAIGHT))
    shown = " ".join(shown.lower().split())
    for phrase in table.phrases:
        shown = phrase.pattern.sub(
            lambda match, says=phrase.says: says.format(**match.groupdict()),  # type: ignore[misc]
            shown,
        )
    return table.negation.sub(lambda match: f" {_NOT}{match[1]} ", shown)


def _with_humps(name: str) -> str:
    """A name such as `NotFound`, and its parts behind it."""
    parted = _HUMP.sub(" ", name)
    return name if parted == name else f"{name} {parted}"


def _same(word: str) -> str:
    return _table().same.get(word, word)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 3:
            return word.removesuffix(ending)
    return word


def _hole(literals: list[list[Literal]], found: list[Literal]) -> str:
    """Keep literals of which each must hold, and give what stands in the text for the last of them."""
    literals += [[literal] for literal in found]
    return "".join(f" {_HOLE}{len(literals) - len(found) + index}\ue001 " for index in range(len(found)))


def _taken(pattern: re.Pattern[str], text: str, literals: list[list[Literal]], kind: LiteralKind) -> str:
    def take(match: re.Match[str]) -> str:
        return _hole(literals, [Literal(kind=kind, text=match[match.lastindex or 0])])

    # Only outside what was taken already: the number of a hole is no number of the author.
    pieces = re.split(rf"({_HOLE}\d+\ue001)", text)
    return "".join(piece if index % 2 else pattern.sub(take, piece) for index, piece in enumerate(pieces))


def _quoted(text: str, literals: list[list[Literal]]) -> str:
    def take(match: re.Match[str]) -> str:
        inner = next(group for group in match.groups() if group is not None)
        return _hole(literals, list(_literals_of(inner.strip())))

    return _QUOTED.sub(take, text)


def _literals_of(quoted: str) -> Iterator[Literal]:
    """The literals of code or quoted text: the codes in it, and the message or name that it is as a whole."""
    table = _table()
    codes = [match[0] for match in table.code_in_quotes.finditer(quoted)]
    yield from (Literal(kind=LiteralKind.CODE, text=code) for code in codes)
    inner = (match[1] or match[2] for match in _INNER.finditer(quoted))
    yield from (Literal(kind=LiteralKind.NAME, text=name) for name in inner if pieces(name) == [name])
    if quoted in codes or not pieces(quoted):
        return
    if quoted.isdigit():
        yield Literal(kind=LiteralKind.NUMBER, text=quoted)
    else:
        kind = LiteralKind.MESSAGE if " " in quoted else LiteralKind.NAME
        yield Literal(kind=kind, text=quoted)


def pieces(literal: str) -> list[str]:
    """What of a literal must be there as it is: the texts between its elisions and placeholders."""
    return [piece for piece in (part.strip(" .") for part in _table().any.split(literal)) if piece]


def _grouped(rest: str, literals: list[list[Literal]]) -> Iterator[list[Literal]]:
    """Literals that the text names as a choice, "`a` or `b`", are one group."""
    groups: list[list[Literal]] = []
    end = 0
    for match in _HOLES.finditer(rest):
        literal = literals[int(match[1])]
        chosen = groups and _CHOICE.search(rest[max(0, end - 1) : match.start()])
        if chosen:
            groups[-1] += literal
        else:
            groups.append(list(literal))
        end = match.end()
    yield from groups
