"""Prompts of shells and of other programs in what a terminal showed. Runs nothing and reads no output."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from runner.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What may stand before the mark of a prompt: an environment; a person on a host, a folder, a shell's version.
_ENVIRONMENT = r"(?:\([\w.@+-]+\) ?)?"
_PLACE = (
    r"(?:\[[\w.-]+@[\w.-]+(?: [\w.~/-]+)?\] ?"
    r"|[\w.-]+@[\w.-]+(?:[: ][\w.~/-]+)? ?"
    r"|[\w.-]+:[~/][\w.~/-]* ?"
    r"|[~/][\w.~/-]* ?"
    r"|(?:ba|z)?sh-\d[\d.]*)"
)
_DOLLAR = regex(rf"^{_ENVIRONMENT}{_PLACE}?\$ (?=\S)")
_PLACED = regex(rf"^{_ENVIRONMENT}{_PLACE}[$#%] (?=\S)")
_PERCENT = regex(r"^% (?=\S)")
_BARE = regex(rf"^{_ENVIRONMENT}{_PLACE}?\$\s*$")
_NUMBERED = regex(r" +(\d{1,6})  (?=\S)")
_ROOT = regex(r"^# (?=\S)")
# A mark that stands for a prompt only where the first line bears it.
_LONE = regex(r"^[%>\u276f] (?=\S)")
# Words that a comment has and a command hardly ever.
_PROSE = regex(r"^# (?:[A-Z]|.*\b(?:the|an?|your|this|that|then|if|you|we|it|with|and|or|for|from)\b)")
_FOREIGN = regex(
    r"^(?:>>>|PS(?: [A-Za-z]:[^>]*)?> |[A-Za-z]:\\[^>]*>|In \[\d+\]:|\([a-z]+\) (?![\w.-]+@|[$#%])"
    r"|[\w.-]+(?:\([\w:]+\))?(?::\d+)*[*=-]?> |[\w-]+\[\d+\]> |\u279c|\u03bb )"
)
_HERE_DOCUMENT = regex(r"(?<!<)<<-?\s*(?:\"([^\"]+)\"|'([^']+)'|\\?(\w+))")
_ENDS = dict.fromkeys(("for", "while", "until", "select"), "done") | {"if": "fi", "case": "esac", "{": "}"}
_SEPARATORS = frozenset("();&|\n")
# Words behind which a command begins.
_LEADS = frozenset({"if", "while", "until", "do", "then", "else", "elif", "{", "!", "time"})
# Quoted words, but for those that name the end of a here-document.
_QUOTED = regex(r"(?<!<<)(?<!<<-)(?<!<< )(?:'[^']*'|\"(?:[^\"\\]|\\.)*\")")
_MAY_BE_OPEN = regex(r"['\"\\<|&({]|\b(?:for|while|until|select|if|case)\b")
_MAY_END = regex(r"['\"]|\b(?:done|fi|esac)\b|\}|^\s*[\w.-]+\s*$")
_OPEN_END = regex(r"(?:\\|\||&&)\s*$")


def find_prompt(lines: Sequence[str], *, console: bool) -> re.Pattern[str] | None:
    """The prompts of a record, None where its lines are commands without any.

    Args:
        lines: The fence's.
        console: Whether the fence is said to be such a record; a shell fence is one where its first line that
            is neither blank nor a comment bears a prompt that no command looks like.
    """
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    if not console:
        return next((prompt for prompt in (_DOLLAR, _PERCENT) if prompt.match(first)), None)
    if any(map(_DOLLAR.match, lines)) or any(map(_PLACED.match, lines)):
        return re.compile(f"{_DOLLAR.pattern}|{_PLACED.pattern}")
    lone = _LONE.match(first)
    if lone:
        return re.compile(f"^{re.escape(lone[0])}(?=\\S)")
    top = next((line for line in lines if line.strip()), "")
    comments = any(map(_PROSE.match, lines))
    return _ROOT if _ROOT.match(top) and not comments else None


def is_of_another_program(code: str) -> bool:
    """Whether a record is one of a program that is no POSIX shell: Python, a database, PowerShell."""
    lines = [line for line in code.split("\n") if line.strip() and not line.startswith("#")]
    return bool(lines) and find_prompt(lines, console=True) is None and bool(_FOREIGN.match(lines[0]))


def shows_commands(code: str) -> bool:
    """Whether the first line of a fence bears a prompt of a shell, so that it shows more than an output."""
    return bool(_DOLLAR.match(code.lstrip("\n")))


def is_history(code: str) -> bool:
    """Whether a fence lists commands that somebody typed, as `history` numbers them with two blanks."""
    lines = [line for line in code.split("\n") if line.strip()]
    numbers = [int(match[1]) for match in map(_NUMBERED.match, lines) if match]
    return len(lines) > 1 and len(numbers) == len(lines) and numbers == sorted(set(numbers))


def is_bare(line: str) -> bool:
    """Whether a line is a prompt behind which nothing was typed."""
    return bool(_BARE.match(line))


def without_bare_prompt(code: str) -> str:
    """Shown output without the prompt that a terminal shows below it."""
    lines = code.rstrip().split("\n")
    return "".join(f"{line}\n" for line in lines[:-1]) if lines[-1].strip() == "$" else code


def may_end(line: str) -> bool:
    """Whether a line may close what an open command began."""
    return bool(_MAY_END.search(line))


def is_open(command: str) -> bool:
    """Whether a shell would ask for another line: a quote, a here-document or a loop is not closed."""
    if not _MAY_BE_OPEN.search(command):
        return False
    first, *others = command.split("\n")
    first = _QUOTED.sub("''", first)
    ends = {match[1] or match[2] or match[3] for match in _HERE_DOCUMENT.finditer(first)}
    if _OPEN_END.search(command) or not ends <= {line.strip() for line in others}:
        return True
    lexer = shlex.shlex(first if ends else command, posix=True, punctuation_chars="();&|\n")
    lexer.whitespace = " \t\r"
    lexer.whitespace_split = True
    try:
        return _unclosed(list(lexer))
    except ValueError:
        return True


def _unclosed(words: Iterable[str]) -> bool:
    """Whether a loop, a condition, a group or a bracket is not closed."""
    awaited: list[str] = []
    brackets, begins = 0, True
    for word in words:
        separates = set(word) <= _SEPARATORS
        if separates:
            brackets += word.count("(") - word.count(")")
        elif awaited and word == awaited[-1]:
            awaited.pop()
        elif begins and word in _ENDS:
            awaited.append(_ENDS[word])
        begins = separates or (begins and word in _LEADS)
    return bool(awaited) or brackets > 0
