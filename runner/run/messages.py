"""What bash says on stderr, as a reader of the page should see it.

It must not change a word of what the page's programs say.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# bash wants to give the terminal back after a program died of a signal, and there is none.
_TERMINAL = re.compile(rb"^bash: \[\d+: \d+ \(\d+\)\] tcsetattr: [^\n]*\n", re.MULTILINE)
# Traces of the session's own functions under `set -x`, and its one line in the list of traps.
_HOUSEKEEPING = re.compile(rb"^[^\n]*\b__runbook_[^\n]*\n?", re.MULTILINE)
_OWN_TRAP = b"trap -- '__runbook_drop' SIGURG\n"
_SYNTAX_CHECK = re.compile(rb"^bash: [^:\n]*?(\d+): ([^\n]*)$", re.MULTILINE)
_NUMBER = re.compile(rb"\d+")
# 2, but 1 where the end of `$(` is missing.
_SYNTAX_ERRORS = frozenset({1, 2})


def tidy_stdout(stdout: bytes) -> bytes:
    """Removes the session's own trap from a list of traps, and what bash says on a step's terminal."""
    if b"tcsetattr" in stdout:
        stdout = _TERMINAL.sub(b"", stdout)
    return stdout.replace(_OWN_TRAP, b"") if b"__runbook_" in stdout else stdout


def tidy_stderr(stderr: bytes) -> bytes:
    """Removes what is there only because of how the session runs its steps."""
    if b"tcsetattr" in stderr:
        stderr = _TERMINAL.sub(b"", stderr)
    if b"__runbook_" in stderr:
        stderr = _HOUSEKEEPING.sub(b"", stderr)
    return stderr


def may_be_syntax(stderr: bytes, status: int | None) -> bool:
    """Whether it is worth asking for the place of a syntax error or of an open here-document."""
    complaint = stderr.startswith(b"bash: ") or b"\nbash: " in stderr
    return complaint and (status in _SYNTAX_ERRORS or b"here-document" in stderr)


def place(
    stderr: bytes, code: bytes, *, page: str, line: int, bash: str, environment: Mapping[str, str]
) -> bytes:
    """Puts the page's name and line before bash's complaints about syntax.

    An interactive bash does not say where; one that only reads the code (`-n`) does, in the same words, and
    quotes the line. What it does not find, because an alias or an option matters, stays as it is. `line` is
    the page's line, 1-based, of the code's first line.
    """
    read_only = [bash, "--norc", "--noprofile", "-n"]
    try:
        checked = subprocess.run(  # noqa: S603
            read_only,
            executable=bash,
            input=code,
            env=dict(environment),
            capture_output=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return stderr
    name = PurePath(page).name.encode(errors="backslashreplace")
    lines = stderr.split(b"\n")
    after = None
    for number, message in _SYNTAX_CHECK.findall(checked.stderr.replace(bash.encode() + b": ", b"bash: ")):
        shift = line - 1
        placed = b"%s: line %d: %s" % (name, int(number) + shift, _shift_inner(message, shift))
        at = _index(lines, b"bash: " + message)
        if at is not None:
            lines[at] = placed
        elif after is not None:
            lines.insert(at := after + 1, placed)
        after = at
    return b"\n".join(lines)


def _shift_inner(message: bytes, shift: int) -> bytes:
    """The same with the line inside `here-document at line 3 delimited by ...` as the page's."""
    if b"here-document" not in message:
        return message
    return _NUMBER.sub(lambda found: b"%d" % (int(found[0]) + shift), message, count=1)


def _index(lines: list[bytes], message: bytes) -> int | None:
    wanted = _NUMBER.sub(b"#", message)
    return next((at for at, line in enumerate(lines) if _NUMBER.sub(b"#", line) == wanted), None)
