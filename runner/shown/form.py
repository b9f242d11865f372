"""The form of an output that a page calls similar: what must be the same in another such output.

A table keeps its header and its columns. Other lines keep their words; numbers, names with marks or digits
in them and volatile parts are free. Sentences have no form that would hold. It reads no prose around a fence.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.patterns import regex
from runner.shown.difference import tell_difference, visible
from runner.shown.lines import LONGEST, read_line
from runner.shown.sequence import match_lines
from runner.shown.volatile import kinds, parts

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLUMNS = regex(r"\t+| {2,}| ?[|│][ \t]*")
_RULES = " \t|+:=─┼│-"
_NUMBER = regex(r"[+-]?\$?\d[\d.,:/]*\s?(?:%|[a-zA-Zµ]{1,3})?(?:/s)?")
_WORD = regex(r"[\"'(\[{]*[^\W\d_]+(?:['\u2019][^\W\d_]+)?[\"')\]}]*[.,:;!?]*")
_KEY = regex(r"\s*[\"'-]?\s?([A-Za-z][\w .\"'()/-]{0,40}?[:=])\s+\S")
# What a progress bar is made of.
_RUN = regex(r"(.)\1{3,}")
_PROSE_WORDS = 8
# A table has a header of two cells and a row.
_LEAST = 2


class Form(Struct, frozen=True, kw_only=True):
    """The form of an output: the header of a table and its columns, or the forms of lines in order.

    Attributes:
        header: The header's cells; empty where it is no table.
        columns: For each column what all its cells are, empty where they are of several classes.
        by_words: Whether the table's columns are parted by white space alone.
        lines: The forms of the lines; of the same in a row one.
        repeated: Those forms that stand several times in a row: how often is free.
        places: Of each of these lines its index in the page's output.
    """

    header: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    by_words: bool = False
    lines: tuple[str, ...] = ()
    repeated: frozenset[str] = frozenset()
    places: tuple[int, ...] = ()


def form_of(lines: Sequence[str]) -> Form:
    """Read the form of an output that is not empty."""
    kept = _without_rules(lines)
    cells = [_cells(line) for line in kept]
    if _is_table(cells):
        return Form(header=cells[0], columns=_columns(cells))
    words = [_words(line, len(kept[0].split())) for line in kept]
    if _is_table(words) and kept[0].isupper():
        return Form(header=words[0], columns=_columns(words), by_words=True)
    forms = [line_form(line) for line in lines]
    places = [index for index, form in enumerate(forms) if form and (not index or forms[index - 1] != form)]
    repeated = {form for form, behind in pairwise(forms) if form == behind}
    return Form(
        lines=tuple(forms[index] for index in places), repeated=frozenset(repeated), places=tuple(places)
    )


def is_telling(form: Form) -> bool:
    """Whether the form holds anything that an unrelated output has not: a header or a word."""
    return bool(form.header) or any(
        _WORD.fullmatch(token) and len(token) > 1 for line in form.lines for token in line.split()
    )


def _without_rules(lines: Sequence[str]) -> list[str]:
    """The lines without blank ones and those that only draw, as below a table's header."""
    return [line for line in lines if line.strip(_RULES)]


def is_prose(lines: Sequence[str]) -> bool:
    """Whether a line is a sentence: another output that is similar may say it in other words."""
    return any(_is_sentence(line) for line in lines)


def _is_sentence(line: str) -> bool:
    words = [word for word in line.split() if _WORD.fullmatch(word)]
    return len(words) >= _PROSE_WORDS and 2 * len(words) > len(line.split())


def _is_table(cells: Sequence[Sequence[str]]) -> bool:
    """Whether the first line is a header: several cells without digits, as many as each line has."""
    if min(len(cells), len(cells[0]) if cells else 0) < _LEAST:
        return False
    named = all(cell and not any(char.isdigit() for char in cell) for cell in cells[0])
    return named and all(len(row) == len(cells[0]) for row in cells)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(_COLUMNS.split(line.strip().strip("|│").strip()))


def _words(line: str, count: int) -> tuple[str, ...]:
    """So many cells parted by white space; the last one may hold more of it."""
    return tuple(line.split(None, max(count - 1, 0)))


def _columns(cells: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(_common_class([row[index] for row in cells[1:]]) for index in range(len(cells[0])))


def _common_class(values: Sequence[str]) -> str:
    found = {_class(value) for value in values}
    return found.pop() if len(found) == 1 else ""


def _class(cell: str) -> str:
    """What a cell is: a number, a kind of volatile part, nothing, or text."""
    split = parts(cell)
    if len(split) == 1 and split[0].kind is not None:
        return split[0].kind.name
    if _NUMBER.fullmatch(cell):
        return "number"
    return "text" if cell else "nothing"


def line_form(line: str) -> str:
    """The form of a line: its words, with numbers, names and volatile parts as slots."""
    if read_line(line).any_lines:
        return "..."
    if len(line) > LONGEST:
        return line
    key = _KEY.match(line)
    if key:
        return f"{' '.join(key[1].split())} <value>"
    slotted = "".join(part.text if part.kind is None else f"<{part.kind.name}>" for part in parts(line))
    tokens = re.findall(r"<[^<>]+>|[^\s<>]+|[<>]", slotted)
    if len(tokens) == 1 and _WORD.fullmatch(tokens[0]):
        return "<name>"
    return " ".join(map(_slot, tokens))


def _slot(token: str) -> str:
    if token.startswith("<") and len(token) > 1:
        return token
    if _NUMBER.fullmatch(token):
        return "<number>"
    if not any(char.isalnum() for char in token):
        return _RUN.sub(r"\1\1\1", token)
    if _WORD.fullmatch(token):
        return token
    ending = token[-1] if token[-1] in ".,:;!?" else ""
    return f"<name>{ending}"


def differs_in_form(form: Form, actual: Sequence[str], page_lines: Sequence[int]) -> str:
    """Why an output has another form, empty where it has this one."""
    if not any(line.strip() for line in actual):
        return "got no output"
    if form.header:
        return _table_differs(form, _without_rules(actual))
    shown = [read_line(line) for line in form.lines]
    forms = [form_ for form_ in map(line_form, actual) if form_]
    got = [
        one
        for index, one in enumerate(forms)
        if not index or one not in form.repeated or forms[index - 1] != one
    ]
    if match_lines(shown, got) is not None:
        return ""
    return tell_difference(shown, got, [page_lines[place] for place in form.places])


def _table_differs(form: Form, kept: Sequence[str]) -> str:
    split = [_words(line, len(form.header)) if form.by_words else _cells(line) for line in kept]
    header = split[0] if split else ()
    if header != form.header:
        return f"expected the header {' | '.join(form.header)}, got {visible(' | '.join(header))}"
    if len(split) < _LEAST:
        return "expected at least 1 row below the header, got none"
    return next(filter(None, (_row_differs(form, row) for row in split[1:])), "")


def _row_differs(form: Form, row: Sequence[str]) -> str:
    if len(row) != len(form.header):
        return f"expected {len(form.header)} columns, got {len(row)}: {visible(' | '.join(row))}"
    for name, wanted, cell in zip(form.header, form.columns, row, strict=True):
        if not _fits(wanted, cell):
            return f"column {name}: expected a {wanted}, got {visible(cell) or 'nothing'}"
    return ""


def _fits(wanted: str, cell: str) -> bool:
    got = _class(cell)
    if wanted in ("", "nothing", got):
        return True
    if wanted == "text":
        return got != "nothing"
    if wanted == "number":
        return got == "duration"
    return any(kind.name == wanted and re.fullmatch(kind.other, cell) for kind in kinds())
