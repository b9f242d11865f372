"""Literals in commands to the reader's variables, by the table of `lift.toml`. Chooses no values."""

from __future__ import annotations

import re
import string
from bisect import bisect_left
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from runner.model import StepKind
from runner.patterns import regex
from runner.plan.occurrences import Occurrence
from runner.plan.placeholders import masked
from runner.plan.quoting import Quoting
from runner.plan.shell import line_ends, place_at, read_shell
from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from runner.model import Step
    from runner.plan.shell import ShellCommand, Word

Flags = dict[str, str]

# In the configuration, the variables of the environment are `[lift.export]`.
_EXPORT = "export"
_NAME_AND_VALUE = regex(r"(?P<name>[A-Za-z_]\w*)=(?P<value>.*)", re.DOTALL)
# The key of the first word that is no flag.
_WORD = "WORD"
# What stands before the first quote of a word like `-var="name=value"`.
_UNQUOTED = string.ascii_letters + string.digits + "_=.-"
_GLUED = regex(r"-[A-Za-z][^=]")


def lift_table() -> dict[str, Any]:
    """The data file as it stands."""
    return read_table(__file__, "lift.toml")


def lift_examples() -> list[dict[str, Any]]:
    """The examples that are the table's tests."""
    return list(read_table(__file__, "lift_examples.toml")["example"])


class _Table(Struct, frozen=True, kw_only=True):
    """What is lifted: by the words that a command begins with, and by the environment's names.

    Attributes:
        flags: Program → the words that must follow → flag → variable.
    """

    flags: Mapping[str, Mapping[tuple[str, ...], Flags]]
    environment: Mapping[str, str]
    wrappers: frozenset[str]
    flags_first: frozenset[str]
    unglued: frozenset[str]


@cache
def _own_table() -> _Table:
    data = lift_table()
    return _Table(
        flags=_by_program(data["flags"]),
        environment=data["environment"],
        wrappers=frozenset(data["wrappers"]),
        flags_first=frozenset(data["flags_first"]),
        unglued=frozenset(data["long_flags_with_one_dash"]),
    )


def _by_program(flags: Mapping[str, Mapping[str, str]]) -> dict[str, dict[tuple[str, ...], Flags]]:
    found: dict[str, dict[tuple[str, ...], Flags]] = {}
    for command, row in flags.items():
        program, *words = command.split()
        found.setdefault(program, {})[tuple(words)] = dict(row)
    return found


def _table(extra: Mapping[str, Mapping[str, str]]) -> _Table:
    """The table with what a configuration adds."""
    own = _own_table()
    if not extra:
        return own
    added = _by_program({name: row for name, row in extra.items() if name != _EXPORT})
    flags = {program: dict(rows) for program, rows in own.flags.items()}
    for program, rows in added.items():
        known = flags.setdefault(program, {})
        for words, row in rows.items():
            known[words] = {**known.get(words, {}), **row}
    return replace(own, flags=flags, environment={**own.environment, **extra.get(_EXPORT, {})})


def find_literals(steps: Iterable[Step], extra: Mapping[str, Mapping[str, str]]) -> Iterator[Occurrence]:
    """Find the literals that are variables; `extra` adds to the table, as the configuration's `[lift]`."""
    table = _table(extra)
    for step in steps:
        if step.kind is StepKind.COMMAND:
            yield from _in_step(step, table)


class _Found(Struct, frozen=True, kw_only=True):
    """A variable with its literal, and the bytes that are the literal as written.

    Attributes:
        inside: Whether the quotes around it are its flag's too.
        apart: Whether another value is to stand as a word of its own, so that it cannot change the flag.
    """

    variable: str
    literal: str
    start: int
    end: int
    inside: bool = False
    apart: bool = False


def _in_step(step: Step, table: _Table) -> Iterator[Occurrence]:
    plain = masked(step.source)
    text, ends = read_shell(plain), list(line_ends(step.source.encode("utf-8", "replace")))
    found = {item.start: item for command in text.commands for item in _in_command(command, table)}
    for assignment in text.assignments:
        word, variable = assignment.word, table.environment.get(assignment.name)
        if variable and word.value:
            item = _Found(variable=variable, literal=word.value, start=word.start, end=word.end)
            found.setdefault(item.start, item)
    for start, item in sorted(found.items()):
        at = place_at(plain, start)
        # The literal is replaced with its quotes, unless they are its flag's too.
        yield Occurrence(
            variable=item.variable,
            literal=item.literal,
            step=step.id,
            line=step.code_line + bisect_left(ends, start),
            start=start,
            end=item.end,
            at=at if item.inside else replace(at, quoting=Quoting.BARE),
            same=item.literal,
            apart=item.apart,
        )


