"""What a step is called: the sentence that leads to it, else its heading. Knows no roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.outline import BlockKind
from runner.read.claims import read_claim
from runner.read.roles import without_lead
from runner.read.words import without_number, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner.read.inline import Sentence
    from runner.read.roles import Introduction


def step_title(introduction: Introduction | None, heading: str) -> str:
    """The title of a step by the prose that leads to it, the heading where none does."""
    heading = without_number(heading)
    sentences = [item for item in introduction.sentences() if without_lead(item.text)] if introduction else []
    if introduction is None or not sentences:
        return heading
    telling = [item for item in sentences if item.introduces or not read_claim(item)]
    title = without_lead(_leading(telling or sentences, introduction).text).rstrip(":. ")
    return title[:1].upper() + title[1:] or heading


def _leading(sentences: Sequence[Sentence], introduction: Introduction) -> Sentence:
    """The sentence that says what to do.

    A list item says it first. A paragraph may tell much before it leads to the fence: the one with the
    colon, else the last that begins with a verb of doing, else the last.
    """
    if introduction.unit.block.kind is BlockKind.ITEM:
        return sentences[0]
    if sentences[-1].introduces:
        return sentences[-1]
    told = [item for item in sentences if words().manual.match(without_lead(item.text).lower())]
    return told[-1] if told else sentences[-1]
