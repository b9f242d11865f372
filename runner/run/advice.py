"""Rows of the page's Troubleshooting that fit a failure, by the words that they share. Never a poor one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner.results import Advice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runner.model import Remedy
    from runner.results import StepResult

_WORD = re.compile(r"[a-z0-9]+(?:[_'.-][a-z0-9]+)*")
_FILLERS = frozenset(
    (
        *("a", "an", "and", "any", "are", "as", "at", "be", "but", "by", "can", "do", "does", "for", "from"),
        *(
            "has",
            "have",
            "if",
            "in",
            "is",
            "it",
            "its",
            "may",
            "no",
            "not",
            "of",
            "on",
            "or",
            "still",
            "than",
        ),
        *("that", "the", "then", "there", "this", "to", "was", "when", "will", "with", "you", "your"),
        *("error", "errors", "fails", "failed", "failure", "message", "problem", "see", "seen", "shows"),
    )
)
_PARTS = re.compile(r"[_'.-]")
_LEAST = 0.6


def find_advice(remedies: Iterable[Remedy], failure: str) -> tuple[Advice, ...]:
    """Give the one row that fits best.

    Args:
        remedies: The page's rows.
        failure: What the step printed and which checks did not hold, as one text.

    Returns:
        One row, or none if less than 60 % of any symptom's words stand in the failure.
    """
    seen = _words(failure)
    scored = [Advice(remedy=remedy, score=_score(remedy.symptom, seen)) for remedy in remedies]
    best = max(scored, key=lambda advice: advice.score, default=None)
    return (best,) if best is not None and best.score >= _LEAST else ()


def failure_text(result: StepResult) -> str:
    """What of a step's result symptoms are looked for in."""
    failed = [f"{check.claim} {check.reading} {check.detail}" for check in result.checks if not check.passed]
    return "\n".join([result.reason or "", result.stderr, result.stdout, *failed])


def _score(symptom: str, seen: set[str]) -> float:
    words = {_stem(word) for word in _WORD.findall(symptom.lower()) if word not in _FILLERS}
    if not words:
        return 0.0
    return round(sum(word in seen for word in words) / len(words), 2)


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            return word.removesuffix(ending)
    return word


def _words(text: str) -> set[str]:
    """The stems of a text's words; the parts of a name such as `cache_control` count too."""
    found = _WORD.findall(text.lower())
    return {_stem(part) for word in found for part in (word, *_PARTS.split(word))}
