"""`{{ name }}` in commands, files and claims, by Jinja2. The only module that imports it.

Only expressions whose every name is a variable that the page declares are filled; all other braces
(Go templates, GitHub expressions, Logseq macros) stay byte for byte.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from runner.errors import UsageError
from runner.patterns import regex
from runner.plan.occurrences import put
from runner.plan.shell import place_at

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from jinja2 import Environment

    from runner.model import OthersTemplate

# `${{ x }}` is GitHub's, `{{{ x }}}` Handlebars'.
_EXPRESSION = regex(r"(?<![${])\{\{(?!\{)(.*?)\}\}")
_OTHERS = regex(r"\$?\{\{\{?.*?\}\}\}?|\{%.*?%\}")
_NAME_ALONE = regex(r"\{\{\s*([A-Za-z_][\w-]*)\s*\}\}")
_NAMES = regex(r"(?<![\w.$'\"])[A-Za-z_]\w*")


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


def filled_values(text: str, values: Mapping[str, str], *, of: Collection[str], place: str) -> Iterator[str]:
    """Give what a text's templates yield that name any variable of `of`, filters applied."""
    names = {name.replace("-", "_") for name in of}
    for start, end, value in _expressions(text, values, place):
        if names & set(re.findall(r"\w+", text[start:end].replace("-", "_"))):
            yield value


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
        written = put(value, place_at(marked, at), what=text[start:end], place=place)
        text = text[:start] + written + text[end:]
    return text


def left_templates(text: str, names: Collection[str]) -> Iterator[tuple[int, str]]:
    """Give what in a text looks like a template and is another tool's: lines into the text, and the texts.

    Args:
        text: A command or a file as the page has it.
        names: The page's declared variables.
    """
    if "{{" not in text and "{%" not in text:
        return
    ours = {start for start, _, _ in _expressions(text, dict.fromkeys(names, ""), "", fill=False)}
    for match in _OTHERS.finditer(text):
        if match.start() not in ours:
            yield text.count("\n", 0, match.start()), match[0]


def undeclared_templates(
    path: str, templates: Iterable[OthersTemplate], variables: Iterable[str]
) -> Iterator[str]:
    """Say which templates have the name of a variable that the page has, but does not declare.

    A name that was only lifted from a command may be another tool's, and a page without declarations runs as
    it is written.
    """
    known = {name.partition("@")[0].replace("-", "_"): name for name in variables}
    for template in templates:
        match = _NAME_ALONE.fullmatch(template.text)
        name = known.get(match[1].replace("-", "_")) if match else None
        if name:
            yield (
                f"{template.path or path}:{template.line}: `{template.text}` stays as it is, since the page "
                f"does not declare `{name}`; declare it under `variables` to have it filled"
            )


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


def _expressions(
    text: str, values: Mapping[str, str], place: str, *, fill: bool = True
) -> Iterator[tuple[int, int, str]]:
    """The templates that are ours: where they begin and end, and, if they are to be filled, their values."""
    if not values or "{{" not in text:
        return
    known = {name.replace("-", "_"): value for name, value in values.items()}
    for match in _EXPRESSION.finditer(text):
        expression = match[1].strip()
        if expression in values:
            yield match.start(), match.end(), values[expression]
        elif _knows(expression, known, place):
            value = _evaluate(expression, known, place) if fill else ""
            yield match.start(), match.end(), value


def _knows(expression: str, known: Mapping[str, str], place: str) -> bool:
    # Jinja2 is slow to load, and most braces are another tool's.
    if not known.keys() & set(_NAMES.findall(expression)):
        return False
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
