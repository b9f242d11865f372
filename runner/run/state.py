"""What the steps made of the shell, taken so that another shell can be given it. Keeps nothing on a disk.

It must not let a secret into what it hands out, nor be silent about what no other shell can be given.
"""

from __future__ import annotations

import os
import re
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.patterns import regex
from runner.results import ShellState
from runner.run.shell import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping

    from runner.run.session import Session

# Where a step cannot change what the shell holds, it is not asked. In doubt it is.
_CHANGES = regex(
    r"""
      (?:^|[\s;&|(`{]) \w+(?:\[[^]]*\])?\+?=                # an assignment
    | (?:^|[;&|({`]|\b(?:if|while|until|then|do|else|time)\s|!\s)\s*\.\s   # `.`
    | \b(?: export|unset|declare|typeset|local|readonly|source|eval|set|shopt|alias|unalias|exec|builtin
        | command|cd|pushd|popd|dirs|umask|ulimit|trap|read|mapfile|readarray|let|getopts|for|select|function
        | coproc|wait|shift|disown|enable|printf\s+-v|kill|fg|bg|logout|complete|compopt|bind|exit|suspend)\b
    | \(\s*\) | \(\( | =~ | \$\{\w+(?:\[[^]]*\])?:?= | \{\w+\}[<>]   # a function ... {fd}>
    | (?<![&><|])&(?![&>])                                   # a job in the background
    | (?:^|[;&|({]|\b(?:then|do|else|!)\s)\s*["'\\]*\$       # what is run depends on the run
    """,
    re.MULTILINE | re.VERBOSE,
)
# What bash sets by itself, and what the session needs.
# fmt: off
_OWN = frozenset((
    "_", "BASHPID", "BASHOPTS", "BASH_ALIASES", "BASH_ARGC", "BASH_ARGV", "BASH_ARGV0", "BASH_CMDS",
    "BASH_COMMAND", "BASH_LINENO", "BASH_SOURCE", "BASH_SUBSHELL", "COLUMNS", "DIRSTACK", "EPOCHREALTIME",
    "EPOCHSECONDS", "EUID", "FUNCNAME", "GROUPS", "HISTCMD", "LINENO", "LINES", "PIPESTATUS", "PPID",
    "PWD", "RANDOM", "SECONDS", "SHELLOPTS", "SHLVL", "SRANDOM", "UID",
))
# fmt: on
_QUOTED = rb"""(?:"(?:[^"\\]|\\.)*+"|\$?'(?:[^'\\]|\\.)*+')"""
_TEXT = rb"(?:'[^']*'|\\'|[^\s'\\]|\\.)*"
# How bash prints one thing of a kind; compiled when first needed.
_VARIABLE = rb"declare (?:-\S+) (\w+)(?:=(?:%b|\((?:[^\"'()]|%b)*+\)|[^\n]*))?\n" % (_QUOTED, _QUOTED)
_TRAP = rb"trap -- %b (\S+)\n" % _TEXT
_ALIAS = rb"alias (?:-- )?([^=\s]+)=%b\n" % _TEXT
_FUNCTION = rb"declare -\S+ (\S+)\n"
_QUESTION = b'\\__runbook_state "$?" "$@" && \\builtin trap -p && ((1)); \\__runbook_leave && ((1))'
_UNSET = {"variable": "unset -v", "function": "unset -f", "alias": "unalias", "trap": "trap -"}
# Bash is killed or has closed this: nothing of the state is known.
NOT_TAKEN = "all that the shell held"


class Held(Struct, frozen=True, kw_only=True):
    """All that a shell holds at one moment, as text that bash reads back; names as in `ShellState`."""

    folder: str
    folders: tuple[str, ...]
    umask: str
    arguments: tuple[str, ...]
    options: tuple[str, ...]
    values: Mapping[str, Mapping[str, str]]
    jobs: tuple[str, ...]
    descriptors: Mapping[str, str]
    limits: tuple[str, ...]


def may_change_state(command: str, names: Container[str] = ()) -> bool:
    """Whether a command could change what the shell holds.

    Args:
        command: The command as it is run.
        names: Functions and aliases, which may do anything.
    """
    if _CHANGES.search(command):
        return True
    return bool(names) and any(word in names for word in re.findall(r"[^\s;&|()<>`]+", command))


def may_trap(held: Held) -> bool:
    """Whether the shell acts on its own between commands."""
    return any(name not in ("EXIT", "SIGURG") for name in held.values["trap"])


def take_state(session: Session, *, first: bool) -> Held | None:
    """Ask the shell what it holds; None where it has ended or does not say.

    Args:
        session: The shell.
        first: Whether it was never asked before.
    """
    if first:
        session.ask_at_prompt(Path(__file__).with_name("state.bash").read_bytes() + b"((1))")
    answer = session.ask_at_prompt(_QUESTION)
    try:
        return _held(answer, session.pid) if answer else None
    except (IndexError, ValueError):
        return None


