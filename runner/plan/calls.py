"""The calls of named programs in a block, with what they print into and what reads them. Runs nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.patterns import regex
from runner.plan.placeholders import masked
from runner.plan.shell import line_ends, read_shell

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from runner.plan.shell import ShellCommand, ShellText, Word

# What may stand between the last word of a command and the program or file that takes its output.
_PIPE = regex(rb"(?:[ \t]|\\\n|2>/dev/null|2>&1)*\|(?:[ \t\n]|\\\n)*")
_INTO = regex(rb"(?:[ \t]|\\\n)*1?>(?:[ \t]|\\\n)*")

_READERS = frozenset(
    {"aws", "jq", "cat", "head", "tail", "wc", "grep", "less", "ls", "test", "[", "echo", "printf", "diff"}
)


class Call(Struct, frozen=True, kw_only=True):
    """A command that calls one of the programs.

    Attributes:
        words: What stands behind the program.
        line: The line of the block in which the program stands, from 0.
        reads: The call whose output it reads, None where it reads none that is looked for.
        into: The file that its output goes into, empty where there is none.
    """

    program: str
    words: tuple[Word, ...]
    line: int
    reads: int | None = None
    into: str = ""


def find_calls(source: str, programs: Collection[str]) -> tuple[Call, ...]:
    """Find the calls in a block, in order; a block that bash's grammar cannot read has none."""
    plain = masked(source)
    shell = read_shell(plain)
    if shell.broken:
        return ()
    text = plain.encode("utf-8", "replace")
    ends = list(line_ends(text))
    commands = [command for command in shell.commands if command.program in programs]
    return tuple(
        Call(
            program=command.program,
            words=tuple(word for word in command.words[1:] if not word.written.startswith("<<<")),
            line=bisect_left(ends, command.words[0].start),
            reads=_read_by(command, commands[:number], text),
            into=_into(command, shell, text),
        )
        for number, command in enumerate(commands)
    )


def _read_by(command: ShellCommand, before: list[ShellCommand], text: bytes) -> int | None:
    start = command.words[0].start
    for number in reversed(range(len(before))):
        end = before[number].words[-1].end
        if end < start and _PIPE.fullmatch(text, end, start):
            return number
    return None


def _into(command: ShellCommand, shell: ShellText, text: bytes) -> str:
    """The file that a command alone of its block writes."""
    end = command.words[-1].end
    for word in shell.redirected_to:
        if word.start > end and _INTO.fullmatch(text, end, word.start):
            same = sum(other.value == word.value for other in shell.redirected_to)
            return word.value or "" if same == 1 else ""
    return ""


def named_by_others(source: str) -> frozenset[str]:
    """Give the words of a block's commands that may change a file of that name."""
    return frozenset(_changed(read_shell(masked(source))))


def _changed(shell: ShellText) -> Iterator[str]:
    changing = (command for command in shell.commands if command.program not in _READERS)
    return (word.value for command in changing for word in command.words[1:] if word.value)


def written_in_place(source: str) -> Iterator[tuple[str, str]]:
    """Give the files that a block writes from a here-document without anything of the run in it.

    One that the block may change once more is left out.
    """
    shell = read_shell(masked(source))
    written = Counter([*_changed(shell), *(word.value or "" for word in shell.redirected_to)])
    return ((item.name, item.text) for item in shell.heredocs if written[item.name] == 1)
