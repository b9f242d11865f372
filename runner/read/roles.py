"""What a fence is for: run, written to a file, shown to a person, or what a command prints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from runner.model import Claim, Expectation, Predicate, Strength, Subject
from runner.read.inline import SpanKind, read_sentences, read_spans
from runner.read.words import words

if TYPE_CHECKING:
    from runner.outline import Fence, Text
    from runner.read.inline import Sentence
    from runner.read.units import Unit

_FILE_NAME = re.compile(r"[\w.~/@+-]*[\w/]\.[\w.-]+|\.?[A-Za-z][\w-]*|[\w.~/@+ -]*/[\w.@+-]+")
_LEAD = re.compile(
    r"^(?:\[!\w+\]\s*)?(?:\(?(?:optional|optionally|alternative|alternatively)\b\)?[:,.]?\s*)?", re.IGNORECASE
)


class Role(StrEnum):
    """What a fence is for; `none` is listed and not run."""

    COMMAND = "command"
    CONSOLE = "console"
    FILE = "file"
    MANUAL = "manual"
    OUTPUT = "output"
    NONE = "none"


def without_lead(text: str) -> str:
    """A text without a mark such as "(Optional)" before it."""
    return _LEAD.sub("", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """The prose that leads to a fence."""

    unit: Unit
    text: Text

    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences; the last one is what leads to the fence."""
        return read_sentences(self.text.text, line=self.text.line)

    def last(self) -> str:
        """Its last sentence in lower case, without a mark such as "(Optional)" before it."""
        sentences = self.sentences()
        return without_lead(sentences[-1].text).lower() if sentences else ""


def fence_role(fence: Fence, introduction: Introduction | None, *, behind_command: bool, bare: bool) -> Role:
    """Tell what a fence is for.

    Args:
        fence: The fence.
        introduction: The prose that leads to it, if any.
        behind_command: Whether the step before it is a command.
        bare: Whether no prose stands between that command and it.
    """
    language = fence.language.lower()
    if language in words().shell:
        return Role.COMMAND
    if language in words().console:
        return Role.CONSOLE
    shown = language in words().output | words().error
    if introduction is not None and (not shown or language in words().plain):
        if words().edit.match(introduction.last()):
            return Role.MANUAL
        if named_file(introduction.text) and words().create.search(introduction.last()):
            return Role.FILE
    may_show = shown or language in ("", "json")
    led = introduction is not None and bool(words().introduces_output.search(introduction.last()))
    return Role.OUTPUT if behind_command and may_show and (bare or led) else Role.NONE


def named_file(text: Text) -> str | None:
    """The first code span or bold word that looks like a file, one with a dot or slash before others."""
    spans = [span for span in read_spans(text.text) if span.kind in (SpanKind.CODE, SpanKind.EMPHASIS)]
    names = [span.text for span in spans if _FILE_NAME.fullmatch(span.text.strip())]
    dotted = [name for name in names if "." in name or "/" in name]
    return next(iter([*dotted, *names]), None)


def output_claim(fence: Fence, introduction: Introduction | None) -> Claim:
    """The claim that a command prints what a fence shows.

    Output that the page calls similar stays unchecked: to compare it exactly would be wrong.
    """
    if introduction is not None and words().similar.search(introduction.last()):
        return Claim(text="output fence", line=fence.line)
    error = fence.language.lower() in words().error
    stream = Subject.STDERR if error else Subject.STDOUT
    expectation = Expectation(
        subject=stream,
        predicate=Predicate.EQUALS,
        reading=f"{stream} is the output shown at line {fence.line}",
        strength=Strength.STRONG if fence.code.strip() else Strength.WEAK,
        objects=(fence.code,),
    )
    return Claim(text="output fence", line=fence.line, expectations=(expectation,))
