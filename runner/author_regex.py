"""The regular expressions that authors write on their pages, kept from running without end.

Python's `re` tries every way to divide a text among repetitions. A repetition within a repetition can take
time that doubles with each character, so it is refused; of others the text is bounded by their number.
"""

from __future__ import annotations

import re
from functools import cache

from runner.patterns import regex

_LONGEST = 10_000
_MOST_TRIES = 5e8
_ATOM = regex(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?[^:)=!<>]*:?|\(|\)|[*+?]|\{\d*,?\d*\}|\||.", re.DOTALL)


class RegexRefusedError(Exception):
    """The expression cannot be used; the text says why and what to do."""


def matches(pattern: str, text: str) -> bool:
    """Whether the expression matches the whole text.

    Raises:
        RegexRefusedError: It is no regular expression, or could take too long on such a text.
    """
    compiled, longest = _checked(pattern)
    if isinstance(compiled, str):
        raise RegexRefusedError(compiled)
    if len(text) > longest:
        raise RegexRefusedError(f"the line has {len(text)} characters, too many for this (regex); use (glob)")
    return compiled.fullmatch(text) is not None


def refusal(pattern: str) -> str:
    """Why an expression cannot be used and what to do; empty where it can."""
    compiled, _ = _checked(pattern)
    return compiled if isinstance(compiled, str) else ""


def finds(pattern: str, text: str) -> bool:
    """Whether the expression matches somewhere in a line of the text.

    Raises:
        RegexRefusedError: It is no regular expression, or could take too long on such a line.
    """
    compiled, longest = _checked(pattern)
    if isinstance(compiled, str):
        raise RegexRefusedError(compiled)
    # A search begins at every character, which is one more repetition.
    longest = min(longest, _bound((_repeats(pattern) or 0) + 1))
    for line in text.splitlines() or [""]:
        if len(line) > longest:
            raise RegexRefusedError(f"a line has {len(line)} characters, too many for `{pattern}`")
        if compiled.search(line):
            return True
    return False


@cache
def _checked(pattern: str) -> tuple[re.Pattern[str] | str, int]:
    """The compiled expression, or why it is refused; and the longest text to try it on."""
    try:
        compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        return f"`{pattern}` is no regular expression ({error}); mend it", 0
    repeats = _repeats(pattern)
    if repeats is None:
        return f"`{pattern}` repeats what repeats or branches, which can take for ever; write it flat", 0
    return compiled, _bound(repeats)


def _bound(repeats: int) -> int:
    """How long a text may be: so many repetitions divide a text of n in about n**k / k! ways."""
    tries = _MOST_TRIES
    for number in range(2, repeats + 1):
        tries *= number
    return int(min(_LONGEST, tries ** (1 / max(repeats, 1))))


def _repeats(pattern: str) -> int | None:
    """How many repetitions without end there are; None where one stands around another or a branch."""
    atoms = _ATOM.findall(pattern)
    open_groups: list[bool] = [False]
    count, closed = 0, False
    for atom in atoms:
        if _is_repeat(atom):
            if closed:
                return None
            count += 1
        closed = False
        if atom.startswith("("):
            open_groups.append(False)
        elif atom == ")" and len(open_groups) > 1:
            closed = open_groups.pop()
            open_groups[-1] |= closed
        elif atom in ("|", "?") or _is_repeat(atom):
            open_groups[-1] = True
    return count


def _is_repeat(atom: str) -> bool:
    return atom in ("*", "+") or (atom.startswith("{") and len(atom) > 1)
