"""Expectations held against what a step printed and wrote. Prints and masks nothing."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.model import Predicate, Subject
from runner.results import Check
from runner.run.quotes import Quote, in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from runner.model import Claim, Expectation
    from runner.run.quotes import Words

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
# Files get their times from a clock that is read once a tick of the kernel.
_CLOCK_TICK = 0.01
_LARGEST_FILE = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What a step left to look at.

    Attributes:
        folder: Where its shell stands.
        root: The working folder.
        changed: The files of the working folder that it made or changed, None where that was not watched.
        since: When it began, in seconds of the system's clock.
        mask: Takes secrets out of what the words of a check quote.
    """

    stdout: str
    stderr: str
    folder: Path
    root: Path
    changed: frozenset[Path] | None = frozenset()
    since: float = 0.0
    mask: Callable[[str], str] = str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    """Whether a predicate holds of a text, and what was got in words."""

    holds: bool
    got: str | Words


def check_claims(claims: Iterable[Claim], observed: Observed) -> Iterator[Check]:
    """Hold each expectation of each claim against what was observed."""
    for claim in claims:
        for expectation in claim.expectations:
            finding = _look(expectation, observed)
            passed = finding.holds is not expectation.negated
            yield Check(
                claim=claim.text,
                line=claim.line,
                path=claim.path,
                reading=expectation.reading,
                passed=passed,
                detail=in_words(finding.got, observed.mask),
                strength=expectation.strength,
            )


def _look(expectation: Expectation, observed: Observed) -> _Finding:
    if expectation.subject is Subject.FILE:
        return _look_in_file(expectation, observed)
    texts = {
        Subject.STDOUT: observed.stdout,
        Subject.STDERR: observed.stderr,
        Subject.OUTPUT: observed.stdout + observed.stderr,
    }
    text = texts[expectation.subject]
    return _PREDICATES[expectation.predicate](text, expectation.objects)


def _look_in_file(expectation: Expectation, observed: Observed) -> _Finding:
    file = observed.folder / expectation.name
    if not file.exists():
        return _Finding(holds=False, got=f"there is no file {expectation.name}")
    if file.is_dir() and not expectation.name.endswith("/"):
        return _Finding(holds=False, got=f"{expectation.name} is a folder")
    match expectation.predicate:
        case Predicate.CREATED:
            return _created(file, observed)
        case Predicate.EXISTS:
            return _Finding(holds=True, got="it exists")
        case _:
            return _look_at_text(expectation, file)


def _look_at_text(expectation: Expectation, file: Path) -> _Finding:
    try:
        if file.stat().st_size > _LARGEST_FILE:
            return _Finding(holds=False, got=f"{expectation.name} is larger than 16 MiB, so it was not read")
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return _Finding(holds=False, got=f"{expectation.name} cannot be read as text ({error})")
    return _PREDICATES[expectation.predicate](text, expectation.objects)


def _created(file: Path, observed: Observed) -> _Finding:
    """In the working folder by what the step changed there; elsewhere by the file's own time."""
    if observed.changed is not None and file.resolve().is_relative_to(observed.root.resolve()):
        made = file.resolve() in observed.changed
    else:
        made = file.stat().st_ctime >= observed.since - _CLOCK_TICK
    return _Finding(holds=made, got="it did" if made else "it was there before and is unchanged")


def _equals(text: str, objects: tuple[str, ...]) -> _Finding:
    expected, actual = objects[0].rstrip("\n").split("\n"), text.rstrip("\n").split("\n")
    if expected == actual:
        return _Finding(holds=True, got="it is the same")
    if len(expected) == 1:
        return _Finding(holds=False, got=("got ", Quote(text=text)))
    for number, line in enumerate(expected):
        if number >= len(actual):
            return _Finding(
                holds=False,
                got=(f"it ends before line {number + 1}, expected ", Quote(text=line, whole=objects[0])),
            )
        if actual[number] != line:
            got, wanted = Quote(text=actual[number], whole=text), Quote(text=line, whole=objects[0])
            return _Finding(holds=False, got=(f"line {number + 1} is ", got, ", expected ", wanted))
    extra = len(actual) - len(expected)
    return _Finding(
        holds=False, got=(f"{extra} more lines, the first ", Quote(text=actual[len(expected)], whole=text))
    )


def _contains(text: str, objects: tuple[str, ...]) -> _Finding:
    """Contained as a word: `1.4.2` is not in `1.4.20`, nor `web` in `web-2`."""
    wanted = objects[0]
    start = text.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if not _runs_on(text[max(start - 2, 0) : start], wanted) and not _runs_over(
            wanted, text[end : end + 2]
        ):
            return _Finding(holds=True, got=f"it is in line {text[:start].count(chr(10)) + 1}")
        start = text.find(wanted, start + 1)
    return _Finding(holds=False, got=("got ", Quote(text=text)))


def _runs_on(before: str, wanted: str) -> bool:
    joined = before[-1:] in "_-" or before[-1:].isalnum()
    dotted = before[-1:] == "." and before[:1].isalnum() and len(before) > 1
    return bool(before) and wanted[:1].isalnum() and (joined or dotted)


def _runs_over(wanted: str, after: str) -> bool:
    joined = after[:1] in "_-" or after[:1].isalnum()
    dotted = after[:1] == "." and after[1:].isalnum()
    return bool(after) and wanted[-1:].isalnum() and (joined or dotted)


def _is_empty(text: str, objects: tuple[str, ...]) -> _Finding:
    del objects
    return _Finding(holds=not text.strip(), got=("got ", Quote(text=text)))


def _numbers(text: str, objects: tuple[str, ...]) -> _Finding:
    del objects
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    wrong = next((line for line in lines if not _NUMBER.fullmatch(line)), None)
    if not lines:
        return _Finding(holds=False, got="got no output")
    if wrong is not None:
        return _Finding(holds=False, got=("got ", Quote(text=wrong, whole=text), ", which is no number"))
    return _Finding(holds=True, got=("got ", Quote(text=text)))


def _positive_number(text: str, objects: tuple[str, ...]) -> _Finding:
    del objects
    value = text.strip()
    holds = bool(_NUMBER.fullmatch(value)) and float(value) > 0
    return _Finding(holds=holds, got=("got ", Quote(text=text)))


def _line_count(text: str, objects: tuple[str, ...]) -> _Finding:
    count = text.count("\n") + (not text.endswith("\n") and bool(text))
    return _Finding(holds=count == int(objects[0]), got=f"got {count}")


def _valid_json(text: str, objects: tuple[str, ...]) -> _Finding:
    del objects
    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        return _Finding(holds=False, got=f"it is not: {error}")
    return _Finding(holds=True, got="it is")


def _exists(text: str, objects: tuple[str, ...]) -> _Finding:
    del text, objects
    return _Finding(holds=True, got="it exists")


_PREDICATES: dict[Predicate, Callable[[str, tuple[str, ...]], _Finding]] = {
    Predicate.EQUALS: _equals,
    Predicate.CONTAINS: _contains,
    Predicate.IS_EMPTY: _is_empty,
    Predicate.NUMBERS: _numbers,
    Predicate.POSITIVE_NUMBER: _positive_number,
    Predicate.LINE_COUNT: _line_count,
    Predicate.VALID_JSON: _valid_json,
    Predicate.EXISTS: _exists,
    Predicate.CREATED: _exists,
}