def _in_command(command: ShellCommand, table: _Table) -> Iterator[_Found]:
    for word in command.words:
        match = _NAME_AND_VALUE.fullmatch(word.value or "")
        if match and match["name"] in table.environment:
            yield from _part(word, f"{match['name']}=", table.environment[match["name"]])
    words = _own_words(command.words, table)
    program = words[0].value or "" if words else ""
    rows = table.flags.get(program)
    if not rows:
        return
    names = [word.value or "" for word in _sorted(words, rows.get((), {}), table).others]
    fitting = sorted((row for row in rows if tuple(names[: len(row)]) == row), key=len)
    flags = {flag: variable for row in fitting for flag, variable in rows[row].items()}
    read = _sorted(words, flags, table)
    for value, flag in read.values:
        yield from _literal(value, flags[flag])
    depth = max((len(row) for row in fitting if _WORD in rows[row]), default=0)
    if _WORD in flags and depth < len(read.others):
        yield from _part(read.others[depth], "", flags[_WORD])


def _own_words(words: tuple[Word, ...], table: _Table) -> tuple[Word, ...]:
    """The words of a command from the program on that others only wrap, up to a `--`."""
    start = 0
    if words and words[0].value in table.wrappers:
        known = (number for number, word in enumerate(words) if word.value in table.flags)
        start = next(known, 0)
    own = words[start:]
    ends = [number for number, word in enumerate(own) if word.written == "--"]
    return own[: ends[0]] if ends else own


class _Value(Struct, frozen=True):
    """A word that is a flag's value behind a prefix."""

    word: Word
    prefix: str


class _Sorted(Struct, frozen=True):
    """A command's words: the values of its flags, each with its flag, and those that are no flags."""

    values: list[tuple[_Value, str]]
    others: list[Word]


def _sorted(words: tuple[Word, ...], flags: Mapping[str, str], table: _Table) -> _Sorted:
    """Sort the words behind a program by the flags that take a value."""
    program = words[0].value or ""
    read, left = _Sorted([], []), iter(words[1:])
    for word in left:
        text = word.value or word.written
        # Behind its first word the flags may be another program's.
        over = bool(read.others) and program in table.flags_first
        flag = None if over else _flag(text, flags, glues=program not in table.unglued)
        if not text.startswith("-") or text == "-":
            read.others.append(word)
        elif flag == text:
            read.values.extend((_Value(value, ""), text) for value in islice(left, 1))
        elif flag is not None:
            read.values.append((_Value(word, f"{flag}=" if text[len(flag)] == "=" else flag), flag))
    return read


def _flag(text: str, flags: Mapping[str, str], *, glues: bool) -> str | None:
    """The flag with a value that a word is, or begins with: `--flag`, `--flag=value`, `-fvalue`."""
    flag = text.partition("=")[0]
    if flag in flags:
        return flag
    return text[:2] if glues and text[:2] in flags and _GLUED.match(text) else None


def _literal(value: _Value, variable: str) -> Iterator[_Found]:
    text = (value.word.value or "").removeprefix(value.prefix)
    # `--region --profile x`: the flag's value was forgotten.
    if not variable or not text or (text.startswith("-") and not value.prefix):
        return
    if variable != "=":
        glued = value.prefix != "" and not value.prefix.endswith("=")
        found = _part(value.word, value.prefix, variable)
        yield from (replace(item, apart=glued) for item in found if not (glued and item.inside))
    elif match := _NAME_AND_VALUE.fullmatch(text):
        yield from _part(value.word, f"{value.prefix}{match['name']}=", match["name"])


def _part(word: Word, prefix: str, variable: str) -> Iterator[_Found]:
    """What of a word stands behind a prefix, if the prefix is written as it is."""
    text = word.value or ""
    literal = text.removeprefix(prefix)
    if not literal:
        return
    length = len(prefix.encode())
    if word.written.startswith(prefix):
        yield _Found(variable=variable, literal=literal, start=word.start + length, end=word.end)
    elif _is_quoted_within(word.written, text, prefix):
        start = word.start + 1 + length
        yield _Found(variable=variable, literal=literal, start=start, end=word.end - 1, inside=True)


def _is_quoted_within(written: str, text: str, prefix: str) -> bool:
    """Whether one pair of quotes begins in a word's prefix and ends with the word: `-var="name=value"`."""
    before = len(written) - len(written.lstrip(_UNQUOTED))
    plain, quoted = written[:before], written[before:]
    same = any(quoted == f"{quote}{text[before:]}{quote}" for quote in ("'", '"'))
    return same and prefix.startswith(plain)
