"""Rows of the page's advice that fit a failure, by their literals and words. Never a poor one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.read.remedy_forms import is_any_failure
from runner.read.symptoms import (
    MISSING,
    Literal,
    LiteralKind,
    can_match,
    is_general,
    is_needed,
    is_telling,
    pieces,
    read_symptom,
    stems,
)
from runner.results import Advice
from runner.run.failure import Failure, Origin, Passage, advice_table, failure_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runner.model import Remedy
    from runner.results import StepResult

_LONGEST_QUOTE = 120
_EXCEPTION = "Exception"


class _Held(Struct, frozen=True, kw_only=True):
    """A literal that a failure has.

    Attributes:
        origin: Where; None where only the command has it.
        decides: Whether it alone shows that the row fits.
    """

    literal: Literal
    origin: Origin | None
    decides: bool = False


class _Words(Struct, frozen=True, kw_only=True):
    """How much of a symptom's words one passage holds."""

    had: float = 0.0
    all: float = 0.0
    passage: Passage | None = None


def advise(remedies: Iterable[Remedy], result: StepResult) -> tuple[Advice, ...]:
    """Give the rows that fit a failed or blocked step, the best first.

    Args:
        remedies: The rows of the page's Troubleshooting.
        result: The step's result; rows right behind the step are its own.
    """
    own = result.planned.step.remedies
    return find_advice(remedies, failure_of(result), own=own) if own or remedies else ()


def find_advice(
    remedies: Iterable[Remedy], failure: Failure, *, own: Iterable[Remedy] = ()
) -> tuple[Advice, ...]:
    """Give the rows that fit best, the best first; none is better than a poor one.

    Args:
        remedies: Rows of the page's Troubleshooting.
        failure: What the step left.
        own: Rows right behind the step.
    """
    scores, behind = advice_table()["scores"], advice_table()["weights"]["behind"]
    found = [_near(row, failure, behind) for row in own] + [_weighed(row, failure) for row in remedies]
    fitting = [advice for advice in found if advice is not None and advice.score >= scores["least"]]
    fitting.sort(key=lambda advice: -advice.score)
    least = fitting[0].score - scores["near"] if fitting else 0.0
    shown = {advice.remedy.symptom: advice for advice in reversed(fitting) if advice.score >= least}
    return tuple(reversed(shown.values()))[: scores["most"]]


def _near(row: Remedy, failure: Failure, preferred: float) -> Advice | None:
    """Weigh a row right behind the step: one without a symptom of its own speaks of any failure of it."""
    if is_any_failure(row.symptom) and failure.failed:
        reason = "the page says it right behind the step"
        return Advice(remedy=row, score=advice_table()["scores"]["any_failure"], reason=reason)
    found = _weighed(row, failure)
    if found is None:
        return None
    return Advice(remedy=row, score=min(1.0, round(found.score + preferred, 2)), reason=found.reason)


def _weighed(row: Remedy, failure: Failure) -> Advice | None:
    """Weigh a row; None where a literal of its symptom is not there, or nothing of it is."""
    symptom = read_symptom(row.symptom)
    if not row.remedy or not can_match(symptom):
        return None
    held = list[_Held]()
    for group in symptom.literals:
        found = next((item for literal in group if (item := _hold(literal, failure))), None)
        if found is None:
            return None
        held.append(found)
    words = _best(symptom.words, failure)
    # A name alone says nothing of what is wrong with it.
    if words.all and words.passage is None and not any(item.decides for item in held):
        return None
    score = _score(held, words)
    if not (words.passage or any(item.origin for item in held)):
        return None
    return Advice(remedy=row, score=round(score, 2), reason=_reason(held, words))


def _score(held: Sequence[_Held], words: _Words) -> float:
    table = advice_table()
    if any(item.decides for item in held):
        base = float(table["scores"]["decisive"])
        return base + (1 - base) * (words.had / words.all if words.all else 1.0)
    weights = table["weights"]
    names = float(sum(weights["context"] if item.origin is None else weights["name"] for item in held))
    every = words.all + names
    return (words.had + names) / every


def _hold(literal: Literal, failure: Failure) -> _Held | None:
    match literal.kind:
        case LiteralKind.EXIT_STATUS:
            same = failure.exit_status is not None and int(literal.text) == failure.exit_status
            return _Held(literal=literal, origin=Origin.STATUS, decides=True) if same else None
        case LiteralKind.CODE:
            return _hold_code(literal, failure)
        case LiteralKind.MESSAGE:
            return _hold_message(literal, failure)
        case LiteralKind.NAME | LiteralKind.NUMBER:
            return _hold_name(literal, failure)


def _hold_code(literal: Literal, failure: Failure) -> _Held | None:
    bare = literal.text.removesuffix(_EXCEPTION) or literal.text
    pattern = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(bare)}(?:{_EXCEPTION})?(?![A-Za-z0-9_])")
    found = _first(pattern, failure)
    return _Held(literal=literal, origin=found, decides=True) if found else None


def _first(pattern: re.Pattern[str], failure: Failure) -> Origin | None:
    return next((item.origin for item in failure.passages if pattern.search(item.text)), None)


