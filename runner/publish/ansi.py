"""A program's output to HTML: colours become classes, every other escape goes. Knows no pages.

A page must not be steered by what a program prints: links of the terminal (OSC 8), titles and signs that
turn the writing direction around are dropped.
"""

from __future__ import annotations

import re
from html import escape

from runner.patterns import regex

_TOKEN = regex(
    r"""
    \x1b\[(?P<colour>[0-9;:]*)m
    | \x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)?   # operating system commands: titles and links
    | \x1b[PX^_][^\x1b\n]*(?:\x1b\\)?        # device control and other strings
    | \x1b\[[0-?]*[ -/]*[@-~]                # other control sequences
    | \x1b[ -/]*[0-~]?                       # short ones
    | [\x00-\x08\x0b-\x1f\x7f-\x9f]          # controls but for tab and newline
    | [\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]  # writing direction
    """,
    re.VERBOSE,
)
_COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_MARKS = {1: "bold", 2: "dim", 3: "italic", 4: "underline"}
_ENDS = {22: {"bold", "dim"}, 23: {"italic"}, 24: {"underline"}, 39: set(_COLOURS)}
_FOREGROUND = (*range(30, 38), *range(90, 98))
# In characters: a reader looks at the beginning and the end of an output, and the page stays quick.
_MOST_AT_AN_END = 50_000
# A colour of a palette takes two more numbers, one of red, green and blue four.
_EXTENDED = {5: 2, 2: 4}


def to_html(text: str) -> str:
    """Give a text as HTML without any markup but `<span class="rb-ansi-...">`."""
    shown: list[str] = []
    classes: frozenset[str] = frozenset()
    at = 0
    text = _last_states(text)
    for match in _TOKEN.finditer(text):
        shown.append(_span(text[at : match.start()], classes))
        at = match.end()
        if match["colour"] is not None:
            classes = _after(classes, match["colour"])
    shown.append(_span(text[at:], classes))
    return "".join(shown)


def output_as_html(text: str) -> str:
    """Give an output as HTML; of one that would make the page slow, what it began and ended with."""
    left_out = len(text) - 2 * _MOST_AT_AN_END
    if left_out <= 0:
        return to_html(text)
    said = f'<span class="rb-cut">({left_out:,} characters are left out here; the record has more)</span>'
    return f"{to_html(text[:_MOST_AT_AN_END])}\n{said}\n{to_html(text[-_MOST_AT_AN_END:])}"


def _last_states(text: str) -> str:
    """A line that was written over keeps what stood there last."""
    if "\r" not in text:
        return text
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))


def _span(text: str, classes: frozenset[str]) -> str:
    if not text or not classes:
        return escape(text)
    names = " ".join(f"rb-ansi-{name}" for name in sorted(classes))
    return f'<span class="{names}">{escape(text)}</span>'


def _after(classes: frozenset[str], codes: str) -> frozenset[str]:
    numbers = [int(number or 0) for number in re.split("[;:]", codes[:99])]
    while numbers:
        number = numbers.pop(0)
        if number in (38, 48) and numbers:
            numbers = numbers[_EXTENDED.get(numbers[0], 0) :]
        else:
            classes = _after_one(classes, number)
    return classes


def _after_one(classes: frozenset[str], number: int) -> frozenset[str]:
    if number == 0:
        return frozenset()
    if number in _FOREGROUND:
        return classes - set(_COLOURS) | {_COLOURS[number % 10]}
    if number in _MARKS:
        return classes | {_MARKS[number]}
    return classes - _ENDS.get(number, set())