def _held(answer: bytes, pid: int) -> Held:
    parts = deque(answer.split(b"\0"))
    arguments = _counted(parts)
    folder, *folders = _counted(parts)
    umask, shopts, sets, variables, names, functions, aliases, jobs, traps = parts
    return Held(
        folder=folder,
        folders=tuple(folders),
        umask=_text(umask).strip(),
        arguments=arguments,
        options=tuple(_text(shopts + sets).splitlines()),
        values={
            "function": _functions(names, functions),
            "variable": _variables(variables),
            "alias": _records(_ALIAS, aliases),
            "trap": _records(_TRAP, traps),
        },
        jobs=tuple(" ".join(line.split()[2:]) for line in _text(jobs).splitlines()),
        descriptors=_descriptors(pid),
        limits=_limits(pid),
    )


def _counted(parts: deque[bytes]) -> tuple[str, ...]:
    return tuple(_text(parts.popleft()) for _ in range(int(parts.popleft())))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _variables(data: bytes) -> dict[str, str]:
    found = _records(_VARIABLE, data)
    return {
        name: text for name, text in found.items() if name not in _OWN and not name.startswith("__runbook_")
    }


def _records(form: bytes, data: bytes) -> dict[str, str]:
    """Split what bash prints of several things.

    Raises:
        ValueError: Something stands there that is not of this form.
    """
    pattern = re.compile(form, re.DOTALL)
    found, end = {}, 0
    while end < len(data):
        match = pattern.match(data, end)
        if match is None:
            raise ValueError(data[end : end + 80])
        found[_text(match[1])] = _text(match[0])
        end = match.end()
    return found


def _functions(names: bytes, texts: bytes) -> dict[str, str]:
    ordered = [_text(name) for name in re.findall(_FUNCTION, names)]
    whole = _text(texts)
    starts: list[int] = []
    for name in ordered:
        starts.append(whole.index(f"{name} () \n{{", starts[-1] if starts else 0))
    ends = [*starts[1:], len(whole)]
    spans = zip(ordered, starts, ends, strict=True)
    return {name: whole[start:end] for name, start, end in spans if not name.startswith("__runbook_")}


def _descriptors(pid: int) -> dict[str, str]:
    folder = f"/proc/{pid}/fd"
    try:
        return {name: os.readlink(f"{folder}/{name}") for name in os.listdir(folder)}  # noqa: PTH115, PTH208
    except OSError:
        return {}


def _limits(pid: int) -> tuple[str, ...]:
    try:
        with open(f"/proc/{pid}/limits", encoding="ascii") as lines:  # noqa: PTH123 - a path costs more
            # The session's own mark changes with every step.
            return tuple(" ".join(line.split()) for line in lines if not line.startswith("Max file locks"))
    except OSError:
        return ()


# What differs from a fresh shell, without secrets.


def state_between(
    fresh: Held, now: Held, *, mask: Callable[[str], str], secrets: Mapping[str, str]
) -> ShellState:
    """Give all in which a shell differs from a fresh one.

    Args:
        fresh: The shell before its first step.
        now: The shell now.
        mask: Takes secrets out of a text; what it would change is left out and named.
        secrets: Secret value → where it comes from.
    """
    changed = {kind: _changed(fresh.values[kind], now.values[kind]) for kind in now.values}
    hidden = {kind: _hidden(found, mask) for kind, found in changed.items()}
    # A name that is itself a secret cannot be kept either.
    scalars = {
        name for name in hidden["variable"] if "=(" not in changed["variable"][name] and mask(name) == name
    }
    left_out = [
        f"{kind} {mask(name)}" for kind, names in hidden.items() for name in names if name not in scalars
    ]
    return ShellState(
        folder=mask(now.folder),
        folders=tuple(map(mask, now.folders)),
        umask=now.umask,
        arguments=() if _is_hidden(now.arguments, mask) else now.arguments,
        options=tuple(line for line in now.options if line not in fresh.options),
        values={
            kind: {name: text for name, text in found.items() if name not in hidden[kind]}
            for kind, found in changed.items()
        },
        gone={
            kind: tuple(map(mask, fresh.values[kind].keys() - now.values[kind].keys())) for kind in now.values
        },
        secrets={name: _origin(changed["variable"][name], secrets) for name in scalars},
        lost=(
            *(f"{what} (it holds a secret)" for what in _all_hidden(left_out, now, mask)),
            *_lost(fresh, now),
        ),
    )


def _changed(fresh: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in now.items() if fresh.get(name) != text}


