"""One line that a page shows, held against one line that a program printed.

It knows the marks that a line may bear (`...`, `[...]`, ` (glob)`, ` (regex)`, ` (?)`) and volatile parts;
it knows nothing of the lines around it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.author_regex import RegexRefusedError, matches
from runner.patterns import regex
from runner.shown.volatile import Kind, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# What stands for lines that were left out: dots, and the ways in which books write that something is cut.
_DOTS = r"(?:\.{3,}|\u2026)"
_ANY_LINES = regex(
    rf"(?:(?:\#|//)[ \t]+{_DOTS}|(?:{_DOTS}|\[{_DOTS}\]|\u22ee)(?:\s+(?:{_DOTS}|\[{_DOTS}\]))*"
    r"|[<(\[](?:\.{3}|snip(?:ped)?)[>)\]]|-{2,} ?snip ?-{2,})"
)
_OPTIONAL = " (?)"
_GLOB = " (glob)"
_REGEX = " (regex)"
_GAP = regex(rf"\[{_DOTS}\]|{_DOTS}")
_GLOB_GAP = regex(rf"(?<!\\)\*|\[{_DOTS}\]|{_DOTS}")
_ESCAPED = regex(r"\\([*?\\])")
_BLANKS = regex(r"([ \t]+)")
_NUMBER = regex(r"[-+]?\d[\d.,]*(?:[KMGTkP]i?)?[B%]?")
# Programs align columns by what stands in them; a terminal makes blanks of tabs.
ALIGNMENT = Kind(
    name="change of alignment", plural="changes of alignment", value=r"[ \t]+", other=r"[ \t]{2,}|\t"
)
_DRAWN = regex(r"(([=\-_*~#\u2500\u2550])\2{4,})")
_RULER = Kind(name="drawn line", plural="drawn lines", value=_DRAWN.pattern, other="")
# A line that is longer is data: volatile parts are not looked for in it.
LONGEST = 4000
_LITERAL = {"": _GAP, _GLOB: _GLOB_GAP}


class ShownLine(Struct, frozen=True, kw_only=True):
    """A line as a page shows it.

    Attributes:
        text: The line without ` (?)` and without white space at its end.
        any_lines: Whether it stands for any lines, none too.
        optional: Whether the program need not print it.
    """

    text: str
    any_lines: bool = False
    optional: bool = False


Differences = tuple[Kind, ...]


def read_line(line: str) -> ShownLine:
    """Read the marks of a line that concern the lines around it."""
    text = line.rstrip()
    if _ANY_LINES.fullmatch(text.strip()):
        return ShownLine(text=text, any_lines=True)
    if text.endswith(_OPTIONAL) or text == _OPTIONAL.strip():
        return ShownLine(text=text[: -len(_OPTIONAL)].rstrip(), optional=True)
    return ShownLine(text=text)


def match_line(line: ShownLine, actual: str) -> Differences | None:
    """Hold a line against one that was printed.

    Returns:
        The kinds of the volatile parts that differ, none where nothing differs; None where it is another.
    """
    if line.text == actual or (line.optional and actual == f"{line.text}{_OPTIONAL}"):
        return ()
    if not all(word in actual for word in sure_words(line)):
        return None
    matcher = _matcher(line.text)
    return None if matcher is None else matcher(actual)


@lru_cache(maxsize=4096)
def sure_words(line: ShownLine) -> tuple[str, ...]:
    """Words that every printed line has which is as the line; none where none is sure."""
    text = line.text
    marked = line.any_lines or line.optional or text.endswith((_GLOB, _REGEX))
    if marked or len(text) > LONGEST:
        return ()
    pieces = (part.text for segment in _GAP.split(text) for part in parts(segment) if part.kind is None)
    return tuple(word for piece in pieces for word in piece.split() if not _DRAWN.search(word))


def is_literal(line: ShownLine) -> bool:
    """Whether the line stands for itself alone."""
    return not (line.any_lines or line.optional) and _matcher(line.text) is None


def says_something(line: ShownLine) -> bool:
    """Whether a line that is printed must hold anything of it."""
    text = line.text.removesuffix(_GLOB).removesuffix(_REGEX)
    bare = _GLOB_GAP.sub("", text).replace("?", "") if text != line.text else _GAP.sub("", text)
    return not (line.any_lines or line.optional) and bool(bare.strip(" .+"))


def refusal(line: ShownLine) -> str:
    """Why the line's expression cannot be used, empty where it can."""
    if not line.text.endswith(_REGEX):
        return ""
    try:
        matches(line.text.removesuffix(_REGEX), "")
    except RegexRefusedError as error:
        return str(error)
    return ""


