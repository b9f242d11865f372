"""`<your-bucket>`, `YOUR_BUCKET`, `{bucket}`, `...` in commands: values that only the reader has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner.model import StepKind
from runner.patterns import regex
from runner.plan.occurrences import Occurrence
from runner.plan.quoting import Quoting
from runner.plan.shell import place_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runner.model import Step
    from runner.plan.quoting import Place

# `cat <in >out` and `cat <in>/dev/null` redirect: a placeholder is closed and no device follows it.
_ANGLE = r"<(?P<angle>[A-Za-z][\w.-]*(?: [\w.-]+)*)>(?!/dev/|\w|&)"
_UPPER = r"(?<![\w${])(?P<upper>(?:YOUR|MY)_[A-Z0-9_]*[A-Z0-9])\b(?!=)"
_BRACES = r"(?<![\w$@{\\])(?<!-I)\{(?P<braces>[A-Za-z][\w-]*)\}(?!\})"
_DOTS = r"(?<!\S)(?P<dots>\.\.\.|\u2026)(?!\S)"
_CANDIDATE = regex(f"{_ANGLE}|{_UPPER}|{_BRACES}|{_DOTS}")
# No candidate is without one of these, and most commands have none.
_SIGNS = ("<", "{", "...", "\u2026", "YOUR_", "MY_")
_HEREDOCS = {Quoting.HEREDOC, Quoting.RAW_HEREDOC}
_QUOTED = {Quoting.SINGLE, Quoting.ANSI, Quoting.DOUBLE}
_TAGS = frozenset(
    (
        *(
            "a",
            "abbr",
            "b",
            "blockquote",
            "body",
            "br",
            "button",
            "code",
            "div",
            "em",
            "form",
            "h1",
            "h2",
            "h3",
        ),
        *(
            "head",
            "hr",
            "html",
            "i",
            "img",
            "input",
            "label",
            "li",
            "link",
            "main",
            "meta",
            "nav",
            "ol",
            "option",
        ),
        *(
            "p",
            "pre",
            "script",
            "section",
            "select",
            "span",
            "strong",
            "style",
            "table",
            "tbody",
            "td",
            "textarea",
        ),
        *("th", "thead", "title", "tr", "u", "ul", "xml"),
    )
)


def find_placeholders(steps: Iterable[Step]) -> Iterator[Occurrence]:
    """Find what in commands stands for a value of the reader's; the variable is named in lower case."""
    for step in steps:
        if step.kind is StepKind.COMMAND and _may_hold_some(step.source):
            yield from _in_step(step)


def masked(source: str) -> str:
    """The source with each candidate as a plain word of the same length, so that bash's grammar fits."""
    if not _may_hold_some(source):
        return source
    return _CANDIDATE.sub(lambda match: "x" * len(match[0].encode()), source)


def _may_hold_some(source: str) -> bool:
    return any(map(source.__contains__, _SIGNS))


def _in_step(step: Step) -> Iterator[Occurrence]:
    plain = masked(step.source)
    start, line, read = 0, step.code_line, 0
    for match in _CANDIDATE.finditer(step.source):
        between = step.source[read : match.start()]
        start, line, read = start + len(between.encode()), line + between.count("\n"), match.start()
        place = place_at(plain, start)
        if not _is_placeholder(match, place):
            continue
        yield Occurrence(
            variable=_name(match),
            literal=match[0],
            step=step.id,
            line=line,
            start=start,
            end=start + len(match[0].encode()),
            at=place,
            required=True,
            # Dots have no name, so each of them is a value of its own.
            same=f"{step.id}:{start}" if match["dots"] else "",
        )


def _is_placeholder(match: re.Match[str], place: Place) -> bool:
    """In a comment or here-document nothing is; in quotes only what no other language would mean."""
    if place.comment or place.quoting in _HEREDOCS:
        return False
    bare = place.quoting not in _QUOTED
    if match["angle"]:
        return bare or match["angle"].lower() not in _TAGS
    return bool(match["upper"]) or bare


def _name(match: re.Match[str]) -> str:
    inside = match["angle"] or match["upper"] or match["braces"]
    return re.sub(r"[ _]+", "-", inside.lower()) if inside else "argument"
