"""Sentences that tell a reader to take a value from an output, by `captures.toml`. Reads no output."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from runner.model import Capture, StepKind
from runner.patterns import regex
from runner.read.inline import read_sentences
from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from runner.model import Step
    from runner.outline import Text
    from runner.read.inline import Sentence

# Most sentences have none of these words: the table stays shut.
_ASKING = ("note", "copy", "record", "save", "write down", "jot", "remember")
_WORTH_A_LOOK = regex(rf"\b(?:{'|'.join(_ASKING)})\b", re.IGNORECASE)
_NAME = regex(r"[A-Za-z][\w-]*", re.ASCII)
_SPAN = regex(r"\{(\d)\}")
_NOT = regex(r"\b(?:not|never|don.t)\b")


def captures_table() -> dict[str, Any]:
    """The data file as it stands, with the examples that are its tests."""
    return read_table(__file__, "captures.toml")


@cache
def _forms() -> tuple[tuple[re.Pattern[str], bool], ...]:
    """The forms, and whether each is said of the step that it introduces."""
    table = captures_table()
    where = f"(?:{'|'.join(table['where'])})"

    def compiled(form: str) -> re.Pattern[str]:
        form = form.replace("{where}", where).replace("{verb}", table["verb"])
        names = form.replace("{name}", f"(?P<names>{table['name']}", 1)
        # One group from the first name to the last.
        return re.compile(names.replace("{name})*", f"{table['name']})*)", 1))

    return tuple(
        (compiled(form), ahead) for key, ahead in (("forms", False), ("ahead", True)) for form in table[key]
    )


def step_captures(step: Step, *, prose: Iterable[Text], behind: Collection[Text]) -> Iterator[Capture]:
    """Give what a step's prose tells; what a person does is said of the step before.

    Args:
        step: The step.
        prose: All of it.
        behind: What of it stands behind the step.
    """
    manual = step.kind is StepKind.MANUAL
    if manual:
        yield from read_captures(step.title, line=step.line, introduces=True)
    for text in prose:
        introduces = manual or text not in behind
        yield from read_captures(text.text, line=text.line, introduces=introduces)


def read_captures(text: str, *, line: int, introduces: bool) -> Iterator[Capture]:
    """Give what a text tells the reader to take from an output.

    Args:
        text: A piece of prose.
        line: The page's line on which it begins.
        introduces: Whether the prose leads to the step whose it is; else it stands behind that step.
    """
    if not (any(map(text.lower().__contains__, _ASKING)) and _WORTH_A_LOOK.search(text)):
        return
    for sentence in read_sentences(text, line=line):
        for name, ahead in _names(sentence):
            back = introduces and not ahead and not sentence.introduces
            yield Capture(name=name, said=sentence.text, line=sentence.line, back=back)


def _names(sentence: Sentence) -> Iterator[tuple[str, bool]]:
    form = sentence.form.rstrip(" :.")
    if _NOT.search(form):
        return
    for pattern, ahead in _forms():
        match = pattern.fullmatch(form)
        if match is None:
            continue
        spans = [sentence.objects[int(number)] for number in _SPAN.findall(match["names"])]
        plain = re.sub(r"^(?:the|its|your) | (?:value|field|attribute)$", "", match["names"])
        found = spans or [plain.removeprefix("value of ").removeprefix("the ")]
        yield from ((name, ahead) for name in found if _NAME.fullmatch(name))
        return
