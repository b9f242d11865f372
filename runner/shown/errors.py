"""What shells and locales put around an error of a program, made the same on both sides. Compares nothing."""

from __future__ import annotations

import re

from runner.patterns import regex

# A login shell signs as `-bash`; a shell that reads its commands from a file gives the line.
_SIGNED = regex(r"^-?(?:ba)?sh: (?:line \d+: )?", re.MULTILINE)
# In UTF-8 locales GNU programs write typographic quotes; old ones opened with a grave accent.
_QUOTES = str.maketrans("\u2018\u2019`", "'''")


def plain_errors(text: str) -> str:
    """Errors without the shell's signature and blank lines before them, their quotes the plain ones."""
    return _SIGNED.sub("", text.lstrip("\n")).translate(_QUOTES)