@lru_cache(maxsize=4096)
def _matcher(text: str) -> Callable[[str], Differences | None] | None:
    """What matches lines that are not the same as the text; None where none do."""
    if text.endswith(_REGEX):
        return lambda actual: _by_regex(text.removesuffix(_REGEX), actual)
    mark = _GLOB if text.endswith(_GLOB) else ""
    segments = _LITERAL[mark].split(text.removesuffix(mark))
    found: list[tuple[str, Kind]] = []
    if len(text) > LONGEST and len(segments) == 1 and not mark:
        return None
    sources = [
        "".join(_source(segment, mark, found, begins=index == 0)) for index, segment in enumerate(segments)
    ]
    if len(segments) == 1 and not found and not mark:
        return None
    # Compiled when it is used: most lines meet only outputs that are the same or lack a word.
    compiled = regex(_joined(sources), re.ASCII | re.DOTALL)
    # White space at the end of a printed line is gone, and a gap at the end may stand for it.
    gone = _spaces_before_gap(segments)
    return lambda actual: _by_pattern(compiled, found, actual + gone)


def _spaces_before_gap(segments: list[str]) -> str:
    if len(segments) == 1 or segments[-1]:
        return ""
    return segments[-2][len(segments[-2].rstrip()) :]


def _source(segment: str, mark: str, found: list[tuple[str, Kind]], *, begins: bool) -> Iterator[str]:
    """The pattern of a piece between gaps; what may differ of it are groups, in the order of `found`."""
    volatile = False
    for part in parts(segment):
        if part.kind is not None:
            found.append((part.text, part.kind))
            yield f"((?>{part.kind.other}))"
        elif mark:
            yield from _glob_source(part.text)
        else:
            yield from _aligned_source(part.text, found, begins=begins, volatile=volatile)
        volatile, begins = part.kind is not None, False


def _aligned_source(
    text: str, found: list[tuple[str, Kind]], *, begins: bool, volatile: bool
) -> Iterator[str]:
    """The pattern of a text in which blanks between columns and beside numbers are more or fewer.

    Args:
        text: The text.
        found: What may differ of the line so far.
        begins: Whether it stands at the line's beginning.
        volatile: Whether it stands behind a part that may differ.
    """
    words = _BLANKS.split(text)
    if begins and words[0] and _NUMBER.fullmatch(words[0]):
        found.append(("", ALIGNMENT))
        yield r"([ \t]*)"
    for index, word in enumerate(words):
        if index % 2 == 0:
            yield from _drawn_source(word, found)
            continue
        leading = begins and index == 1 and not words[0]
        numbered = any(_NUMBER.fullmatch(near) for near in words[index - 1 : index + 2 : 2])
        if numbered or (volatile and index == 1 and not words[0]):
            found.append((word, ALIGNMENT))
            yield r"([ \t]*)" if leading else r"([ \t]+)"
        elif not leading and (len(word) > 1 or word == "\t"):
            found.append((word, ALIGNMENT))
            yield rf"({ALIGNMENT.other})"
        else:
            yield re.escape(word)


def _drawn_source(word: str, found: list[tuple[str, Kind]]) -> Iterator[str]:
    """The pattern of a word in which lines drawn for the eye are as long as the terminal is wide."""
    done = 0
    for match in _DRAWN.finditer(word):
        found.append((match[0], _RULER))
        yield f"{re.escape(word[done : match.start()])}({re.escape(match[2])}{{3,}})"
        done = match.end()
    yield re.escape(word[done:])


def _glob_source(text: str) -> Iterator[str]:
    index = 0
    while index < len(text):
        escaped = _ESCAPED.match(text, index)
        if escaped:
            yield re.escape(escaped[1])
        else:
            yield "." if text[index] == "?" else re.escape(text[index])
        index += len(escaped[0]) if escaped else 1


def _joined(sources: list[str]) -> str:
    """One pattern for pieces with any text between them.

    A gap ends at the first place where its piece fits and is not tried again (an atomic group): what
    follows fits behind an earlier place wherever it fits behind a later one. So time stays linear.
    """
    if len(sources) == 1:
        return rf"{sources[0]}\Z"
    middle = "".join(f"(?>.*?{source})" for source in sources[1:-1] if source)
    return rf"{sources[0]}{middle}.*?{sources[-1]}\Z"


def _by_pattern(compiled: re.Pattern[str], found: list[tuple[str, Kind]], actual: str) -> Differences | None:
    match = compiled.match(actual)
    if match is None:
        return None
    pairs = zip(found, match.groups(), strict=True)
    return tuple(kind for (text, kind), got in pairs if got != text)


def _by_regex(pattern: str, actual: str) -> Differences | None:
    try:
        return () if matches(pattern, actual) else None
    except RegexRefusedError:
        return None
