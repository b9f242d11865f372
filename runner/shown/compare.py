"""The output that a page shows held against the output that came, in the way that the page's words ask for.

It chooses no way itself and masks nothing.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.expectations import Predicate
from runner.patterns import regex
from runner.predicates import UNRELATED
from runner.shown.lines import ShownLine, is_literal, says_something, sure_words
from runner.shown.sequence import clean_lines, match_lines, shown_lines
from runner.shown.volatile import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from runner.shown.volatile import Kind

_PLAIN_KEY = regex(r"\"([A-Za-z]\w*)\"\s*:", re.ASCII)
_ANY = ShownLine(text="...", any_lines=True)


class Comparison(Struct, frozen=True, kw_only=True):
    """Whether an output is as shown; `detail` says what differs, or what was let pass."""

    holds: bool
    detail: str


class Shown(Struct, frozen=True, kw_only=True):
    """What a page shows.

    Attributes:
        page_lines: The page's line number of each line of the text.
    """

    text: str
    page_lines: tuple[int, ...]


def compare(predicate: Predicate, shown: Shown, actual: str) -> Comparison:
    """Hold an output against what a page shows; an output that is the same always holds.

    Args:
        predicate: One of those that concern shown output.
        shown: What the page shows.
        actual: The output, colours and all.
    """
    try:
        return _WAYS[predicate](shown, actual)
    except RecursionError:
        return _lines(shown, actual)


def is_as_shown(predicate: Predicate, page: str, actual: str) -> bool:
    """Whether an output is what a page shows; nothing is told of the difference, which takes most time."""
    if predicate is Predicate.SHOWN:
        return match_lines(shown_lines(page), clean_lines(actual)) is not None
    return compare(predicate, Shown(text=page, page_lines=()), actual).holds


def plain_parts(predicate: Predicate, page: str) -> tuple[str, ...]:
    """Parts of what a page shows that every output has which is as shown; none where none is known."""
    if predicate is Predicate.FORM:
        return ()
    if predicate in (Predicate.SHOWN, Predicate.SHOWN_LINES):
        return _sure_words(shown_lines(page))
    key = _PLAIN_KEY.search(page)
    return (key[1],) if key else ()


def _sure_words(lines: Sequence[ShownLine]) -> tuple[str, ...]:
    """The sure words of the first line that has some: to look for them is faster than to match it."""
    return next(filter(None, map(sure_words, lines)), ())


def is_strong(predicate: Predicate, text: str) -> bool:
    """Whether no unrelated output, error message or empty output can pass."""
    match predicate:
        case Predicate.FORM:
            return _has_a_form(text)
        case Predicate.JSON_FORM | Predicate.JSON_SUBSET:
            return _has_a_key(text)
        case Predicate.JSON if not _is_whole(text):
            return _has_a_key(text)
        case _:
            lines = shown_lines(text)
            return any(map(says_something, lines)) and not _accepts_unrelated(lines)


def _accepts_unrelated(lines: Sequence[ShownLine]) -> bool:
    """Whether marks such as `.* (regex)` let one of the texts pass that have nothing to do with any page."""
    words = _sure_words(lines)
    texts = [found for text, found in _unrelated() if all(word in text for word in words)]
    if not texts or all(map(is_literal, lines)):
        return False
    return any(match_lines(lines, found) is not None for found in texts)


@cache
def _unrelated() -> tuple[tuple[str, list[str]], ...]:
    """The texts that have nothing to do with any page, each with its lines."""
    found = [clean_lines(text) for unrelated in UNRELATED.values() for text in unrelated]
    return tuple(("\n".join(lines), lines) for lines in found)


def _has_a_form(text: str) -> bool:
    from runner.shown.form import form_of, is_telling

    return is_telling(form_of(clean_lines(text)))


def _is_whole(text: str) -> bool:
    """Whether a page's document leaves nothing out."""
    from runner.shown.json_documents import NotJsonError, read_json

    try:
        read_json(text)
    except NotJsonError:
        return False
    return True


def _has_a_key(text: str) -> bool:
    from runner.shown.json_documents import read_shown_json
    from runner.shown.json_elisions import ELIDED

    pending = [read_shown_json(text)]
    while pending:
        match pending.pop():
            case dict() as found if found.keys() - {ELIDED}:
                return True
            case list() as items:
                pending += items
            case _:
                pass
    return False


def _held(passed: Iterable[Kind] = ()) -> Comparison:
    told = counted(passed)
    return Comparison(holds=True, detail=f"equal but for {told}" if told else "it is the same")


def _numbers(shown: Shown, lines: Sequence[object]) -> tuple[int, ...]:
    """A number for each line, also for lines that are not the page's own."""
    first = shown.page_lines[-1] + 1 if shown.page_lines else 1
    return (*shown.page_lines, *range(first, first + len(lines)))[: len(lines)]


