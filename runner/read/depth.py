"""Text nested deeper than it is read, named with its line. Reads nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.outline import Finding, Level, Location
from runner.patterns import regex
from runner.read.markdown import DEEPEST, unread_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# A level takes half a tab at the least.
_MAY_BE_DEEP = regex(r"[ \t>*+\-.)\d]{50}")
_MARKS = regex(r"(?:[ \t]*(?:>|[*+-]|\d+[.)]))*")


def find_too_deep(path: str, texts: Sequence[str], *, first_line: int) -> Iterator[Finding]:
    """Find the lines of Markdown that stand deeper than the parser goes.

    Args:
        path: The page's.
        texts: Its lines, or some of them.
        first_line: The 1-based line of the page that the first of them is.
    """
    if not any(map(_MAY_BE_DEEP.match, texts)):
        return
    for line in unread_lines("\n".join(texts), first_line=first_line):
        if _MARKS.sub("", texts[line - first_line], count=1).strip():
            message = f"nested deeper than {DEEPEST} levels: not read; take it out of what is around it"
            place = Location(path=path, line=line, end_line=line)
            yield Finding(code="too-deep", level=Level.ERROR, message=message, location=place)
