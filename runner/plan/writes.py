"""The paths that a command names as what it writes, by the table of `writes.toml`. Looks at no disk."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from runner.patterns import regex
from runner.plan.shell import read_shell
from runner.tables import read_table

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping, Sequence

    from runner.plan.shell import ShellCommand, Word

_WRAPPERS = frozenset({"sudo", "doas", "command", "nohup", "time", "exec"})
# A word that depends on the run only by a variable or by the reader's home.
_EXPANDABLE = regex(r'~(?:/[\w./@+=:,-]*)?|"?(?:[\w./@+=:, -]|\$\w+|\$\{\w+\})+"?')
_GLOB = regex(r"^[^'\"]*[*?\[{]")


class _Row(Struct, frozen=True, kw_only=True):
    programs: frozenset[str]
    words: tuple[re.Pattern[str], ...]
    takes: str
    least: int
    flags: frozenset[str]
    valued: frozenset[str]


def writes_table() -> list[dict[str, Any]]:
    """The data file as it stands, with the examples that are its tests."""
    table = read_table(__file__, "writes.toml")
    return list(table["row"])


@cache
def _rows() -> tuple[_Row, ...]:
    return tuple(_row(row) for row in writes_table())


def _row(row: Mapping[str, Any]) -> _Row:
    return _Row(
        programs=frozenset(row["program"]),
        words=tuple(regex(word) for word in row.get("words", [])),
        takes=row["takes"],
        least=row.get("least", 1),
        flags=frozenset(row.get("flags", [])),
        valued=frozenset(row.get("valued", [])),
    )


def written_paths(source: str) -> tuple[str, ...]:
    """Give what a block's commands and redirections name as written, as the page writes it.

    A name may hold `~`, `$NAME` and `${NAME}`; one that depends on more is left out.
    """
    shell = read_shell(source)
    words = [*shell.redirected_to, *(word for command in shell.commands for word in _written(command))]
    names = (_name(word) for word in words)
    return tuple(dict.fromkeys(name for name in names if name))


def _name(word: Word) -> str:
    if word.value is not None:
        return "" if _GLOB.search(word.written) else word.value
    return word.written.strip('"') if _EXPANDABLE.fullmatch(word.written) else ""


def _written(command: ShellCommand) -> Iterator[Word]:
    words = list(command.words)
    while words and words[0].value in _WRAPPERS:
        words = words[1:]
    for row in _rows():
        if words and words[0].value in row.programs and _leads(row, words[1:]):
            yield from _taken(row, words[1 + len(row.words) :])


def _leads(row: _Row, words: Sequence[Word]) -> bool:
    if len(words) < len(row.words):
        return False
    return all(pattern.fullmatch(word.value or "") for pattern, word in zip(row.words, words, strict=False))


def _taken(row: _Row, words: Sequence[Word]) -> Iterator[Word]:
    plain: list[Word] = []
    before = ""
    for word in words:
        flag, equals, value = word.written.partition("=")
        if before in row.flags:
            yield word
        elif flag in row.flags and equals:
            yield _part(word, value)
        elif before not in row.valued and not word.written.startswith("-"):
            plain.append(word)
        before = word.written
    if row.takes == "all":
        yield from plain
    elif row.takes == "last" and len(plain) >= row.least:
        yield plain[-1]


def _part(word: Word, value: str) -> Word:
    return replace(word, value=value if word.value is not None else None, written=value)
