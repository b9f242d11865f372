"""What an expectation asks of a text, and how much that is worth. Opens no file and runs nothing."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from runner.author_regex import RegexRefusedError, finds
from runner.expectations import Aspect, Predicate, Strength, Subject
from runner.patterns import regex
from runner.quotes import Quote

if TYPE_CHECKING:
    from collections.abc import Callable

    from runner.expectations import Expectation
    from runner.quotes import Words

_NUMBER = regex(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_VERSION = regex(r"(?<![\w.])v?(\d+(?:\.\d+)+)", re.ASCII)
_PATH = regex(r"[^.\[\]]+|\[\d+\]")
_INDEX = regex(r"\[(\d+)\]")
# A number with separators, which are not those of a list.
_GROUPED = regex(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?![\d,])", re.ASCII)
_LONGEST_NUMBER = 40
_SHOWN = 120
# What a command may print that has nothing to do with a claim, each under its name.
UNRELATED = {
    "empty output": ("", "\n"),
    "an error message": (
        "bash: line 1: frobnicate: command not found\n",
        "error: something went wrong\nTraceback: unknown\n",
        "An error occurred (ValidationException) when calling the Frobnicate operation: not allowed\n",
    ),
    "an unrelated text": (
        "The quick brown fox jumps over the lazy dog.\nPack my box with five dozen jugs.\n",
        "NAME    AGE   STATE\nzebra   4d    unknown\n",
        "frobnicate\n",
    ),
    "unrelated JSON": ('{"zebra": {"quokka": ["x", null, true]}}\n',),
}
_ALL_UNRELATED = "\n".join(text for texts in UNRELATED.values() for text in texts)
_SAYS_LITTLE = {
    Subject.EXIT_STATUS: "any command that ends with such a status",
    Subject.DURATION: "any command that takes no longer",
    Subject.FILE: "what was so before",
}
_TEXTS = frozenset({Subject.STDOUT, Subject.STDERR, Subject.OUTPUT, Subject.FILE, Subject.VARIABLE})
_MADE = frozenset({Predicate.CREATED, Predicate.CHANGED})


class Finding(Struct, frozen=True, kw_only=True):
    """What came of a question.

    Attributes:
        holds: Whether the predicate holds, its negation not yet taken into account; None where what it asks
            about is not there, which is a failure either way.
        got: What was found, in words.
    """

    holds: bool | None
    got: str | Words


def ask(expectation: Expectation, text: str) -> Finding:
    """Hold an expectation against the text of its subject."""
    if expectation.aspect is Aspect.FIELD:
        return _ask_fields(expectation, text)
    part = _ASPECTS[expectation.aspect](text)
    if part is None:
        return Finding(holds=None, got=(f"there is no {expectation.aspect} in ", Quote(text=text)))
    return _ask(expectation, part)


def passes(expectation: Expectation, finding: Finding) -> bool:
    """Whether what was found is what was expected."""
    return finding.holds is not None and finding.holds is not expectation.negated


def with_strength(expectation: Expectation) -> Expectation:
    """The expectation with its strength, and with what it would accept as well where it is weak."""
    accepted = also_accepted(expectation)
    strength = Strength.WEAK if accepted else Strength.STRONG
    return replace(expectation, strength=strength, accepts=accepted)


def also_accepted(expectation: Expectation) -> str:
    """What wrong would pass as well: no output, an error, or what another command prints; empty if nothing.

    That a file exists may have been so before, and an exit status says nothing of what was done.
    """
    if expectation.predicate in _MADE:
        return "a step that does nothing" if expectation.negated else ""
    if expectation.subject not in _TEXTS or expectation.predicate is Predicate.EXISTS:
        return _SAYS_LITTLE[expectation.subject]
    if _is_sure(expectation):
        return ""
    return next(
        (
            name
            for name, texts in UNRELATED.items()
            if any(passes(expectation, ask(expectation, text)) for text in texts)
        ),
        "",
    )


def _is_sure(expectation: Expectation) -> bool:
    """Whether it asks for texts that stand in nothing unrelated, as most claims do; told at once."""
    plain = expectation.predicate is Predicate.CONTAINS and expectation.aspect is Aspect.WHOLE
    return (
        plain and not expectation.negated and not any(map(_ALL_UNRELATED.__contains__, expectation.objects))
    )


def _ask(expectation: Expectation, text: str) -> Finding:
    return _PREDICATES[expectation.predicate](text, expectation.objects)


# Parts of a text.


def _first_version(text: str) -> str | None:
    found = _VERSION.search(text)
    return found[1] if found else None


def _lines(text: str) -> list[str]:
    return text.rstrip("\n").split("\n")


def _count_lines(text: str) -> int:
    return text.count("\n") + (not text.endswith("\n") and bool(text))


def _count_items(text: str) -> int:
    """The length of a JSON list, or of the one list in a JSON object; else the lines that are not blank."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return sum(bool(line.strip()) for line in text.splitlines())
    if isinstance(value, dict):
        lists = [item for item in value.values() if isinstance(item, list)]
        value = lists[0] if len(lists) == 1 else value
    return len(value) if isinstance(value, list) else 1


