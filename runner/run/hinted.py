"""Which shapes of secrets may be in each of many texts: a word that they share is looked at once.

It finds no secret: it tells where to look for which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.run import views
from runner.run.shapes import rules_for

if TYPE_CHECKING:
    from runner.run.shapes import Rule

# Invisible, and yet Python splits words at them.
_SPLITTING = "\x1c\x1d\x1e\x1f"


class Hinted:
    """Holds the words of the texts that it saw, so it is for one look over a folder.

    Every shape has a hint, with white space only between its words: so the longest of these stands in a
    word of each text that the shape fits.
    """

    def __init__(self, *, authored: bool) -> None:
        self._rules = rules_for(authored=authored)
        self._hints = {_longest_word(hint) for rule in self._rules for hint in rule.hints}
        self._harmless: set[str] = set()
        self._telling: dict[str, set[str]] = {}

    def rules_for(self, text: str) -> tuple[Rule, ...]:
        """Give the shapes that may be in a text; what is left out is not in it.

        What is invisible may stand within a hint: such a text may hold anything.
        """
        words = set(text.split())
        new = words - self._harmless - self._telling.keys()
        if any(char in text for char in _SPLITTING) or views.has_invisible("\n".join(new)):
            return self._rules
        self._learn(new)
        told: set[str] = set().union(*(self._telling[word] for word in words & self._telling.keys()))
        return tuple(rule for rule in self._rules if told & {_longest_word(hint) for hint in rule.hints})

    def _learn(self, words: set[str]) -> None:
        if self._told_by("\n".join(words)):
            self._telling |= {word: told for word in words if (told := self._told_by(word))}
        self._harmless |= words - self._telling.keys()

    def _told_by(self, words: str) -> set[str]:
        low = words.lower()
        return {hint for hint in self._hints if hint in low}


def _longest_word(hint: str) -> str:
    return max(hint.split(), key=len)
