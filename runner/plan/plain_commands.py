"""Blocks whose every line is one command of plain words, read without bash's grammar, which takes long.

It must give what the grammar gives, which `tests/plan/test_plain_commands.py` holds it against; whatever it
is not sure of it leaves to the grammar.
"""

from __future__ import annotations

import re

from runner.patterns import regex

# Nothing in these characters is syntax; `#`, `=` and brackets are where they stand in one place or another.
_PLAIN = regex(
    r"\n*+[A-Za-z_./][\w./-]*+(?: [\w./:@%+,-]++)*+(?:\n++[A-Za-z_./][\w./-]*+(?: [\w./:@%+,-]++)*+)*+\n*+",
    re.ASCII,
)
_WORD = regex(r"[^ \n]+")
# What begins a construct of bash, or is a command that bash or its grammar treats in a way of its own.
_RESERVED = frozenset(
    (
        *("if", "then", "else", "elif", "fi", "for", "in", "do", "done", "while", "until", "case", "esac"),
        *("select", "function", "time", "coproc", "declare", "typeset", "export", "readonly", "local"),
        *("unset", "unsetenv", "eval", "ssh", "trap"),
    )
)


def plain_commands(source: str) -> list[list[tuple[str, int]]] | None:
    """Give the commands of a block, each as its words with their offsets; None where it is not that plain."""
    if _PLAIN.fullmatch(source) is None:
        return None
    commands: list[list[tuple[str, int]]] = []
    start = 0
    for line in source.split("\n"):
        if line:
            commands.append([(found[0], start + found.start()) for found in _WORD.finditer(line)])
        start += len(line) + 1
    reserved = (word for command in commands for word, _ in command if word in _RESERVED)
    return None if any(reserved) else commands
