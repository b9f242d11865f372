"""How many lines bash would ask for before it runs a command. Runs nothing.

It is asked about commands behind a prompt, so that what belongs to them is not taken for their output.
"""

from __future__ import annotations

import re
from itertools import takewhile

_QUOTED = re.compile(r"\\.|'[^']*'|\"(?:[^\"\\]|\\.)*\"|(?:^|(?<=\s))#[^\n]*", re.DOTALL)
_HERE = re.compile(r"(?<!<)<<(?P<tabs>-)?[ \t]*(?P<mark>\\?\w+|'\w+'|\"\w+\")")
_BEGIN = r"(?:^|[;&|({!]|\b(?:do|then|else|elif|time))\s*"
_OPENING = re.compile(rf"{_BEGIN}(?:for|while|until|select|if|case)\b(?=\s)", re.MULTILINE)
_CLOSING = re.compile(r"(?:^|[;&|)}\s])(?:done|fi|esac)(?=$|[\s;&|)<>])", re.MULTILINE)
_GOES_ON = re.compile(r"(?:\|\|?|&&|\\)\s*\Z")


def lines_of_command(lines: list[str]) -> int:
    """How many of the lines make up the command that the first begins; 1 where none of them completes it."""
    if not _is_open(lines[0]):
        return 1
    for count in range(2, len(lines) + 1):
        if not _is_open("\n".join(lines[:count])):
            return count
    return 1


def _is_open(text: str) -> bool:
    marks = list(_HERE.finditer(text))
    if marks:
        return not all(_is_closed(mark, text) for mark in marks)
    bare = _QUOTED.sub("", text)
    if "'" in bare or '"' in bare or _GOES_ON.search(bare):
        return True
    return len(_OPENING.findall(bare)) > len(_CLOSING.findall(bare))


def _is_closed(mark: re.Match[str], text: str) -> bool:
    end = mark["mark"].strip("\\'\"")
    behind = text[mark.end() :].split("\n")[1:]
    held = list(takewhile(lambda line: (line.lstrip("\t") if mark["tabs"] else line) != end, behind))
    return len(held) < len(behind)
