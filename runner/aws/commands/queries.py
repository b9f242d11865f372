"""JMESPath expressions held against the form of an output: which names can never be found. Runs none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runner.aws.commands.forms import ANYTHING, SCALAR, Anything, Entries, Form, Items, Members
from runner.aws.commands.said import or_nearest

if TYPE_CHECKING:
    from collections.abc import Callable


_MOST_NAMED = 6


class NoQueryError(ValueError):
    """The text is no JMESPath expression."""


class Missing:
    """Collects the names that an expression asks for in vain."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def member(self, form: Form, name: str) -> Form:
        """Give the form of a member, and remember where there is none."""
        if isinstance(form, Anything):
            return ANYTHING
        if isinstance(form, Entries):
            return form.value
        if isinstance(form, Members):
            if name in form.members:
                return form.members[name]
            self.said.append(f"the output has no `{name}`{_instead(name, form)}")
        elif isinstance(form, Items):
            self.said.append(f"`{name}` is asked of a list; write `[].{name}`")
        else:
            self.said.append(f"`{name}` is asked of a plain value, which has no members")
        return ANYTHING


def _instead(name: str, form: Members) -> str:
    near = or_nearest(name, form.members)
    if near:
        return near
    names = list(form.members)
    more = ", ..." if len(names) > _MOST_NAMED else ""
    return f"; it has {', '.join(f'`{known}`' for known in names[:_MOST_NAMED])}{more}" if names else ""


def query_result(query: str, form: Form) -> tuple[Form, list[str]]:
    """Give the form of what a query makes of an output, and what it asks for in vain.

    Raises:
        NoQueryError: It is no JMESPath expression.
    """
    import jmespath
    from jmespath.exceptions import JMESPathError

    try:
        tree = jmespath.compile(query).parsed
    except JMESPathError as error:
        raise NoQueryError(str(error).splitlines()[0]) from None
    missing = Missing()
    return _visit(tree, form, missing), missing.said


def _visit(node: dict[str, Any], form: Form, missing: Missing) -> Form:
    found = _FORMS.get(node["type"])
    return ANYTHING if found is None else found(node, form, missing)


def _field(node: dict[str, Any], form: Form, missing: Missing) -> Form:
    return missing.member(form, node["value"])


def _chain(node: dict[str, Any], form: Form, missing: Missing) -> Form:
    for child in node["children"]:
        form = _visit(child, form, missing)
    return form


def _index(node: dict[str, Any], form: Form, missing: Missing) -> Form:
    del node, missing
    return form.item if isinstance(form, Items) else ANYTHING


def _slice(node: dict[str, Any], form: Form, missing: Missing) -> Form:
    del node, missing
    return form if isinstance(form, Items) else ANYTHING


def _current(node: dict[str, Any], form: Form, missing: Missing) -> Form:
    del node, missing
    return form


def _projection(node: dict[str, Any], form: Form, missing: Missing) -> Form:
    left, right = node["children"]
    base = _visit(left, form, missing)
    return Items(item=_visit(right, base.item if isinstance(base, Items) else ANYTHING, missing))


def _value_projection(node: dict[str, Any], form: Form, missing: Missing) -> Form:
    left, right = node["children"]
    base = _visit(left, form, missing)
    return Items(item=_visit(right, base.value if isinstance(base, Entries) else ANYTHING, missing))


def _filter(node: dict[str, Any], form: Form, missing: Missing) -> Form:
    left, right, condition = node["children"]
    base = _visit(left, form, missing)
    item = base.item if isinstance(base, Items) else ANYTHING
    _visit(condition, item, missing)
    return Items(item=_visit(right, item, missing))


def _flatten(node: dict[str, Any], form: Form, missing: Missing) -> Form:
    base = _visit(node["children"][0], form, missing)
    if not isinstance(base, Items):
        return ANYTHING
    return base.item if isinstance(base.item, Items) else base


def _list(node: dict[str, Any], form: Form, missing: Missing) -> Form:
    forms = [_visit(child, form, missing) for child in node["children"]]
    return Items(item=SCALAR if all(form == SCALAR for form in forms) else ANYTHING)


def _object(node: dict[str, Any], form: Form, missing: Missing) -> Form:
    made = {child["value"]: _visit(child["children"][0], form, missing) for child in node["children"]}
    return Members(make=lambda: made)


def _condition(node: dict[str, Any], form: Form, missing: Missing) -> Form:
    """`a || b` and its kin: one side may be for another version, so only what both lack is missing."""
    sides = [Missing() for _ in node["children"]]
    for child, side in zip(node["children"], sides, strict=True):
        _visit(child, form, side)
    if node["type"] != "or_expression" or all(side.said for side in sides):
        missing.said += [text for side in sides for text in side.said]
    return ANYTHING


def _function(node: dict[str, Any], form: Form, missing: Missing) -> Form:
    children = list(node["children"])
    base = _visit(children[0], form, missing) if children and children[0]["type"] != "expref" else ANYTHING
    for child in children[1:]:
        inner = base.item if isinstance(base, Items) else ANYTHING
        _visit(child, inner if child["type"] == "expref" else form, missing)
    ordered = node["value"] in ("sort_by", "sort", "reverse")
    return base if ordered else ANYTHING


_FORMS: dict[str, Callable[[dict[str, Any], Form, Missing], Form]] = {
    "field": _field,
    "subexpression": _chain,
    "index_expression": _chain,
    "pipe": _chain,
    "expref": _chain,
    "index": _index,
    "slice": _slice,
    "current": _current,
    "identity": _current,
    "projection": _projection,
    "value_projection": _value_projection,
    "filter_projection": _filter,
    "flatten": _flatten,
    "multi_select_list": _list,
    "multi_select_dict": _object,
    "or_expression": _condition,
    "and_expression": _condition,
    "not_expression": _condition,
    "comparator": _condition,
    "function_expression": _function,
}
