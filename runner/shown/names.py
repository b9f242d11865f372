"""Names that a page shows in columns, or lines in an order that means nothing, held against an output.

It is asked where the command is known to list so; it tells no difference in words of its own.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from runner.patterns import regex
from runner.shown.lines import match_line, read_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runner.shown.lines import ShownLine

_NAME = regex(r"'[^']+'[^\s']?(?=\s|$)|\"[^\"]+\"[^\s\"]?(?=\s|$)|\S+")
_SIGNS = regex(r"[\W_]+")
# So many pairs of lines are tried at most.
_MOST_PAIRS = 160_000

# A name and the index of the line that it stands on.
Name = tuple[str, int]


def names_in_columns(lines: Sequence[str]) -> tuple[Name, ...]:
    """The names of a listing in the order in which `ls` sorts them: down its columns.

    A folder's heading and a blank line are names too, so that what stands under them is kept apart.
    """
    names: list[Name] = []
    block: list[tuple[int, int, str]] = []
    for number, line in enumerate(lines):
        if not line.strip() or line.endswith(":"):
            names += _down(block)
            names.append((line, number))
            block = []
        else:
            block += [(match.start(), number, _bare(match[0])) for match in _NAME.finditer(line)]
    return (*names, *_down(block))


def _down(block: Iterable[tuple[int, int, str]]) -> list[Name]:
    return [(name, number) for _, number, name in sorted(block, key=lambda cell: cell[:2])]


def _bare(name: str) -> str:
    """A name without the quotes that `ls` puts around blanks for a terminal."""
    return name[1:].replace(name[0], "", 1) if name[0] in "'\"" else name


def same_names(names: Sequence[str], actual: Sequence[str]) -> bool | None:
    """Whether an output lists these names and no others.

    Returns:
        True in the same order, False where each side is sorted by the rules of another language; None where
        they are others, or in an order that was asked for.
    """
    if len(names) == len(actual) and all(
        match_line(read_line(name), got) is not None for name, got in zip(names, actual, strict=True)
    ):
        return True
    if Counter(names) == Counter(actual) and _is_sorted(names) and _is_sorted(actual):
        return False
    return None


def _is_sorted(names: Sequence[str]) -> bool:
    """Whether names are sorted by their bytes, or as in a dictionary: by letters, whatever their case."""
    if any(not name for name in names):
        return False
    words = [_SIGNS.sub("", name).lower() for name in names]
    return sorted(names) == list(names) or sorted(words) == words


def in_page_order(shown: Sequence[ShownLine], actual: Sequence[str]) -> list[str]:
    """Lines of an output in the order of those of the page that they match, then the rest in their own."""
    counts = Counter(actual)
    found: list[str | None] = []
    for line in shown:
        same = counts[line.text] > 0
        counts[line.text] -= same
        found.append(line.text if same else None)
    left = list(counts.elements())
    tries = _MOST_PAIRS
    for index, line in enumerate(shown):
        tries -= len(left) if found[index] is None else 0
        if found[index] is None and not line.any_lines and tries > 0:
            found[index] = next((text for text in left if match_line(line, text) is not None), None)
            left = _without(left, found[index])
    return _with_rest(shown, found, left)


def _with_rest(shown: Sequence[ShownLine], found: Sequence[str | None], rest: list[str]) -> list[str]:
    """The lines found with the rest where the page says `...`, else beside those that are missing."""
    lines: list[str] = []
    elided = any(line.any_lines for line in shown)
    for line, text in zip(shown, found, strict=True):
        if text is not None:
            lines.append(text)
        elif rest and not (elided or line.optional):
            lines.append(rest.pop(0))
        elif line.any_lines:
            lines += rest
            rest = []
    return lines + rest


def _without(lines: list[str], one: str | None) -> list[str]:
    if one is None:
        return lines
    place = lines.index(one)
    return lines[:place] + lines[place + 1 :]
