"""A page's text by its lines with everything that makes them up, so that what is not changed stays as it is.

Knows nothing of Markdown.
"""

from __future__ import annotations

from msgspec import Struct

from runner.patterns import regex

# The line ends that a page may have; other breaks of Unicode are text.
_LINE = regex(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


class PageLine(Struct, frozen=True, kw_only=True):
    """A line with its end, which is empty behind the last one."""

    text: str
    end: str


def page_lines(text: str) -> list[PageLine]:
    """Split a page's text; joined, the lines give the text again."""
    found = [PageLine(text=match[1], end=match[2]) for match in _LINE.finditer(text)]
    return found[:-1] if found and found[-1] == PageLine(text="", end="") else found


def joined(lines: list[PageLine]) -> str:
    """Give the text of lines."""
    return "".join(line.text + line.end for line in lines)
