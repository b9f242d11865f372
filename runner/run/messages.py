"""What bash says on stderr, as a reader of the page should see it.

It must not change a word of what the page's programs say.
"""

from __future__ import annotations

import re

from runner.patterns import regex

# bash wants to give the terminal back after a program died of a signal, and there is none.
_TERMINAL = regex(rb"^bash: \[\d+: \d+ \(\d+\)\] tcsetattr: [^\n]*\n", re.MULTILINE)
# Traces of the session's own functions under `set -x`, and its one line in the list of traps.
_HOUSEKEEPING = regex(
    rb"^(?!bash: __runbook_\w+: readonly (?:function|variable)$)[^\n]*\b__runbook_[^\n]*\n?", re.MULTILINE
)
_OWN_TRAP = b"trap -- '__runbook_drop' SIGURG\n"


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


def complaint(noise: bytes, *, private: bytes) -> bytes:
    """What bash says outside a step that it could not begin: no descriptors left, a restricted shell.

    Args:
        noise: What it wrote there.
        private: The session's private folder, which is left out.
    """
    # A prompt without a newline may stand before it.
    lines = (line[line.find(b"bash: ") :] for line in noise.splitlines(keepends=True))
    return b"".join(line.replace(private + b"/", b"") for line in lines if line.startswith(b"bash: "))
