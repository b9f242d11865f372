"""JSON that a page shows, held against JSON that a program printed. Text that is no JSON is not its business.

Objects are compared by key, whatever the order; lists in order; numbers by value (1 is 1.0, and true is no
number); strings may differ in volatile parts and hold `...`, as lines of an output may. Between keys and
items `...` stands for any others.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct, field

from runner.shown.difference import visible
from runner.shown.json_elisions import ELIDED, with_marks
from runner.shown.lines import ALIGNMENT, ShownLine, match_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.shown.volatile import Kind

_MOST = 10
Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


class NotJsonError(Exception):
    """The text is no JSON document; the text of the error says where."""


class Rules(Struct, frozen=True, kw_only=True):
    """How strictly documents are compared.

    Attributes:
        subset: Whether the program may print more keys and items than the page shows.
        form: Whether keys and types alone count.
    """

    subset: bool = False
    form: bool = False


class Found(Struct):
    """What a comparison found: differences by path, and the kinds of volatile parts that were let pass."""

    rules: Rules
    differences: list[str] = field(default_factory=list)
    passed: list[Kind] = field(default_factory=list)

    def told(self) -> str:
        """The differences, one a line."""
        left_out = len(self.differences) - _MOST
        more = [f"... {left_out} more"] if left_out > 0 else []
        return "\n".join([*self.differences[:_MOST], *more])


def read_json(text: str) -> Json:
    """Read a document.

    Raises:
        NotJsonError: It is none, or is nested too deeply.
    """
    try:
        found: Json = json.loads(text, parse_constant=str, object_pairs_hook=_object)
    except ValueError as error:
        raise NotJsonError(str(error)) from None
    except RecursionError:
        raise NotJsonError("it is nested too deeply") from None
    return found


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """An object; one in which a key stands twice says two things, of which a reader would see one."""
    found = dict(pairs)
    if len(found) != len(pairs):
        counts = Counter(key for key, _ in pairs if key != ELIDED)
        twice = [key for key, count in counts.items() if count > 1]
        if twice:
            raise ValueError(f"the key {json.dumps(twice[0], ensure_ascii=False)} stands there twice")
    return found


def read_shown_json(text: str) -> Json:
    """Read a document of a page, in which `...` may stand for keys, items and values.

    Raises:
        NotJsonError: It is none, or is nested too deeply.
    """
    try:
        return read_json(text)
    except NotJsonError:
        if "..." not in text and "\u2026" not in text:
            raise
    return read_json(with_marks(text))


def is_document(text: str) -> bool:
    """Whether a page's text is a JSON object or list: other values are compared as lines."""
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        return isinstance(read_shown_json(text), dict | list)
    except NotJsonError:
        return False


def compare_json(shown: Json, actual: Json, rules: Rules) -> Found:
    """Tell every difference by its path, such as `$.items[2].name`."""
    found = Found(rules=rules)
    _compare("$", shown, actual, found)
    return found


def _compare(path: str, shown: Json, actual: Json, found: Found) -> None:
    if shown == ELIDED:
        return
    match shown, actual:
        case dict(), dict():
            _compare_objects(path, shown, actual, found)
        case list(), list():
            _compare_lists(path, shown, actual, found)
        case _ if found.rules.form:
            if _type(shown) != _type(actual):
                found.differences.append(f"{path}: expected {_type(shown)}, got {_value(actual)}")
        case str(), str():
            _compare_strings(path, shown, actual, found)
        case _ if _type(shown) != _type(actual) or shown != actual:
            found.differences.append(f"{path}: expected {_value(shown)}, got {_value(actual)}")
        case _:
            pass


def _compare_objects(path: str, shown: dict[str, Json], actual: dict[str, Json], found: Found) -> None:
    for key, value in shown.items():
        if key == ELIDED:
            continue
        inner = f"{path}.{key}" if key.isidentifier() else f"{path}[{json.dumps(key, ensure_ascii=False)}]"
        if key in actual:
            _compare(inner, value, actual[key], found)
        else:
            found.differences.append(f"{inner}: missing, expected {_value(value)}")
    if not (found.rules.subset or ELIDED in shown):
        for key in actual.keys() - shown.keys():
            found.differences.append(f"{path}: has `{key}` too, which the page does not show")


def _compare_lists(path: str, shown: list[Json], actual: list[Json], found: Found) -> None:
    if found.rules.form:
        _compare_forms(path, [item for item in shown if item != ELIDED], actual, found)
    elif ELIDED in shown and not found.rules.subset:
        _compare_around_gap(path, shown, actual, found)
    elif found.rules.subset:
        _compare_some(path, [item for item in shown if item != ELIDED], actual, found)
    else:
        for index, (one, other) in enumerate(zip(shown, actual, strict=False)):
            _compare(f"{path}[{index}]", one, other, found)
        if len(shown) != len(actual):
            found.differences.append(f"{path}: expected {_items(shown)}, got {len(actual)}")


def _compare_forms(path: str, shown: list[Json], actual: list[Json], found: Found) -> None:
    """Each item has the form of one that the page shows; how many there are is free, but for none."""
    if shown and not actual:
        found.differences.append(f"{path}: expected at least 1 item, got none")
    for index, item in enumerate(actual if shown else ()):
        tries = [compare_json(one, item, found.rules) for one in shown[:_MOST]]
        if all(attempt.differences for attempt in tries):
            _compare(f"{path}[{index}]", shown[0], item, found)
            return


def _compare_some(path: str, shown: list[Json], actual: list[Json], found: Found) -> None:
    """Each item that the page shows is in the list, in the page's order: the first that fits is taken."""
    rest: Iterator[Json] = iter(actual)
    for index, one in enumerate(shown):
        for item in rest:
            attempt = compare_json(one, item, found.rules)
            if not attempt.differences:
                found.passed += attempt.passed
                break
        else:
            found.differences.append(f"{path}: no item is {_value(one)} (item {index} of the page)")
            return


def _compare_around_gap(path: str, shown: list[Json], actual: list[Json], found: Found) -> None:
    """What stands before the first `...` begins the list, what stands behind the last one ends it."""
    first, last = shown.index(ELIDED), shown[::-1].index(ELIDED)
    if len(actual) < sum(item != ELIDED for item in shown):
        found.differences.append(f"{path}: expected at least {_items(shown)}, got {len(actual)}")
        return
    for index, one in enumerate(shown[:first]):
        _compare(f"{path}[{index}]", one, actual[index], found)
    for index in range(len(actual) - last, len(actual)):
        _compare(f"{path}[{index}]", shown[index - len(actual)], actual[index], found)
    between = [item for item in shown[first : len(shown) - last] if item != ELIDED]
    _compare_some(path, between, actual[first : len(actual) - last], found)


def _compare_strings(path: str, shown: str, actual: str, found: Found) -> None:
    kinds = match_line(ShownLine(text=shown), actual)
    if kinds is None or ALIGNMENT in kinds:
        found.differences.append(f"{path}: expected {_value(shown)}, got {_value(actual)}")
    else:
        found.passed += kinds


def _type(value: Json) -> str:
    match value:
        case dict():
            return "an object"
        case list():
            return "a list"
        case str():
            return "a string"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case None:
            return "null"


def _items(values: list[Json]) -> str:
    return f"{len(values)} {'item' if len(values) == 1 else 'items'}"


def _value(value: Json) -> str:
    """A value in one short line."""
    match value:
        case dict() | list() if value:
            return f"{_type(value)} of {len(value)}"
        case _:
            return visible(json.dumps(value, ensure_ascii=False))
