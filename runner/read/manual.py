"""Which list items and headings tell a person to do something, and what such a step is called.

It must not look at fences: an item that leads to one is no manual step.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.model import Step, StepKind
from runner.outline import Text
from runner.patterns import regex
from runner.read.claims import read_claim
from runner.read.inline import SpanKind, plain, read_sentences, read_spans
from runner.read.roles import without_lead
from runner.read.units import is_item
from runner.read.words import is_numbered, words

if TYPE_CHECKING:
    from runner.read.sections import Section
    from runner.read.units import Unit

# "Settings > Models > Access": words that begin with capitals, divided by arrows.
_ARROW = r"\s*(?:\u2192|\u203a|\u00bb|->|=>|>)\s*"
_PLACE = r"[A-Z][\w&'./+ -]{0,40}?"
_MENU = regex(rf"{_PLACE}(?:{_ARROW}{_PLACE})+")
# A command with its arguments; a word alone may as well be the name of a thing.
_RUN = regex(r"(?:[^`]*,)?\s*(?:first |then )?(?:run|execute):?[^`]*`([^`]+ [^`]+)`", re.IGNORECASE)
_LABEL = regex(r"\*\*(?P<label>[^*]+?)(?::\*\*|\*\*:)\s*(?P<rest>.*)", re.DOTALL)


class Instruction(Struct, frozen=True, kw_only=True):
    """What a person is told: its title, and the command where that stands in a code span."""

    title: str
    code: str = ""


def read_instruction(unit: Unit) -> Instruction | None:
    """Read a list item as an instruction, None where it is none."""
    if not is_item(unit) or not isinstance(unit.part, Text):
        return None
    shown = without_lead(plain(_without_label(unit.part.text)))
    if words().note.match(shown.lower()) or shown.endswith(":") or words().describes.match(unit.under):
        return None
    ordered = unit.block.ordered or is_numbered(plain(unit.part.text))
    span = _only_code(unit.part.text)
    if span is not None:
        lead = unit.under.rstrip(": ")
        told = bool(words().manual.match(without_lead(lead)))
        title = f"{lead[:1].upper()}{lead[1:]}: `{span}`" if told else f"`{span}`"
        return Instruction(title=plain(title), code=span) if told or ordered else None
    if _MENU.fullmatch(shown.rstrip(".")) or _is_told(unit.part, shown):
        command = _RUN.match(shown)
        return Instruction(title=_title(unit.part), code=command[1] if command else "")
    return None


def tells(heading: str) -> bool:
    """Whether a heading alone is an instruction: it has a number and begins with what to do."""
    bare = without_lead(heading)
    return is_numbered(heading) and (bare.startswith("`") or bool(words().manual.match(bare.lower())))


def _is_told(text: Text, shown: str) -> bool:
    """Whether the text begins with what to do; what can be checked instead is no instruction."""
    if not words().manual.match(shown.lower()):
        return False
    if words().verifying.match(shown.lower()):
        return False
    claim = next(map(read_claim, read_sentences(text.text, line=text.line)), None)
    return claim is None or not claim.expectations


def _title(text: Text) -> str:
    sentences = read_sentences(text.text, line=text.line)
    first = next((item.text for item in sentences if without_lead(item.text)), plain(text.text))
    return without_lead(first).rstrip(". ")


def _without_label(text: str) -> str:
    """The text behind a bold label and its colon, if there is any; else the whole."""
    match = _LABEL.match(text)
    return match["rest"] if match and match["rest"].strip() else text


def _only_code(text: str) -> str | None:
    """The command, where the item is nothing but one code span with a command and its arguments."""
    spans = [span for span in read_spans(without_lead(text)) if span.text.strip()]
    if len(spans) == 1 and spans[0].kind is SpanKind.CODE and " " in spans[0].text.strip():
        return spans[0].text.strip()
    return None


def manual_step(told: Instruction, section: Section, *, line: int, end_line: int) -> Step:
    """Give the step of an instruction, without an id."""
    return Step(
        id="",
        kind=StepKind.MANUAL,
        title=told.title,
        section="",
        section_kind=section.kind,
        line=line,
        end_line=end_line,
        code=told.code,
        code_line=line if told.code else 0,
        source=told.code,
    )
