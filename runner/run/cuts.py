"""Where the middle of an output was left out: half a secret at either edge is hidden. Masks nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.patterns import regex
from runner.run.views import packed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_CUT = regex(r"\n\[\.\.\. \d+ bytes left out \.\.\.\]\n")
_MARK = "***cut***"
# A line that was cut is hidden so far at least; no shape of a secret is longer within one line.
_LEAST_MARGIN = 1 << 12
_LEAST_PART = 8


def without_cut_lines(text: str, spellings: Collection[str]) -> str:
    """Hide the two lines that were cut, and the part of a known secret that was wrapped across the edge.

    Args:
        text: An output, not masked yet, with the line that says how much was left out.
        spellings: Every spelling of the known secrets.
    """
    found = _CUT.search(text)
    if found is None:
        return text
    margin = max(_LEAST_MARGIN, *map(len, spellings), 0)
    head, tail = text[: found.start()], text[found.end() :]
    return f"{_head(head, spellings, margin)}{found[0]}{_tail(tail, spellings, margin)}"


def _head(text: str, spellings: Collection[str], margin: int) -> str:
    at = max(text.rfind("\n") + 1, len(text) - margin, 0)
    if at == len(text):
        return text
    view = packed(text[max(at - 4 * margin, 0) : at])
    part = max((_ends_with_beginning(view.text, word) for word in spellings), default=0)
    begin = at if part == 0 else max(at - 4 * margin, 0) + view.span(len(view.text) - part, len(view.text))[0]
    return text[:begin] + _MARK


def _tail(text: str, spellings: Collection[str], margin: int) -> str:
    line = text.find("\n", 0, margin)
    at = line if line >= 0 else min(margin, len(text))
    if at == 0:
        return text
    view = packed(text[at : at + 4 * margin])
    part = max((_begins_with_end(view.text, word) for word in spellings), default=0)
    end = at if part == 0 else at + view.span(0, part)[1]
    return _MARK + text[end:]


def _ends_with_beginning(text: str, word: str) -> int:
    """The length of the longest beginning of the word with which the text ends, 0 for a short one."""
    return _longest(word, lambda length: text.endswith(word[:length]))


def _begins_with_end(text: str, word: str) -> int:
    return _longest(word, lambda length: text.startswith(word[-length:]))


def _longest(word: str, fits: Callable[[int], bool]) -> int:
    return next((length for length in range(len(word) - 1, _LEAST_PART - 1, -1) if fits(length)), 0)
