"""Values taken from steps for later ones: found in what a step printed or set, and put into what runs.

Takes only what can be told surely: one value of that name, in an output that is whole.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from runner.errors import UsageError
from runner.outline import line_text
from runner.patterns import regex
from runner.plan.captures import fill_holes, plain_name
from runner.run.masking import known_secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from runner.model import Capture, PlannedStep, Variable
    from runner.run.masking import Mask

# `Name: value`, `name = "value"`, `NAME=value`; and a row of a table that an AWS command draws.
_LINE = regex(r"^\s*[\"']?(?P<name>[A-Za-z][\w-]*)[\"']?\s*[:=]\s*(?P<value>\S.*?)\s*,?\s*$")
_ROW = regex(r"^\|\s*(?P<name>[A-Za-z][\w-]*)\s*\|\s*(?P<value>[^|]*?)\s*\|\s*$")
_LONGEST = 4096


class Captured(Struct):
    """What was captured so far in a run.

    Attributes:
        values: Variable → value.
        missed: Variable → why there is none.
    """

    values: dict[str, str] = field(default_factory=dict)
    missed: dict[str, str] = field(default_factory=dict)

    def take(self, planned: PlannedStep, printed: str, variable: Callable[[str], str | None]) -> None:
        """Take what is wanted of a step from what it printed, whole, and from the shell's variables."""
        for name, capture in planned.captures:
            found = _wanted(capture, printed, variable)
            if len(found) == 1:
                self.values[name] = found[0]
                self.missed.pop(name, None)
            else:
                what = f"step {planned.step.id} gave {len(found) or 'no'}"
                self.missed[name] = f"{what} value{'s' if len(found) > 1 else ''} of `{capture.name}`"

    def learn(self, mask: Mask) -> None:
        """Have those that are named like secrets hidden from now on."""
        if self.values:
            mask.learn(known_secrets({}, {}, self.values.items()))


def _wanted(capture: Capture, printed: str, variable: Callable[[str], str | None]) -> list[str]:
    if capture.of_shell:
        value = variable(capture.name)
        return [value] if value else []
    return find_values(capture.name, printed)


def find_values(name: str, printed: str) -> list[str]:
    """Give the different values of a name in an output: in its JSON, else in its lines."""
    document = _json_in(printed)
    pairs = list(_fields(document) if document is not None else _lines(printed))
    exact = [value for key, value in pairs if key == name]
    alike = [value for key, value in pairs if plain_name(key) == plain_name(name)]
    return [value for value in dict.fromkeys(exact or alike) if value and len(value) <= _LONGEST]


def _json_in(printed: str) -> object:
    """The JSON that a text is, or that begins on one of its lines and is all that follows; else None."""
    for match in re.finditer(r"^[ \t]*[\[{]", printed, re.MULTILINE):
        try:
            return json.loads(printed[match.start() :])
        except (ValueError, RecursionError):
            return None
    return None


def _fields(document: object) -> Iterator[tuple[str, str]]:
    """Every field that is a text, a number or a truth value, at any depth."""
    stack = [document]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack += reversed(item)
        elif isinstance(item, dict):
            stack += reversed(list(item.values()))
            for key, value in item.items():
                if isinstance(value, str):
                    yield key, value
                elif isinstance(value, int | float):
                    yield key, json.dumps(value)


def _lines(printed: str) -> Iterator[tuple[str, str]]:
    for line in printed.splitlines():
        match = _ROW.match(line) or _LINE.match(line)
        if match:
            value = match["value"]
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
            yield match["name"], value[1:-1] if quoted else value


class Filled(Struct, frozen=True, kw_only=True):
    """A step with its captured values, or why it cannot have them.

    Attributes:
        notes: Which values were put in, for a reader.
        lacks: Why the step is blocked, empty where it is not.
    """

    planned: PlannedStep
    public: PlannedStep
    notes: tuple[str, ...] = ()
    lacks: str = ""


def with_captured(planned: PlannedStep, public: PlannedStep, captured: Captured, mask: Mask) -> Filled:
    """Put what was captured into a step before it runs."""
    names = list(dict.fromkeys(hole.variable for hole in planned.holes))
    lacking = [name for name in names if name not in captured.values]
    if lacking:
        why = "; ".join(_why(name, captured) for name in lacking)
        cure = " ".join(f"--var {name}=VALUE" for name in lacking)
        return Filled(planned=planned, public=public, lacks=f"{why}; next: look there and run with {cure}")
    captured.learn(mask)
    if public is planned and not planned.holes and mask.is_clean(planned):
        return Filled(planned=planned, public=planned)
    try:
        filled = fill_holes(planned, captured.values, place=line_text(planned.step.line, planned.step.path))
    except UsageError as error:
        return Filled(planned=planned, public=public, lacks=mask(str(error)))
    notes = tuple(mask(f"`{name}` is `{captured.values[name]}`, captured in this run") for name in names)
    return Filled(planned=filled, public=replace(public, text=mask(filled.text), holes=()), notes=notes)


def _why(name: str, captured: Captured) -> str:
    why = captured.missed.get(name, "the step that gives it did not run this time")
    return f"`{name}` has no value: {why}"


def known_now(variables: tuple[Variable, ...], captured: Captured) -> tuple[Variable, ...]:
    """The variables with the values that the run gave."""
    return tuple(
        replace(item, value=captured.values.get(item.name, "")) if item.captured_from else item
        for item in variables
    )