def _ask_fields(expectation: Expectation, text: str) -> Finding:
    """Every field of that name must be as expected, and there must be one."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return Finding(holds=None, got=("it is not JSON: ", Quote(text=text)))
    found = _fields(value, _PATH.findall(expectation.field.removeprefix("$")))
    if not found:
        return Finding(holds=None, got=f"there is no field `{expectation.field}`")
    asks_empty = expectation.predicate is Predicate.IS_EMPTY
    findings = [_ask(expectation, _scalar(item, asks_empty=asks_empty)) for item in found]
    wrong = next((item for item in findings if item.holds is expectation.negated), None)
    return wrong or findings[0]


def _fields(value: object, path: list[str]) -> list[object]:
    """The values at a path that may begin at any depth, without Python's own recursion."""
    found: list[object] = []
    pending: list[tuple[object, int]] = [(value, 0)]
    while pending:
        item, depth = pending.pop()
        index = _INDEX.fullmatch(path[depth]) if depth < len(path) else None
        if depth == len(path):
            found.append(item)
        elif isinstance(item, list) and index:
            pending += [(child, depth + 1) for child in item[int(index[1]) : int(index[1]) + 1]]
        elif isinstance(item, list):
            pending += [(child, depth) for child in reversed(item)]
        elif isinstance(item, dict):
            pending += [(child, 0) for child in reversed(item.values()) if depth == 0]
            pending += [(item[path[depth]], depth + 1)] if path[depth] in item else []
    return found


def _scalar(value: object, *, asks_empty: bool) -> str:
    if isinstance(value, str):
        return value
    return "" if asks_empty and value in (None, [], {}) else json.dumps(value, ensure_ascii=False)


# Predicates.


def _equals(text: str, objects: tuple[str, ...]) -> Finding:
    actual = text.rstrip("\n")
    if any(actual == item.rstrip("\n") for item in objects):
        return Finding(holds=True, got="it is the same")
    return Finding(holds=False, got=("got ", Quote(text=text)))


def _contains(text: str, objects: tuple[str, ...]) -> Finding:
    """Contained as a word: `1.4.2` is not in `1.4.20`, nor `web` in `web-2`."""
    places = [place for item in objects if (place := find_word(text, item)) >= 0]
    if not places:
        return Finding(holds=False, got=("got ", Quote(text=text)))
    return Finding(holds=True, got=f"it is in line {text[: min(places)].count(chr(10)) + 1}")


def find_word(text: str, wanted: str) -> int:
    """Where a text first stands as a word, -1 where it does not."""
    start = text.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        before, after = text[max(start - 2, 0) : start], text[end : end + 2]
        apart = not _runs_on(before, wanted) and not _runs_over(wanted, after)
        if apart and not _splits_number(text, start) and not _splits_number(text, end):
            return start
        start = text.find(wanted, start + 1)
    return -1


def _splits_number(text: str, place: int) -> bool:
    """Whether a place is within a number with separators: `200` is not in `1,200`."""
    if "," not in text[max(place - 1, 0) : place + 1]:
        return False
    near = _GROUPED.finditer(text, max(place - _LONGEST_NUMBER, 0), place + _LONGEST_NUMBER)
    return any(number.start() < place < number.end() for number in near)


def _runs_on(before: str, wanted: str) -> bool:
    joined = before[-1:] in "_-" or before[-1:].isalnum()
    dotted = before[-1:] == "." and before[:1].isalnum() and len(before) > 1
    return bool(before) and wanted[:1].isalnum() and (joined or dotted)


def _runs_over(wanted: str, after: str) -> bool:
    joined = after[:1] in "_-" or after[:1].isalnum()
    dotted = after[:1] == "." and after[1:].isalnum()
    return bool(after) and wanted[-1:].isalnum() and (joined or dotted)


def _has_line(text: str, objects: tuple[str, ...]) -> Finding:
    lines = {line.strip() for line in text.splitlines()}
    holds = any(item.strip() in lines for item in objects)
    return Finding(holds=holds, got="it has" if holds else ("got ", Quote(text=text)))


def _starts_with(text: str, objects: tuple[str, ...]) -> Finding:
    holds = any(
        text.startswith(item)
        and not _runs_over(item, text[len(item) :][:2])
        and not _splits_number(text, len(item))
        for item in objects
    )
    return Finding(holds=holds, got=("got ", Quote(text=text)))


