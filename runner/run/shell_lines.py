"""The lines that the session writes to its shell: a step, a question, and the request for an answer.

It must not send them, nor know what is answered.

A trap on DEBUG that the page sets would run before each of our own commands. bash runs it before no group and
no subshell, so a page with such a trap gets lines that are made of these alone. A subshell costs a fork,
which other pages are spared.
"""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.patterns import regex
from runner.run.shell import quote

if TYPE_CHECKING:
    from collections.abc import Mapping


class Form(Struct, frozen=True, kw_only=True):
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
AT_PROMPT = b"\\builtin eval %s </dev/null >|%s 2>|%s && ((1))\n"
AT_PROMPT_UNSEEN = b"( \\builtin eval %s ) </dev/null >|%s 2>|%s && ( : )\n"
# The terminal is opened for reading too: only so does the system make it the shell's controlling terminal.
_ON_TERMINAL = b'\\__runbook_take_terminal "$?" && ((1))\n\\builtin eval %s 1<>%s 2>|%s 2>&1 0<&1 && ((1))\n'
LET_GO = b'\\__runbook_let_go "$?" && ((1))\n'
WENT = b'\\__runbook_went "$?" && ((1))\n'
_TRAP_ON_DEBUG = regex(rb"\btrap\b.*\bDEBUG\b", re.DOTALL)
_GROUP = b"{ %s} </dev/null >|%s 2>|%s\n"


class StepLines:
    """The lines that run steps.

    Attributes:
        form: How questions and answers are written from the present step on.
        first: How the shell counts the first line of the present step; None where its count says nothing.
    """

    def __init__(self, bash: str, environment: Mapping[str, str]) -> None:
        self.form = PLAIN
        self.first: int | None = None
        self._bash = bash
        self._environment = environment

    @property
    def forget_exit(self) -> bytes:
        """Has the shell itself forget that `exit` was called where only a subshell has answered."""
        return PLAIN.answer % b"forget" if self.form is UNSEEN else b""

    def of_step(self, source: bytes, paths: tuple[bytes, bytes], *, sent: int, on_terminal: bool) -> bytes:
        """Gives what runs a step.

        Args:
            source: The step's code.
            paths: What it opens as stdout and stderr, quoted; or its terminal, and what is left of stderr.
            sent: How many lines the shell was sent before.
            on_terminal: Whether it has a terminal, and stdin and stderr are that too.
        """
        if _TRAP_ON_DEBUG.search(source):
            self.form = UNSEEN
        # A subshell of ours and a page's own counting in a trap would be in the way of the shell's count.
        self.first = sent + 1 + on_terminal if self.form is PLAIN else None
        if on_terminal:
            return _ON_TERMINAL % (quote(source), *paths)
        unseen = self.form is UNSEEN
        if unseen and fits_a_group(source, bash=self._bash, environment=self._environment):
            return _GROUP % (source.replace(b"\0", b""), *paths)
        return AT_PROMPT % (quote(source), *paths)


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
