"""Text of pages and programs as it may stand on a person's terminal. Knows no reports.

A page or a program must not move the reader's cursor, set a title or hide a line of ours.
"""

from __future__ import annotations

from runner.patterns import regex

_COLOURS = regex(r"\x1b\[[0-9;:]*m")
# The control characters but for tab and newline, as Unicode's pictures of them; C1 has none.
_PICTURES = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n"} | {127: 0x2421}
_PICTURES |= dict.fromkeys(range(0x80, 0xA0), 0xFFFD)


def visible(text: str) -> str:
    """A line without colours, and with pictures in place of what would act on a terminal."""
    return text if text.isprintable() else _COLOURS.sub("", text).translate(_PICTURES)