def _hidden(found: Mapping[str, str], mask: Callable[[str], str]) -> set[str]:
    """The names of what holds a secret."""
    if not _is_hidden(found.values(), mask):
        return set()
    return {name for name, text in found.items() if mask(text) != text}


def _is_hidden(texts: Iterable[str], mask: Callable[[str], str]) -> bool:
    joined = "\n".join(texts)
    return mask(joined) != joined


def _all_hidden(found: list[str], now: Held, mask: Callable[[str], str]) -> Iterator[str]:
    yield from found
    if _is_hidden(now.arguments, mask):
        yield "the positional parameters"
    if _is_hidden((now.folder, *now.folders), mask):
        yield "the working folder"


def _origin(text: str, secrets: Mapping[str, str]) -> tuple[str, str]:
    """A variable's attributes, and which secret it holds if it is exactly one that is known."""
    flags = text.split(" ", 2)[1]
    value = text.partition("=")[2].rstrip("\n")
    for secret, origin in secrets.items():
        if value == '"' + re.sub(r'([\\"$`])', r"\\\1", secret) + '"':
            return flags, origin
    return flags, ""


def _lost(fresh: Held, now: Held) -> Iterator[str]:
    for job in now.jobs:
        yield f"the background job `{job.removesuffix('&').strip()}`"
    for number, place in now.descriptors.items():
        if number not in fresh.descriptors:
            yield f"the open file descriptor {number} ({place})"
    for limit in now.limits:
        if limit not in fresh.limits:
            yield f"the resource limit {limit}"


# Giving it to another shell.


def restoring_script(state: ShellState, *, fresh: Held, values: Mapping[str, str], status: int) -> str:
    """Give the text that makes a fresh shell hold a state; it ends with the status of the last step.

    Args:
        state: What the shell is to hold.
        fresh: What it holds now.
        values: The values of what was left out: name → value.
        status: `$?` as the last step left it.
    """
    shopts = [line for line in state.options if line.startswith("shopt")]
    sets = [line for line in state.options if not line.startswith("shopt")]
    # Aliases last of the names, so that no function is read with them; what acts on commands last of all.
    kinds = ("function", "variable", "alias", "trap")
    lines = [
        f"umask {state.umask}",
        f"cd -- {_quoted(state.folder)}",
        *(f"pushd -n -- {_quoted(folder)}" for folder in reversed(state.folders)),
        *shopts,
        *(f"{_UNSET[kind]} {_quoted(name)}" for kind in kinds for name in _in_the_way(state, fresh, kind)),
        *state.values["variable"].values(),
        *(f"declare {flags} {name}={_quoted(values[name])}" for name, (flags, _) in state.secrets.items()),
        *(f"eval {_quoted(text)}" for text in state.values["function"].values()),
        *state.values["alias"].values(),
        f"set -- {' '.join(map(_quoted, state.arguments))}",
        *sets,
        *state.values["trap"].values(),
    ]
    script = "\n".join(map(_builtin, lines))
    return f"{script}\n(\\builtin exit {status}) && ((1))"


def _builtin(line: str) -> str:
    """The line out of the reach of functions and aliases; `declare` reads arrays only by its plain name."""
    return line.rstrip() if line.startswith("declare ") else f"\\builtin {line.rstrip()}"


def _quoted(text: str) -> str:
    return _text(quote(text.encode("utf-8", "surrogateescape")))


def _in_the_way(state: ShellState, fresh: Held, kind: str) -> Iterator[str]:
    """What is to be gone, and variables whose attributes would stay."""
    yield from (name for name in state.gone[kind] if name in fresh.values[kind])
    if kind == "variable":
        yield from ({*state.values[kind], *state.secrets} & fresh.values[kind].keys())


def not_restored(state: ShellState, now: Held | None) -> list[str]:
    """Name what a shell does not hold although it was told to."""
    if now is None:
        return [NOT_TAKEN]
    wrong = [
        f"{kind} {name}"
        for kind, found in state.values.items()
        for name, text in found.items()
        if now.values[kind].get(name) != text
    ]
    wrong += [
        f"{kind} {name}" for kind, names in state.gone.items() for name in names if name in now.values[kind]
    ]
    wrong += [name for name in state.secrets if name not in now.values["variable"]]
    wrong += [f"option `{line}`" for line in state.options if line not in now.options]
    for what in ("folder", "folders", "umask", "arguments"):
        if getattr(state, what) != getattr(now, what):
            wrong.append(f"the {what}")
    return wrong


def no_state(folder: str) -> ShellState:
    """Give the state of a shell of which nothing is known."""
    return ShellState(
        folder=folder,
        folders=(),
        umask="",
        arguments=(),
        options=(),
        values={},
        gone={},
        secrets={},
        lost=(NOT_TAKEN,),
    )
