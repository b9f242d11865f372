"""Sentences under preconditions to what can be looked up. Looks nothing up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner.model import Precondition
from runner.outline import Text
from runner.patterns import regex
from runner.read.inline import plain, read_sentences
from runner.read.needs import read_needs
from runner.read.units import read_units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.read.inline import Sentence
    from runner.read.sections import Section

_OPTIONAL = regex(r"\(?optional", re.IGNORECASE)
_MAY_LACK = regex(r"\((?:optional|recommended)[^()]*\)", re.IGNORECASE)


def read_preconditions(section: Section) -> Iterator[Precondition]:
    """Give a precondition for each sentence of the section's prose that introduces no fence."""
    for unit in read_units(section.blocks):
        if not isinstance(unit.part, Text) or unit.block.level:
            continue
        shown = plain(unit.part.text)
        optional = bool(_OPTIONAL.match(shown) or _MAY_LACK.search(shown))
        for sentence in read_sentences(unit.part.text, line=unit.part.line):
            if not (sentence.introduces and unit.leads):
                yield _precondition(sentence, optional=optional)


def _precondition(sentence: Sentence, *, optional: bool) -> Precondition:
    reading = read_needs(sentence)
    return Precondition(
        text=sentence.text,
        line=sentence.line,
        optional=optional,
        needs=reading.needs if reading else (),
        any_of=reading is not None and reading.any_of,
        reading=reading.words if reading else None,
    )
