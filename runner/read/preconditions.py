"""Sentences under preconditions to what can be looked up. Looks nothing up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.model import Precondition
from runner.outline import Text
from runner.patterns import regex
from runner.read.inline import plain, read_sentences
from runner.read.needs import read_needs
from runner.read.needs_lists import NOTHING, Around, Says, around_blocks, remark_on
from runner.read.units import read_units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.read.inline import Sentence
    from runner.read.sections import Section

_OPTIONAL = regex(r"\(?optional", re.IGNORECASE)
_OR = regex(r"^or |,? or$")
_MAY_LACK = regex(r"\((?:optional|recommended)[^()]*\)", re.IGNORECASE)


def read_preconditions(section: Section) -> Iterator[Precondition]:
    """Give a precondition for each sentence of the section's prose that introduces no fence."""
    around = around_blocks(section.blocks)
    for unit in read_units(section.blocks):
        if not isinstance(unit.part, Text) or unit.block.level:
            continue
        said = _with_remarks(around.get(id(unit.block), NOTHING), unit.part)
        for sentence in read_sentences(unit.part.text, line=unit.part.line):
            if not (sentence.introduces and unit.leads):
                yield _precondition(sentence, said)


def _with_remarks(around: Around, part: Text) -> Around:
    """What is said of a text, by what stands around it and by its own sentences."""
    shown = plain(part.text)
    optional = _OPTIONAL.match(shown) or _MAY_LACK.search(shown)
    around = around.under(shown, Says.OPTIONAL, part.line) if optional else around
    for sentence in read_sentences(part.text, line=part.line)[1:]:
        around = around.under(sentence.text, remark_on(sentence.text), part.line)
    return around


def _precondition(sentence: Sentence, around: Around) -> Precondition:
    reading = None if around.left else read_needs(_without_or(sentence) if around.choice else sentence)
    bare = Precondition(text=sentence.text, line=sentence.line, optional=around.optional)
    if reading is None:
        return replace(bare, choice=around.choice)
    doubtful = bool(around.condition)
    return replace(
        bare,
        needs=tuple(replace(need, doubtful=need.doubtful or doubtful) for need in reading.needs),
        any_of=reading.any_of,
        choice=around.choice,
        reading=reading.words + _way(around),
    )


def _way(around: Around) -> str:
    """What of the texts around a precondition belongs to its reading."""
    only = f", on a condition: “{around.condition}”" if around.condition else ""
    return only + ("; one of the list is enough" if around.choice else "")


def _without_or(sentence: Sentence) -> Sentence:
    """An item without the "or" that joins it to the one before or behind it."""
    if sentence.wide is None:
        return replace(sentence, form=_OR.sub("", sentence.form))
    form, objects = sentence.wide
    return replace(sentence, form=_OR.sub("", sentence.form), wide=(_OR.sub("", form), objects))
