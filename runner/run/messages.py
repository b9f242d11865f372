"""What bash says on stderr, as a reader of the page should see it.

It must not change a word of what the page's programs say.
"""

from __future__ import annotations

import re

# bash wants to give the terminal back after a program died of a signal, and there is none.
_TERMINAL = re.compile(rb"^bash: \[\d+: \d+ \(\d+\)\] tcsetattr: [^\n]*\n", re.MULTILINE)
# Traces of the session's own functions under `set -x`, and its one line in the list of traps.
_HOUSEKEEPING = re.compile(
    rb"^(?!bash: __runbook_\w+: readonly (?:function|variable)$)[^\n]*\b__runbook_[^\n]*\n?", re.MULTILINE
)
_OWN_TRAP = b"trap -- '__runbook_drop' SIGURG\n"


def tidy_stdout(stdout: bytes) -> bytes:
    """Removes the session's own trap from a list of traps."""
    return stdout.replace(_OWN_TRAP, b"") if b"__runbook_" in stdout else stdout


def tidy_stderr(stderr: bytes) -> bytes:
    """Removes what is there only because of how the session runs its steps."""
    if b"tcsetattr" in stderr:
        stderr = _TERMINAL.sub(b"", stderr)
    if b"__runbook_" in stderr:
        stderr = _HOUSEKEEPING.sub(b"", stderr)
    return stderr