def _ends_with(text: str, objects: tuple[str, ...]) -> Finding:
    whole = text.rstrip()
    holds = any(
        whole.endswith(item)
        and not _runs_on(whole[: len(whole) - len(item)][-2:], item)
        and not _splits_number(whole, len(whole) - len(item))
        for item in objects
    )
    return Finding(holds=holds, got=("got ", Quote(text=text[-_SHOWN:], whole=text)))


def _matches(text: str, objects: tuple[str, ...]) -> Finding:
    try:
        holds = any(finds(item, text) for item in objects)
    except RegexRefusedError as error:
        return Finding(holds=None, got=str(error))
    return Finding(holds=holds, got=("got ", Quote(text=text)))


def _is_empty(text: str, objects: tuple[str, ...]) -> Finding:
    del objects
    return Finding(holds=not text.strip(), got=("got ", Quote(text=text)))


def _numbers(text: str, objects: tuple[str, ...]) -> Finding:
    del objects
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    wrong = next((line for line in lines if not _NUMBER.fullmatch(line)), None)
    if not lines:
        return Finding(holds=False, got="got no output")
    if wrong is not None:
        return Finding(holds=False, got=("got ", Quote(text=wrong, whole=text), ", which is no number"))
    return Finding(holds=True, got=("got ", Quote(text=text)))


def _as_number(text: str) -> float | None:
    value = text.strip()
    return float(value) if _NUMBER.fullmatch(value) else None


def _number(holds: Callable[[float, list[float]], bool]) -> Callable[[str, tuple[str, ...]], Finding]:
    """A predicate over the one number that the text is; another text is no number, and that is a failure."""

    def predicate(text: str, objects: tuple[str, ...]) -> Finding:
        number = _as_number(text)
        if number is None:
            return Finding(holds=None, got=("got ", Quote(text=text), ", which is no number"))
        return Finding(holds=holds(number, [float(item) for item in objects]), got=("got ", Quote(text=text)))

    return predicate


def _is_number(text: str, objects: tuple[str, ...]) -> Finding:
    del objects
    return Finding(holds=_as_number(text) is not None, got=("got ", Quote(text=text)))


def _is_positive(text: str, objects: tuple[str, ...]) -> Finding:
    del objects
    number = _as_number(text)
    return Finding(holds=number is not None and number > 0, got=("got ", Quote(text=text)))


def _version_at_least(text: str, objects: tuple[str, ...]) -> Finding:
    holds = any(_parts(text) >= _parts(item) for item in objects)
    return Finding(holds=holds, got=("got ", Quote(text=text)))


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _valid_json(text: str, objects: tuple[str, ...]) -> Finding:
    del objects
    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        return Finding(holds=False, got=f"it is not: {error}")
    return Finding(holds=True, got="it is")


def _valid_yaml(text: str, objects: tuple[str, ...]) -> Finding:
    """YAML that holds a list or a map: any line of prose is YAML too, namely a text."""
    del objects
    import yaml

    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError as error:
        return Finding(holds=False, got=f"it is not: {' '.join(str(error).split())}")
    holds = isinstance(value, dict | list)
    return Finding(holds=holds, got="it is" if holds else ("it is not: ", Quote(text=text)))


_PREDICATES: dict[Predicate, Callable[[str, tuple[str, ...]], Finding]] = {
    Predicate.EQUALS: _equals,
    Predicate.CONTAINS: _contains,
    Predicate.HAS_LINE: _has_line,
    Predicate.STARTS_WITH: _starts_with,
    Predicate.ENDS_WITH: _ends_with,
    Predicate.MATCHES: _matches,
    Predicate.IS_EMPTY: _is_empty,
    Predicate.NUMBERS: _numbers,
    Predicate.NUMBER: _is_number,
    Predicate.POSITIVE_NUMBER: _is_positive,
    Predicate.NUMBER_IS: _number(lambda number, wanted: number in wanted),
    Predicate.AT_LEAST: _number(lambda number, wanted: number >= wanted[0]),
    Predicate.AT_MOST: _number(lambda number, wanted: number <= wanted[0]),
    Predicate.MORE_THAN: _number(lambda number, wanted: number > wanted[0]),
    Predicate.LESS_THAN: _number(lambda number, wanted: number < wanted[0]),
    Predicate.BETWEEN: _number(lambda number, wanted: wanted[0] <= number <= wanted[1]),
    Predicate.VERSION_AT_LEAST: _version_at_least,
    Predicate.VALID_JSON: _valid_json,
    Predicate.VALID_YAML: _valid_yaml,
}
_ASPECTS: dict[Aspect, Callable[[str], str | None]] = {
    Aspect.WHOLE: lambda text: text,
    Aspect.FIRST_LINE: lambda text: _lines(text)[0],
    Aspect.LAST_LINE: lambda text: _lines(text)[-1],
    Aspect.LINES: lambda text: str(_count_lines(text)),
    Aspect.ITEMS: lambda text: str(_count_items(text)),
    Aspect.VERSION: _first_version,
}
