"""Sentences under preconditions to what can be looked up. Looks nothing up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner.model import Precondition
from runner.outline import Text
from runner.read.inline import plain, read_sentences
from runner.read.units import read_units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.read.inline import Sentence
    from runner.read.sections import Section

_OPTIONAL = re.compile(r"\(?optional", re.IGNORECASE)
_PROGRAM = re.compile(
    r"(?:the )?(?:program |command )?\{0\}(?: command)?"
    r"(?:,? (?:version )?(?P<version>\d+(?:\.\d+)*)(?:\+| or (?:later|newer|higher|above))?)?"
    r"(?:,? (?:is |must be )?(?:installed|available|on (?:the|your) path))?"
)
_NAME = re.compile(r"[A-Za-z][\w.+-]*")


def read_preconditions(section: Section) -> Iterator[Precondition]:
    """Give a precondition for each sentence of the section's prose that introduces no fence."""
    for unit in read_units(section.blocks):
        if not isinstance(unit.part, Text) or unit.block.level:
            continue
        optional = bool(_OPTIONAL.match(plain(unit.part.text)))
        for sentence in read_sentences(unit.part.text, line=unit.part.line):
            if not (sentence.introduces and unit.leads):
                yield _precondition(sentence, optional=optional)


def _precondition(sentence: Sentence, *, optional: bool) -> Precondition:
    match = _PROGRAM.fullmatch(sentence.form.removeprefix("(optional) "))
    if match is None or not _NAME.fullmatch(sentence.objects[0]):
        return Precondition(text=sentence.text, line=sentence.line, optional=optional)
    program, version = sentence.objects[0], match["version"] or ""
    reading = f"the program `{program}` is on PATH"
    return Precondition(
        text=sentence.text,
        line=sentence.line,
        optional=optional,
        program=program,
        version=version,
        reading=f"{reading}, version {version} or later" if version else reading,
    )
