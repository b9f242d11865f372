"""The values of a run put into what a step runs or writes. Chooses none of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.errors import UsageError
from runner.model import StepKind
from runner.plan.occurrences import fill_literals
from runner.plan.placeholders import masked
from runner.plan.shell import read_shell
from runner.plan.templates import fill_command, fill_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner.model import Step
    from runner.plan.occurrences import Occurrence


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What is put where.

    Attributes:
        path: The page's.
        declared: The values of the variables that the page declares.
        literals: Step → literal or placeholder → value.
    """

    path: str
    declared: Mapping[str, str]
    literals: Mapping[str, Mapping[Occurrence, str]]


def fill_step(step: Step, filling: Filling) -> str:
    """Give the command as it is run, or the content as it is written.

    Raises:
        UsageError: A value cannot be written where it belongs, or a template is wrong.
    """
    path = step.path or filling.path
    place = f"{path}:{step.line}"
    if step.kind is not StepKind.COMMAND:
        return fill_text(step.code, filling.declared, place=place)
    text = fill_literals(step.source, filling.literals.get(step.id, {}), path=path)
    text = fill_command(text, filling.declared, place=place)
    if text is not step.source:
        refuse_ended(step.source, text, place=place)
    return text


def refuse_ended(before: str, after: str, *, place: str) -> None:
    """Refuse a text in which a value would end a here-document of the page.

    Raises:
        UsageError: A line of a value is the one that ends a here-document.
    """
    if "<<" not in before or before == after:
        return
    ends = read_shell(masked(before)).delimiters
    was, is_now = (Counter(line.lstrip("\t") for line in text.split("\n")) for text in (before, after))
    for end in ends:
        if is_now[end] != was[end]:
            what = f"a value has the line `{end}`, which would end the here-document"
            raise UsageError(f"{place}: {what}; give another value")
