"""`{{ name }}` in commands, files and claims, by Jinja2. The only module that imports it.

Only expressions whose every name is a variable that the page declares are filled; all other braces
(Go templates, GitHub expressions, Logseq macros) stay byte for byte.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from runner.errors import UsageError
from runner.plan.shell import place_at, quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jinja2 import Environment

_EXPRESSION = re.compile(r"\{\{(.*?)\}\}")


@cache
def _environment() -> Environment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)


def fill_text(text: str, values: Mapping[str, str], *, place: str) -> str:
    """Fill the templates of a file or a sentence; values stand as they are.

    Args:
        text: The text as the page has it.
        values: The page's declared variables.
        place: `path:line`, for messages.

    Raises:
        UsageError: A filter is unknown or refuses its value.
    """
    for start, end, value in reversed(list(_expressions(text, values, place))):
        text = text[:start] + value + text[end:]
    return text


def fill_command(text: str, values: Mapping[str, str], *, place: str) -> str:
    """Fill the templates of a command; each value is quoted for its place, so it is never syntax.

    Raises:
        UsageError: A filter is unknown or refuses its value.
    """
    found = list(_expressions(text, values, place))
    if not found:
        return text
    marked, places = _with_marks(text, [(start, end) for start, end, _ in found])
    for (start, end, value), at in reversed(list(zip(found, places, strict=True))):
        text = text[:start] + quote(value, place_at(marked, at).quoting) + text[end:]
    return text


def _with_marks(text: str, spans: list[tuple[int, int]]) -> tuple[str, list[int]]:
    """The text with a plain word in each expression's place, since bash reads braces as syntax.

    The places are byte offsets.
    """
    marked, places, last = "", list[int](), 0
    for start, end in spans:
        marked += text[last:start]
        places.append(len(marked.encode("utf-8", "replace")))
        marked += "x"
        last = end
    return marked + text[last:], places


def _expressions(text: str, values: Mapping[str, str], place: str) -> Iterator[tuple[int, int, str]]:
    if not values or "{{" not in text:
        return
    known = {name.replace("-", "_"): value for name, value in values.items()}
    for match in _EXPRESSION.finditer(text):
        expression = match[1].strip()
        if expression in values:
            yield match.start(), match.end(), values[expression]
        elif _knows(expression, known, place):
            yield match.start(), match.end(), _evaluate(expression, known, place)


def _knows(expression: str, known: Mapping[str, str], place: str) -> bool:
    from jinja2 import TemplateSyntaxError, meta

    try:
        names = meta.find_undeclared_variables(_environment().parse(f"{{{{ {expression} }}}}"))
    except TemplateSyntaxError as error:
        if any(re.match(rf"\s*{re.escape(name)}\s*\|", expression) for name in known):
            raise UsageError(
                f"{place}: {{{{ {expression} }}}}: {error.message}; correct the template"
            ) from None
        return False
    return bool(names) and names <= known.keys()


def _evaluate(expression: str, known: Mapping[str, str], place: str) -> str:
    from jinja2 import TemplateError

    try:
        return str(_environment().from_string(f"{{{{ {expression} }}}}").render(known))
    except (TemplateError, TypeError, ValueError) as error:
        raise UsageError(f"{place}: {{{{ {expression} }}}}: {error}; correct the template") from None
