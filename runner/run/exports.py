"""What a shell exports, asked so that nothing of the page stands in the way. Changes nothing.

It must not know of a session, only of a question that a shell answers with what it prints.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from runner.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# As programs see it. What is exported may be so large that no program can be begun.
_AS_A_PROGRAM = rb"\builtin command -p env -0 2>/dev/null"
_NAMES = rb"\builtin compgen -e"
_VALUE = rb'[[ -v %s ]] && \builtin printf "%%s\0" "%s=$%s"'
_NAME = regex(rb"\w+")


def read_exports(ask: Callable[[bytes], bytes]) -> dict[str, str]:
    """Give the exported variables; functions too, but where no program can be begun. Empty without an answer.

    `_` is left out: bash sets it for each program anew.
    """
    answer = ask(_AS_A_PROGRAM) or ask(b"\n".join(_values(ask(_NAMES))))
    pairs = (os.fsdecode(entry).partition("=") for entry in answer.split(b"\0") if entry)
    return {name: value for name, _, value in pairs if name != "_"}


def _values(names: bytes) -> Iterator[bytes]:
    for name in _NAME.findall(names):
        yield _VALUE % (name, name, name)
