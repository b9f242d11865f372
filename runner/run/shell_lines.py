"""The lines that the session writes to its shell: a step, a question, and the request for an answer.

It must not send them, nor know what is answered.

A trap on DEBUG that the page sets would run before each of our own commands. bash runs it before no group and
no subshell, so a page with such a trap gets lines that are made of these alone. A subshell costs a fork,
which other pages are spared.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.run.shell import quote

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How a question and the request for an answer are written."""

    ask: bytes
    answer: bytes


# `((1))` keeps `$?` and keeps `set -e` and a trap on ERR away; the backslash keeps aliases out.
PLAIN = Form(
    ask=b'\\__runbook_ask %s "$?" </dev/null >|%s 2>|%s && ((1))\n',
    answer=b'\\__runbook_answer %s "$?" && ((1))\n',
)
UNSEEN = Form(
    ask=b'( \\__runbook_ask %s "$?" ) </dev/null >|%s 2>|%s && ( : )\n',
    answer=b'( \\__runbook_answer %s "$?" ) && ( : )\n',
)
# `builtin eval` in a list: `set -e` and a trap on ERR act on the commands of the step, but not once more on
# the `eval` for the last status (bash turns them off inside for a plain `eval`, not through `builtin`).
_EVAL = b"\\builtin eval %s </dev/null >|%s 2>|%s && ((1))\n"
_TRAP_ON_DEBUG = re.compile(rb"\btrap\b.*\bDEBUG\b", re.DOTALL)
_GROUP = b"{ %s} </dev/null >|%s 2>|%s\n"


def may_trap_debug(source: bytes) -> bool:
    """Whether a step may set a trap on DEBUG."""
    return _TRAP_ON_DEBUG.search(source) is not None


def step_line(source: bytes, out: bytes, err: bytes) -> bytes:
    """The line that runs a step; `out` and `err` are quoted paths."""
    return _EVAL % (quote(source), out, err)


def step_group(source: bytes, out: bytes, err: bytes) -> bytes:
    """The lines that run a step which is complete as it stands, unseen by a trap on DEBUG."""
    return _GROUP % (source.replace(b"\0", b""), out, err)


def fits_a_group(source: bytes, *, bash: str, environment: Mapping[str, str]) -> bool:
    """Whether bash reads this as whole commands, one at least, with nothing to say about them.

    A group is read as a whole before any of it runs, so that an alias made within it would not count.
    """
    if b"alias" in source or not any(
        line.strip() and not line.lstrip().startswith(b"#") for line in source.splitlines()
    ):
        return False
    told = read_only(source, bash=bash, environment=environment)
    return told == b""


def read_only(source: bytes, *, bash: str, environment: Mapping[str, str]) -> bytes | None:
    """What a bash that only reads the code (`-n`) says about it; None where it could not be asked."""
    try:
        checked = subprocess.run(  # noqa: S603
            [bash, "--norc", "--noprofile", "-n"],
            executable=bash,
            input=source,
            env=dict(environment),
            capture_output=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return checked.stderr.replace(bash.encode() + b": ", b"bash: ")