def _hold_name(literal: Literal, failure: Failure) -> _Held | None:
    pattern = re.compile(rf"(?<![\w]){re.escape(literal.text)}(?![\w])", re.IGNORECASE)
    found = _first(pattern, failure)
    if found:
        return _Held(literal=literal, origin=found)
    return _Held(literal=literal, origin=None) if pattern.search(failure.command) else None


def _hold_message(literal: Literal, failure: Failure) -> _Held | None:
    said = [" ".join(piece.lower().split()) for piece in pieces(literal.text)]
    words = stems(" ".join(said))
    for passage in failure.passages:
        if _in_order(said, " ".join(passage.text.lower().split())) or _close(words, passage):
            telling = len(words) >= advice_table()["words"]["message"]
            return _Held(literal=literal, origin=passage.origin, decides=telling)
    # Code that the step runs tells which step is meant, not what went wrong.
    in_command = _in_order(said, " ".join(failure.command.lower().split()))
    return _Held(literal=literal, origin=None) if in_command else None


def _in_order(parts: Iterable[str], text: str) -> bool:
    """Whether texts stand in another one after the other, each as whole words."""
    start = 0
    for part in parts:
        match = re.compile(rf"(?<!\w){re.escape(part)}(?!\w)").search(text, start)
        if match is None:
            return False
        start = match.end()
    return True


def _close(words: Sequence[str], passage: Passage) -> bool:
    """Whether all words stand near each other; order is free, for shells say `jq: not found` both ways."""
    if len(words) < advice_table()["words"]["message"] or not all(
        _is_among(word, passage.stems) for word in words
    ):
        return False
    return _within(words, passage, advice_table()["words"]["between"])


def _beside(held: Sequence[str], passage: Passage) -> bool:
    """Whether what is missing stands right beside the word that says so; true where nothing is."""
    return MISSING not in held or _within(held, passage, advice_table()["words"]["beside"])


def _within(words: Sequence[str], passage: Passage, between: int) -> bool:
    """Whether words stand in one stretch with no more than some others between them."""
    size = len(words) + between
    stretches = (passage.words[at : at + size] for at in range(max(1, len(passage.words) - size + 1)))
    return any(all(_is_among(word, frozenset().union(*stretch)) for word in words) for stretch in stretches)


def _best(words: Sequence[str], failure: Failure) -> _Words:
    """The passage that holds most of the words by their weight; the first of those that hold as much."""
    weights = advice_table()["weights"]
    needed = [word for word in words if is_needed(word)]
    # That a program is called says nothing of what is missing.
    called = failure.programs if MISSING not in words else frozenset[str]()
    weighed = {word: weights[_weight(word)] for word in words}
    best = _Words(all=sum(weighed.values()))
    for passage in failure.passages:
        stems_here = passage.stems
        held = [word for word in words if _is_among(word, stems_here)]
        if not held or any(word not in held for word in needed) or not _beside(held, passage):
            continue
        held += [word for word in words if word not in held and word in called]
        had = sum(weighed[word] for word in held)
        if had > best.had:
            best = _Words(had=had, all=best.all, passage=passage)
    return best


def _weight(word: str) -> str:
    if is_telling(word):
        return "telling"
    return "general" if is_general(word) else "word"


def _is_among(word: str, among: frozenset[str]) -> bool:
    if word in among:
        return True
    bounds = advice_table()["words"]
    if len(word) < bounds["long"]:
        return False
    # Only a failure needs it, and its import takes longer than most pages' whole advice.
    from rapidfuzz import fuzz, process

    others = [item for item in among if item[0] == word[0] and len(item) >= bounds["long"]]
    return process.extractOne(word, others, scorer=fuzz.ratio, score_cutoff=bounds["alike"]) is not None


def _reason(held: Sequence[_Held], words: _Words) -> str:
    return " and ".join(_reasons(held, words))


def _reasons(held: Sequence[_Held], words: _Words) -> Iterator[str]:
    statuses = [item.literal.text for item in held if item.literal.kind is LiteralKind.EXIT_STATUS]
    yield from (f"exit status {status}" for status in statuses)
    others = [item for item in held if item.literal.kind is not LiteralKind.EXIT_STATUS]
    for where, origins in _PLACES.items():
        texts = dict.fromkeys(item.literal.text for item in others if item.origin in origins)
        # A name within a message that is there is not worth a word of its own.
        whole = [text for text in texts if not any(text in other != text for other in texts)]
        if whole:
            yield f"{where} {', '.join(f'`{text}`' for text in whole)}"
    if words.passage is not None:
        text = " ".join(words.passage.text.split())
        clipped = text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"
        yield f"{words.passage.origin} says “{clipped}”"


_PLACES: dict[str, tuple[Origin | None, ...]] = {
    "the output has": (Origin.STDERR, Origin.STDOUT),
    "the reason has": (Origin.REASON,),
    "the failed claim has": (Origin.CLAIM,),
    "the command has": (None,),
    "the exit status means": (Origin.STATUS,),
}
