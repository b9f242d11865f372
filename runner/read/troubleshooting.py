"""The page's Troubleshooting to rows of symptom and remedy. Matches nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner.model import Remedy
from runner.outline import Text
from runner.read.inline import SpanKind, plain, read_spans
from runner.read.units import read_units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.read.sections import Section

_ARROW = re.compile(r"\s*(?:→|->|=>|⇒)\s*")


def read_remedies(section: Section) -> Iterator[Remedy]:
    """Give the rows `*symptom* → remedy`, `symptom: remedy` and headings with what stands below."""
    heading = ""
    for unit in read_units(section.blocks):
        if not isinstance(unit.part, Text):
            continue
        if unit.block.level:
            heading = plain(unit.part.text)
            continue
        row = _row(unit.part.text)
        if row is not None:
            yield Remedy(symptom=row[0], remedy=row[1], line=unit.part.line)
        elif heading:
            yield Remedy(symptom=heading, remedy=plain(unit.part.text), line=unit.part.line)
            heading = ""


def _row(text: str) -> tuple[str, str] | None:
    pieces = _ARROW.split(text, maxsplit=1)
    if len(pieces) == 1 and _emphasised(text):
        pieces = re.split(r":\s+|(?<=:\*\*)\s+", text, maxsplit=1)
    if len(pieces) == 1:
        pieces = re.split(r"(?<=[^/\s]):\s+", text, maxsplit=1)
    if len(pieces) == 1 or not pieces[0].strip() or not pieces[1].strip():
        return None
    return plain(pieces[0]).strip(": "), plain(pieces[1])


def _emphasised(text: str) -> bool:
    spans = read_spans(text)
    return bool(spans) and spans[0].kind is SpanKind.EMPHASIS
