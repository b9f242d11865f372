"""Where on the page it happened that bash complains of.

It must not change a word of what the page's programs say, nor name a line that it does not know.

An interactive bash names no line. For syntax, a bash that only reads the code (`-n`) does, in the same words.
For a command that is not found, the shell notes the line that it counts, which is a line of the step counted
from the shell's first. For the rest only the step is known: its lines are put before the message as it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import PurePath
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Callable

_SYNTAX_CHECK = regex(rb"^bash: [^:\n]*?(\d+): ([^\n]*)$", re.MULTILINE)
_NUMBER = regex(rb"\d+")
_OF_A_SCRIPT = regex(rb"bash: (?:-c: )?line \d+: ")
# 2, but 1 where the end of `$(` is missing.
_SYNTAX_ERRORS = frozenset({1, 2})


class Origin(Struct, frozen=True, kw_only=True):
    """A step's place on the page and in the shell.

    Attributes:
        page: The page's file name.
        line: The page's line, 1-based, of the code's first line.
        count: How many lines the code has.
        shell_line: The same first line as the shell counts; None where its count says nothing.
    """

    page: bytes
    line: int
    count: int
    shell_line: int | None

    def at(self, number: int) -> bytes:
        """The place of the code's line with this 1-based number, and what bash says of it in a script.

        bash puts what is missing at the end on the line behind the last.
        """
        number = min(number, self.count)
        return b"%s:%d: line %d: " % (self.page, self.line + number - 1, number)

    def whole(self) -> bytes:
        """The place of the step."""
        last = self.line + self.count - 1
        return b"%s:%d%s: " % (self.page, self.line, b"-%d" % last if last > self.line else b"")

    def number_of(self, shell_line: int) -> int | None:
        """The code's line that the shell counts so; None where that is not sure.

        Within `$( ... )` the shell counts anew: a number that could be such a one is no place.
        """
        if self.shell_line is None or self.count >= self.shell_line:
            return None
        number = shell_line - self.shell_line + 1
        return number if 1 <= number <= self.count else None


def origin(source: bytes, *, page: str, line: int, shell_line: int | None) -> Origin:
    """Gives the origin of a step's code."""
    name = PurePath(page).name.encode(errors="backslashreplace").replace(b"\n", b"?")
    count = source.rstrip(b"\n").count(b"\n") + 1
    return Origin(page=name, line=line, count=count, shell_line=shell_line)


def has_messages(stderr: bytes) -> bool:
    """Whether bash may have said something."""
    return stderr.startswith(b"bash: ") or b"\nbash: " in stderr


def put_places(
    stderr: bytes, where: Origin, *, status: int | None, notes: bytes, check: Callable[[], bytes | None]
) -> bytes:
    """Puts the page's lines before bash's messages.

    Args:
        stderr: What the step wrote.
        where: The step's origin.
        status: Its `$?`.
        notes: What the shell noted: lines of a number as it counts and a command that was not found.
        check: Tells what bash says when it only reads the code.
    """
    lines = stderr.split(b"\n")
    if status in _SYNTAX_ERRORS or b"here-document" in stderr:
        _place_syntax(lines, where, check() or b"")
    _place_missing(lines, where, notes)
    for at, line in enumerate(lines):
        if line.startswith(b"bash: ") and not _OF_A_SCRIPT.match(line):
            lines[at] = where.whole() + line
    return b"\n".join(lines)


def _place_syntax(lines: list[bytes], where: Origin, checked: bytes) -> None:
    """What the check does not find, because an alias or an option matters, stays as it is."""
    after = None
    for number, message in _SYNTAX_CHECK.findall(checked):
        placed = where.at(int(number)) + message
        at = _index(lines, b"bash: " + message)
        if at is not None:
            lines[at] = placed
        elif after is not None:
            lines.insert(at := after + 1, placed)
        after = at


def _index(lines: list[bytes], message: bytes) -> int | None:
    wanted = _NUMBER.sub(b"#", message)
    return next((at for at, line in enumerate(lines) if _NUMBER.sub(b"#", line) == wanted), None)


def _place_missing(lines: list[bytes], where: Origin, notes: bytes) -> None:
    noted: dict[bytes, list[int | None]] = defaultdict(list)
    for note in notes.splitlines():
        number, _, name = note.partition(b" ")
        noted[name].append(where.number_of(int(number)) if number.isdigit() else None)
    for name, numbers in noted.items():
        start = b"bash: " + name + b": "
        found = [at for at, line in enumerate(lines) if line.startswith(start)]
        places = numbers
        # Some went elsewhere: which of them did is only known if all are of one line.
        if len(found) != len(numbers):
            sure = len(found) < len(numbers) and len(set(numbers)) == 1
            places = [numbers[0] if sure else None] * len(found)
        for at, known in zip(found, places, strict=True):
            if known is not None:
                lines[at] = where.at(known) + lines[at].removeprefix(b"bash: ")
