"""What a fence is for: run, written to a file, shown to a person, or what a command prints."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.outline import Text
from runner.patterns import regex
from runner.read.file_names import named_file, names_file
from runner.read.inline import read_sentences
from runner.read.prompts import is_bare, is_history, is_of_another_program, shows_commands
from runner.read.words import without_number, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.outline import Fence
    from runner.read.inline import Sentence
    from runner.read.units import Unit

_LEAD = regex(
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
    """A text without a number or a mark such as "(Optional)" before it."""
    bare = without_number(text)
    lead = _LEAD.match(bare)
    return bare[lead.end() :] if lead else bare


class Introduction(Struct, frozen=True, kw_only=True):
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


class Around(Struct, frozen=True, kw_only=True):
    """What stands before a fence.

    Attributes:
        heading: The heading that it stands under, empty where another fence stands between.
        under: That heading, whatever stands between.
        prose: What no step has taken yet, the nearest last.
        behind_command: Whether the step before it is a command.
        bare: Whether no prose stands between that step and it.
        told: Whether that prose does nothing but tell what the step prints; not asked of what runs.
        said: The last sentence, in lower case, of the prose that leads to it.
        noted: That of a note right before it.
    """

    introduction: Introduction | None
    heading: str
    said: str
    prose: Sequence[Unit]
    under: str
    behind_command: bool
    bare: bool
    told: bool = False
    noted: str = ""

    def text(self) -> str:
        """The prose that leads to the fence: its introduction, else its heading."""
        return self.heading if self.introduction is None else self.introduction.text.text

    def above(self) -> Iterator[str]:
        """What the prose of the blocks that it stands in says, the nearest first."""
        leading = (unit for unit in reversed(self.prose) if unit.leads)
        yield from (unit.part.text for unit in leading if isinstance(unit.part, Text))
        yield self.under

    def forbidden(self) -> bool:
        """Whether the prose tells not to run what follows, be it in a note or as a bad example."""
        if any(words().forbids.search(said) for said in {self.said, self.noted}):
            return True
        return bool(words().for_example.match(self.said) and words().bad_idea.search(self._before_last()))

    def _before_last(self) -> str:
        sentences = self.introduction.sentences() if self.introduction is not None else ()
        return sentences[-2].text.lower() if len(sentences) > 1 else ""


def surely_runs(fence: Fence) -> bool:
    """Whether a fence's language is one that is run, so that it shows no output."""
    language = fence.language.lower()
    return language in words().shell or language in words().console


def fence_role(fence: Fence, around: Around) -> Role:
    """Tell what a fence is for."""
    return Role.NONE if around.forbidden() else _role(fence, around)


def _role(fence: Fence, around: Around) -> Role:
    language = fence.language.lower()
    if language in words().shell:
        return _shell_role(fence, around)
    if language in words().console:
        return Role.NONE if is_of_another_program(fence.code) else Role.CONSOLE
    shown = language in words().output | words().error
    if not shown or language in words().plain:
        if words().edit.match(around.said):
            return Role.MANUAL
        if named_file(around.text(), fence) and words().create.search(around.said):
            return Role.FILE
    typed = shows_commands(fence.code) or is_history(fence.code)
    if _is_output(language, around) and (language in words().surely_output or not typed):
        return Role.OUTPUT
    told = bool(language) and not shown and bool(words().manual.match(around.said))
    return Role.MANUAL if told else Role.NONE


def _is_output(language: str, around: Around) -> bool:
    """Whether a fence shows what the command before it prints."""
    if not around.behind_command:
        return False
    if language in words().surely_output:
        return True
    may_show = language in words().output | words().error or language in ("", "json")
    if not may_show:
        return False
    if around.bare or (around.told and language):
        return True
    return around.introduction is not None and _leads(language, around.said)


def is_only_told(fence: Fence, around: Around) -> bool:
    """Whether the prose before a shown output claims something of it and does not introduce it."""
    language = fence.language.lower()
    return around.told and language not in words().surely_output and not _leads(language, around.said)


def _leads(language: str, said: str) -> bool:
    """Whether a sentence leads to what a command prints; an error or an example only a fence for it."""
    error = language in words().error and words().introduces_error.search(said)
    example = language in words().output and words().for_example.match(said)
    return bool(error or example or words().introduces_output.search(said))


def _shell_role(fence: Fence, around: Around) -> Role:
    """A shell fence runs, but for lines that belong into a file.

    Where the code itself names that file (`cat > x <<EOF`, `tee -a x`) it is the code that writes it.
    """
    said = around.said
    if is_bare(fence.code.strip()) or words().holds.search(said):
        return Role.NONE
    if words().paste.match(said):
        into = next(filter(names_file, (around.text(), *around.above())), None)
        if into is None:
            return Role.MANUAL if words().lines.search(said) else Role.COMMAND
        return Role.COMMAND if _writes_itself(fence, into) else Role.MANUAL
    content = fence.code.startswith("#!") or words().content.search(said)
    if content and words().create.search(said) and names_file(around.text()):
        return Role.COMMAND if _writes_itself(fence, around.text()) else Role.FILE
    return Role.COMMAND


def _writes_itself(fence: Fence, text: str) -> bool:
    """Whether the code, its comments apart, names the file that the text speaks of."""
    name = named_file(text, fence)
    code = "\n".join(line for line in fence.code.split("\n") if not line.lstrip().startswith("#"))
    return name is not None and PurePath(name).name in code
