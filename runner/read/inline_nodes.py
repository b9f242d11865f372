"""Inline Markdown to its nodes, in one pass over the text. Gives no meaning to them.

The dialect is CommonMark 0.31, chapter 6, without raw HTML, entities and references: `<name>`, `&x;` and
`[x]` in prose are the author's own words. `tests/read/test_inline_nodes.py` holds it against markdown-it-py,
whose time grows with the square of a text that opens much and closes nothing; here it is linear.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from msgspec import Struct, field

from runner.patterns import regex
from runner.read.emphasis import Run, pair_emphasis
from runner.read.targets import read_autolink, read_target

if TYPE_CHECKING:
    from collections.abc import Callable

_SPECIAL = regex(r"\\(?:\n[ \t]*+|.)?+|\n[ \t]*+|`++|\*++|_++|!?\[|\]|<", re.DOTALL)
_TICKS = regex("`++")
_ANGLES = regex("<([^<>]*+)>")
_ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


class Code(Struct, frozen=True):
    """A code span, and how many line breaks of the page stand in it."""

    text: str
    breaks: int


class Image(Struct, frozen=True):
    """An image; `text` is what stands between its brackets."""

    text: str
    target: str


class Link(Struct, frozen=True):
    """Where a link begins; it reaches to the next LINK_END."""

    target: str


class Mark(Struct, frozen=True):
    """A place without text."""


BREAK, LINK_END = Mark(), Mark()
# A text stands as it is; texts that follow each other are one.
Node = str | Code | Image | Link | Run | Mark


class _Bracket(Struct):
    """An open bracket: its place among the nodes, and how things stood before it."""

    place: int
    inside: int
    image: bool
    runs: int
    spent: int


class _Scan(Struct):
    """A text while it is read; of its open brackets, the first `spent` can begin no link any more."""

    text: str
    nodes: list[Node] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    brackets: list[_Bracket] = field(default_factory=list)
    spent: int = 0
    ticks: dict[int, list[int]] | None = None


def parse_inline(text: str) -> list[Node]:
    """Give the nodes of a text in order; time is linear in its length."""
    scan = _Scan(text)
    nodes, place = scan.nodes, 0
    while found := _SPECIAL.search(text, place):
        start = found.start()
        first = text[start]
        if start > place:
            piece = text[place:start]
            if first != "\n" or (piece := piece.rstrip(" ")):
                nodes.append(piece)
        place = _TAKERS[first](scan, found)
    if place < len(text):
        nodes.append(text[place:])
    if scan.runs:
        pair_emphasis(scan.runs, text, len(text))
    return nodes


def _take_escape(scan: _Scan, found: re.Match[str]) -> int:
    escaped = found[0][1:]
    if escaped[:1] == "\n":
        scan.nodes.append(BREAK)
    else:
        scan.nodes.append(escaped if escaped in _ESCAPABLE else found[0])
    return found.end()


def _take_break(scan: _Scan, found: re.Match[str]) -> int:
    scan.nodes.append(BREAK)
    return found.end()


def _take_ticks(scan: _Scan, found: re.Match[str]) -> int:
    """A code span up to the next run of as many backticks, else the run itself as text."""
    inside, length = found.end(), len(found[0])
    if scan.ticks is None:
        scan.ticks = {}
        for run in _TICKS.finditer(scan.text):
            scan.ticks.setdefault(len(run[0]), []).append(run.start())
    starts = scan.ticks.get(length, [])
    index = bisect_left(starts, inside)
    if index == len(starts):
        scan.nodes.append(found[0])
        return inside
    written = scan.text[inside : starts[index]]
    code = written.replace("\n", " ")
    padded = code[0] == code[-1] == " " and code.strip(" ")
    scan.nodes.append(Code(code[1:-1] if padded else code, written.count("\n")))
    return starts[index] + length


def _take_run(scan: _Scan, found: re.Match[str]) -> int:
    start, end = found.span()
    run = Run(found[0][0], start, end, end - start)
    scan.runs.append(run)
    scan.nodes.append(run)
    return end


def _take_opening(scan: _Scan, found: re.Match[str]) -> int:
    image = found[0] == "!["
    bracket = _Bracket(len(scan.nodes), found.end(), image, len(scan.runs), scan.spent)
    scan.brackets.append(bracket)
    scan.nodes.append(found[0])
    return found.end()


def _take_closing(scan: _Scan, found: re.Match[str]) -> int:
    """A link or image where a target follows and the bracket may still begin one, else text."""
    start, end = found.span()
    bracket = scan.brackets.pop() if scan.brackets else None
    target = None
    if bracket is not None:
        usable = bracket.image or len(scan.brackets) >= scan.spent
        scan.spent = min(scan.spent, len(scan.brackets))
        if usable and scan.text[end : end + 1] == "(":
            target = read_target(scan.text, end + 1)
    if bracket is None or target is None:
        scan.nodes.append("]")
        return end
    _close(scan, bracket, target[0], start)
    return target[1]


def _close(scan: _Scan, bracket: _Bracket, target: str, end: int) -> None:
    """Make the link or image that a bracket began; links stand in no link, so earlier ones are spent."""
    if bracket.image:
        del scan.nodes[bracket.place :]
        scan.nodes.append(Image(scan.text[bracket.inside : end], target))
        scan.spent = min(bracket.spent, len(scan.brackets))
    else:
        pair_emphasis(scan.runs[bracket.runs :], scan.text, end)
        scan.nodes[bracket.place] = Link(target)
        scan.nodes.append(LINK_END)
        scan.spent = len(scan.brackets)
    del scan.runs[bracket.runs :]


def _take_angle(scan: _Scan, found: re.Match[str]) -> int:
    angles = _ANGLES.match(scan.text, found.start())
    link = read_autolink(angles[1]) if angles else None
    if angles is None or link is None:
        scan.nodes.append("<")
        return found.end()
    scan.nodes += [Link(link[0]), link[1], LINK_END]
    return angles.end()


_TAKERS: dict[str, Callable[[_Scan, re.Match[str]], int]] = {
    "\\": _take_escape,
    "\n": _take_break,
    "`": _take_ticks,
    "*": _take_run,
    "_": _take_run,
    "!": _take_opening,
    "[": _take_opening,
    "]": _take_closing,
    "<": _take_angle,
}