def _lines(shown: Shown, actual: str) -> Comparison:
    return _in_lines(shown, shown_lines(shown.text), actual)


def _some_lines(shown: Shown, actual: str) -> Comparison:
    """The lines that the page shows are there, in its order, with any others before, between and behind."""
    lines: list[ShownLine] = [_ANY]
    numbers = [shown.page_lines[0] if shown.page_lines else 1]
    found = shown_lines(shown.text)
    for line, number in zip(found, _numbers(shown, found), strict=True):
        lines += [line, _ANY]
        numbers += [number, number]
    return _in_lines(Shown(text=shown.text, page_lines=tuple(numbers)), lines, actual)


def _names(shown: Shown, actual: str) -> Comparison:
    """Names in columns, as a terminal shows them, or one a line."""
    as_lines = match_lines(shown_lines(shown.text), clean_lines(actual))
    if as_lines is not None:
        return _held(as_lines)
    page, got = clean_lines(shown.text), clean_lines(actual)
    if any(line.any_lines for line in shown_lines(shown.text)):
        return _lines(shown, actual)
    from runner.shown.difference import visible
    from runner.shown.names import names_in_columns, same_names

    found = names_in_columns(page)
    same = same_names([name for name, _ in found], got)
    if same is not None:
        told = "" if same else ", sorted by the rules of another language"
        return Comparison(holds=True, detail=f"the same names{told}")
    if sorted(name for name, _ in found) == sorted(got):
        return Comparison(holds=False, detail=f"the same names in another order: {visible(', '.join(got))}")
    numbers = _numbers(shown, page)
    lines = [ShownLine(text=name) for name, _ in found]
    return _differs(lines, got, tuple(numbers[line] for _, line in found))


def _unordered(shown: Shown, actual: str) -> Comparison:
    lines, got = shown_lines(shown.text), clean_lines(actual)
    if match_lines(lines, got) is not None:
        return _in_lines(shown, lines, actual)
    from runner.shown.names import in_page_order

    ordered = in_page_order(lines, got)
    passed = match_lines(lines, ordered)
    if passed is None:
        return _differs(lines, ordered, _numbers(shown, lines))
    told = counted(passed)
    return Comparison(holds=True, detail=f"the same lines in another order{told and ', but for '}{told}")


def _in_lines(shown: Shown, lines: Sequence[ShownLine], actual: str) -> Comparison:
    got = clean_lines(actual)
    passed = match_lines(lines, got)
    if passed is not None:
        return _held(passed)
    return _differs(lines, got, _numbers(shown, lines))


def _differs(shown: Sequence[ShownLine], actual: Sequence[str], page_lines: Sequence[int]) -> Comparison:
    from runner.shown.difference import tell_difference

    return Comparison(holds=False, detail=tell_difference(shown, actual, page_lines))


def _form(shown: Shown, actual: str) -> Comparison:
    from runner.shown.form import differs_in_form, form_of

    lines = clean_lines(shown.text)
    differs = differs_in_form(form_of(lines), clean_lines(actual), _numbers(shown, lines))
    return Comparison(holds=not differs, detail=differs or "it has that form")


def _json(shown: Shown, actual: str, *, subset: bool = False, form: bool = False) -> Comparison:
    as_lines = match_lines(shown_lines(shown.text), clean_lines(actual))
    if as_lines is not None:
        return _held(as_lines)
    text = "\n".join(clean_lines(actual))
    if not text:
        return Comparison(holds=False, detail="got no output")
    from runner.shown.difference import visible
    from runner.shown.json_documents import NotJsonError, Rules, compare_json, read_json, read_shown_json

    try:
        rules = Rules(subset=subset, form=form)
        found = compare_json(read_shown_json(shown.text), read_json(text), rules)
    except NotJsonError as error:
        return Comparison(holds=False, detail=f"got {visible(text.partition(chr(10))[0])}, no JSON ({error})")
    if found.differences:
        return Comparison(holds=False, detail=found.told())
    return Comparison(holds=True, detail="it has that form") if form else _held(found.passed)


_WAYS: dict[Predicate, Callable[[Shown, str], Comparison]] = {
    Predicate.SHOWN: _lines,
    Predicate.SHOWN_LINES: _some_lines,
    Predicate.SHOWN_NAMES: _names,
    Predicate.SHOWN_UNORDERED: _unordered,
    Predicate.FORM: _form,
    Predicate.JSON: _json,
    Predicate.JSON_SUBSET: lambda shown, actual: _json(shown, actual, subset=True),
    Predicate.JSON_FORM: lambda shown, actual: _json(shown, actual, form=True),
}
