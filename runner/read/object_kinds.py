"""What a quoted text in a sentence is by its looks: a file's name, a variable, a number, or text with a gap.

It must not know the sentence around it.
"""

from __future__ import annotations

from runner.patterns import regex
from runner.read.file_names import is_file_name
from runner.read.words import words

FILE, VARIABLE, NUMBER, GAP = "f", "v", "n", "g"
KINDS = FILE + VARIABLE + NUMBER + GAP
_DOLLAR = regex(r"\$\{?[A-Za-z_]\w*\}?")
_NUMBER = regex(r"-?\d+(?:\.\d+)?")
_ANGLE = regex(r"<([A-Za-z][\w.-]*(?: [\w.-]+)*)>")
_UPPER = regex(r"\b(?:YOUR|MY)_[A-Z0-9]")
# Dots behind a word, as in "Loading...", are printed as they stand.
_DOTS = regex(r"(?<!\S)(?:\.\.\.|\u2026)|(?:\.\.\.|\u2026)(?=[\w\]}\"',/])")


def object_kind(text: str) -> str:
    """The kind of an object, empty where it has none.

    A gap is a part that stands for something else, such as `<name>`: no output can be held against it.
    """
    if _has_gap(text):
        return GAP
    if _DOLLAR.fullmatch(text):
        return VARIABLE
    if _NUMBER.fullmatch(text):
        return NUMBER
    return FILE if is_file_name(text) else ""


def _has_gap(text: str) -> bool:
    if _UPPER.search(text) or _DOTS.search(text):
        return True
    return any(name.lower() not in words().angles for name in _ANGLE.findall(text))
