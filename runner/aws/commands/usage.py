"""Flags as a command line gives them: unknown, missing, of one version only. Reads no value of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.aws.commands.flags import IN_PLACE_OF_FLAGS, global_flags
from runner.aws.commands.resolving import only_fault
from runner.aws.commands.said import UNKNOWN, Fault, nearest, or_nearest
from runner.outline import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner.aws.commands.customised import Flag
    from runner.aws.commands.parsing import Parsed


def flag_faults(path: str, parsed: Parsed, flags: Mapping[str, Flag]) -> Iterator[Fault]:
    """Find what is wrong with the flags of a command."""
    if parsed.refused:
        yield _error(f"`aws {path}`: {parsed.refused}")
        return
    yield from _left_over(path, parsed, flags)
    yield from _missing(path, parsed, flags)
    for name, words in parsed.values.items():
        yield from choice_faults(flags[name], words)


def choice_faults(flag: Flag, words: tuple[str, ...]) -> Iterator[Fault]:
    """Find a value that is none of a flag's, and a flag that one version alone has."""
    if flag.only:
        yield only_fault(f"--{flag.name}", flag.only)
    for word in words:
        if flag.choices and word not in flag.choices and UNKNOWN not in word:
            known = ", ".join(f"`{choice}`" for choice in flag.choices)
            instead = or_nearest(word, flag.choices) or f"; it takes {known}"
            message = f"`--{flag.name}` does not take `{word}`{instead}"
            yield Fault(code="aws-value", level=Level.ERROR, message=message)


def _left_over(path: str, parsed: Parsed, flags: Mapping[str, Flag]) -> Iterator[Fault]:
    """Unknown flags; a word alone only where none of them may have wanted it as its value."""
    unknown = _unknown(parsed)
    known = _known(flags)
    for name in unknown:
        near = or_nearest(name, known)
        yield _error(f"`aws {path}` has no flag `{name}`{near or f'; see `aws {path} help`'}")
    if parsed.left and not unknown and not parsed.open and UNKNOWN not in parsed.left[0]:
        yield _error(f"`aws {path}` has no place for the word `{parsed.left[0]}`; put its flag before it")


def _unknown(parsed: Parsed) -> list[str]:
    return [word.partition("=")[0] for word in parsed.left if word.startswith("--") and UNKNOWN not in word]


def _known(flags: Mapping[str, Flag]) -> list[str]:
    return [f"--{flag.name}" for flag in (*flags.values(), *global_flags().values()) if not flag.positional]


def _missing(path: str, parsed: Parsed, flags: Mapping[str, Flag]) -> Iterator[Fault]:
    if parsed.open or any(name in parsed.values for name in IN_PLACE_OF_FLAGS):
        return
    # A flag that is there by another name was said already.
    meant = {nearest(name, _known(flags)) for name in _unknown(parsed)}
    members = {flags[name].member for name in parsed.values} - {""}
    needed = [
        _named(flag)
        for flag in flags.values()
        if _lacks(flag, parsed.values.get(flag.name))
        and flag.member not in members
        and f"--{flag.name}" not in meant
    ]
    if needed:
        yield _error(f"`aws {path}` needs {', '.join(needed)}; add {'it' if len(needed) == 1 else 'them'}")


def _lacks(flag: Flag, words: tuple[str, ...] | None) -> bool:
    if flag.positional and flag.takes.isdigit():
        return len(words or ()) < int(flag.takes)
    return flag.required and words is None


def _named(flag: Flag) -> str:
    if not flag.positional:
        return f"`--{flag.name}`"
    return f"{flag.takes} words (`{flag.name}`)" if flag.takes.isdigit() else f"a word for `{flag.name}`"


def _error(message: str) -> Fault:
    return Fault(code="aws-flag", level=Level.ERROR, message=message)
