"""The values of a run put into what a step runs or writes. Chooses none of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.errors import UsageError
from runner.model import StepKind
from runner.plan.captures import marks, without_marks
from runner.plan.occurrences import fill_literals
from runner.plan.placeholders import masked
from runner.plan.shell import read_shell
from runner.plan.templates import fill_command, fill_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runner.model import Hole, Step
    from runner.plan.occurrences import Occurrence


class Filling(Struct, frozen=True, kw_only=True):
    """What is put where.

    Attributes:
        path: The page's.
        declared: The values of the variables that the page declares.
        literals: Step → literal or placeholder → value.
        later: Step → placeholder → the variable whose value the run gives.
    """

    path: str
    declared: Mapping[str, str]
    literals: Mapping[str, Mapping[Occurrence, str]]
    later: Mapping[str, Mapping[Occurrence, str]]


def fill_step(step: Step, filling: Filling) -> tuple[str, tuple[Hole, ...]]:
    """Give the command as it is run, or the content as it is written, and what the run will put into it.

    Raises:
        UsageError: A value cannot be written where it belongs, or a template is wrong.
    """
    path = step.path or filling.path
    place = f"{path}:{step.line}"
    if step.kind is not StepKind.COMMAND:
        return fill_text(step.code, filling.declared, place=place), ()
    later = filling.later.get(step.id, {})
    marked = marks(set(later.values()), step.source) if later else {}
    values = {**filling.literals.get(step.id, {}), **{at: marked[name] for at, name in later.items()}}
    text = fill_literals(step.source, values, path=path)
    text = fill_command(text, filling.declared, place=place)
    text, holes = without_marks(text, marked, [at.literal for at in sorted(later, key=lambda at: at.start)])
    if text is not step.source:
        refuse_ended(step.source, text, place=place)
    return text, holes


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
