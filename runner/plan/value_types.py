"""Values that do not look like what their variable's name says, by `value_types.toml`. Refuses none."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from runner.nearest import misspelt
from runner.outline import Finding, Level, Location
from runner.patterns import regex
from runner.plan.lifting import find_literals
from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from runner.model import Procedure


class _Type(Struct, frozen=True, kw_only=True):
    """What values of some names look like: a form, or one of several lists."""

    what: str
    names: re.Pattern[str]
    form: re.Pattern[str] | None
    such_as: str
    lists: tuple[Collection[str], ...]


def types_table() -> dict[str, Any]:
    """The data file as it stands, with the examples that are its tests."""
    return read_table(__file__, "value_types.toml")


@cache
def _types() -> tuple[tuple[_Type, ...], str]:
    """The types, and the date of their lists."""
    table = types_table()
    types = tuple(
        _Type(
            what=row["what"],
            names=regex(row["names"]),
            form=regex(row["form"], re.ASCII) if "form" in row else None,
            such_as=row.get("such_as", ""),
            lists=tuple(table["regions"][name] for name in row.get("lists", [])),
        )
        for row in table["type"]
    )
    return types, table["date"]


def odd_value(name: str, value: str, default: str | None) -> str:
    """Say what is odd about a variable's value; empty where nothing is.

    Args:
        name: The variable's, also with the place of its literal: `region@2.2`.
        value: What it has in this run.
        default: What the page says, None where it says nothing.
    """
    plain = name.partition("@")[0].lower().replace("_", "-")
    types, date = _types()
    kind = next((kind for kind in types if kind.names.fullmatch(plain)), None)
    if kind is None or not value or "{{" in value:
        return ""
    if kind.form is None:
        return _not_listed(kind, value, default, date)
    of_another_kind = default not in (None, "", value) and not kind.form.fullmatch(default or "")
    if of_another_kind or value == default or kind.form.fullmatch(value):
        return ""
    return f"is no {kind.what}, which looks like `{kind.such_as}`"


def _not_listed(kind: _Type, value: str, default: str | None, date: str) -> str:
    if any(value in known for known in kind.lists):
        return ""
    lists = [known for known in kind.lists if default in known]
    near = misspelt(value, (name for known in lists or kind.lists for name in known))
    if not near and not lists:
        return ""
    guess = f"; did you mean `{near}`?" if near else "; see whether it is spelled right"
    return f"is not in the list of {kind.what}s of {date}{guess}"


def find_odd_values(
    procedure: Procedure, lift: Mapping[str, Mapping[str, str]] | None = None
) -> Iterator[Finding]:
    """Find the page's own values that are odd, each with its place; `lift` is the configuration's."""
    values = [(item.name, item.default or "", item.line, "") for item in procedure.settings.variables]
    paths = {step.id: step.path for step in procedure.steps}
    literals = find_literals(procedure.steps, lift or {})
    values += [(item.variable, item.literal, item.line, paths[item.step]) for item in literals]
    for name, value, line, path in values:
        if odd := odd_value(name, value, value):
            message = f"`{name}` is `{value}`, which {odd}"
            place = Location(path=path or procedure.path, line=line, end_line=line)
            yield Finding(code="odd-value", level=Level.WARNING, message=message, location=place)
