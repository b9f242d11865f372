"""Which programs a page's steps are sure to call and nothing on the page could bring. Looks nothing up."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.plan.shell import read_shell
from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runner.expectations import Claim
    from runner.plan.shell import ShellCommand, ShellText

_VERSION_WORDS = ("--version", "-V", "version", "--help")


class _Known(Struct, frozen=True, kw_only=True):
    builtins: frozenset[str]
    providers: frozenset[str]
    quiet: frozenset[str]


@cache
def _known() -> _Known:
    table = read_table(__file__, "programs.toml")
    return _Known(
        builtins=frozenset(table["builtins"]),
        providers=frozenset(table["providers"]),
        quiet=frozenset(table["quiet"]),
    )


def needed_programs(commands: Iterable[str]) -> list[tuple[str, ...]]:
    """Give for each command text, in the order of the run, the programs that it needs from the machine.

    In doubt a program is not needed: behind an install, a changed PATH, an alias or a sourced file
    it may be there by then.
    """
    needed: list[tuple[str, ...]] = []
    provided: frozenset[str] | None = frozenset()
    for command in commands:
        shell = read_shell(command)
        if provided is not None:
            provided |= shell.functions | _aliases(shell)
        if _provides(shell):
            provided = None
        needed.append(() if provided is None or shell.broken else _needs(shell, provided))
    return needed


def without_shown_missing(programs: Iterable[str], claims: Iterable[Claim]) -> tuple[str, ...]:
    """The programs but for those of which the page itself shows that they are not found."""
    shown = [text for claim in claims for item in claim.expectations for text in item.objects]
    missing = [line for text in shown for line in text.split("\n") if "not found" in line]
    named = {word.strip(":'") for line in missing for word in line.split()}
    return tuple(name for name in programs if name not in named)


def calls_program(commands: Iterable[str], program: str) -> bool:
    """Whether any of the commands calls a program, be it on a condition, for more than its version."""
    return any(
        program in text
        and any(
            command.program == program and not _asks_only(command) for command in read_shell(text).commands
        )
        for text in commands
    )


def is_quiet(text: str) -> bool:
    """Whether all that a block calls is known to ask no network, or told for its version alone."""
    shell = read_shell(text)
    known = _known().quiet | shell.functions
    return not shell.broken and all(
        command.program in known or _asks_only(command) for command in shell.commands
    )


def brings_programs(commands: Iterable[str]) -> bool:
    """Whether one of the commands may bring programs that are not there yet."""
    return any(_provides(read_shell(text)) for text in commands)


def _provides(shell: ShellText) -> bool:
    programs = {command.program for command in shell.commands if not _asks_only(command)}
    return bool(programs & _known().providers) or bool(shell.assigned & {"PATH", "BASH_ENV"})


def _asks_only(command: ShellCommand) -> bool:
    """Whether a command does no more than to tell a version."""
    words = [word.value for word in command.words[1:]]
    return bool(words) and words[0] in _VERSION_WORDS and not {"install", "use"} & set(words)


def _aliases(shell: ShellText) -> frozenset[str]:
    words = [
        word.value or ""
        for command in shell.commands
        if command.program in ("alias", "hash", "enable")
        for word in command.words[1:]
    ]
    return frozenset(word.partition("=")[0] for word in words)


def _needs(shell: ShellText, provided: frozenset[str]) -> tuple[str, ...]:
    programs = dict.fromkeys(command.program for command in shell.commands if command.certain)
    return tuple(
        program
        for program in programs
        if program and "/" not in program and program not in provided and program not in _known().builtins
    )
