"""Which commands list names whose columns or order say nothing of them. Compares nothing.

`ls` writes columns to a terminal and a name a line to a program; `find` and `grep -r` list in the order of
the file system. Sources: POSIX, `ls` ("Stdout") and `find` (no order is named), Issue 8, read 2026-11.
"""

from __future__ import annotations

from runner.expectations import Predicate
from runner.patterns import regex

# What prints nothing where it succeeds, so that the other command of the step has the output to itself.
_SILENT = frozenset({"cd", "mkdir", "cp", "mv", "rm", "touch", "rmdir", "ln", "chmod", "export"})
_ELSEWHERE = regex(r"[|;&<>`]|\$\(")
_NEXT = regex(r"\s*(?:;|&&)\s*")
_WHOLE = regex(r"['\"`#\\]|\$\(|\b(?:for|while|until|if|case|select|function)\b")
_FOUND = regex(r"\$\(find\s")
_RECURSIVE = regex(r"\s-[A-Za-z]*[rR]|\s--(?:dereference-)?recursive\b")
# With these `ls` tells more than names, or asks for a layout of its own.
_LONG = regex(r"\s-[A-Za-z]*[lgonsimx1]|\s--(?:format|size|inode|zero|author|full-time|help|version)\b")
# What has a silent command tell what it does; `cd -` names the folder.
_TELLS = regex(r"\s-[A-Za-z]*v|\s--verbose\b|^cd\s+-\s*$")


def listing_predicate(source: str) -> Predicate | None:
    """How the output of commands is compared where they list names; None where they do not, or do more."""
    told = [line for line in _commands(source) if not _is_silent(line)]
    if len(told) != 1:
        return None
    (line,) = told
    program = line.split(maxsplit=1)[0]
    if program in ("wc", "grep") and _FOUND.search(line) and not _ELSEWHERE.search(_FOUND.sub("", line)):
        return Predicate.SHOWN_UNORDERED
    if _ELSEWHERE.search(line):
        return None
    if program == "ls":
        return None if _LONG.search(line) else Predicate.SHOWN_NAMES
    recursive = program == "grep" and _RECURSIVE.search(line)
    return Predicate.SHOWN_UNORDERED if program == "find" or recursive else None


def _commands(source: str) -> list[str]:
    """The commands of each line; a line in which a mark may mean something else stays whole."""
    lines = [line.strip() for line in source.split("\n")]
    parted = ((line,) if _WHOLE.search(line) else _NEXT.split(line) for line in lines)
    return [command for commands in parted for command in commands if command]


def _is_silent(line: str) -> bool:
    return line.startswith("#") or (line.split(maxsplit=1)[0] in _SILENT and not _TELLS.search(line))
