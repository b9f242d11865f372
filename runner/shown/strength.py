"""Whether a check would accept what another step prints. Decides no check, and runs nothing.

What two steps rightly print alike is not unrelated: the output of the same command, and lines that the step
prints itself. An output tells nothing of a file or a variable, so those are not tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from runner.expectations import OF_SHOWN_OUTPUT, Aspect, Predicate, Strength, Subject
from runner.predicates import ask, passes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runner.expectations import Expectation

# So that time stays linear in the steps: so many others on both sides, and none that is longer.
_AROUND = 8
_NEAREST = tuple(offset for distance in range(1, _AROUND + 1) for offset in (-distance, distance))
_LONGEST = 1 << 14
_LITERAL = frozenset(
    {
        Predicate.EQUALS,
        Predicate.CONTAINS,
        Predicate.HAS_LINE,
        Predicate.STARTS_WITH,
        Predicate.ENDS_WITH,
    }
)
_PRINTED = frozenset({Subject.STDOUT, Subject.STDERR, Subject.OUTPUT})


class Printed(Struct, frozen=True, kw_only=True):
    """What a step prints, or is shown to print.

    Attributes:
        place: What names it in "would also accept ...".
    """

    place: str
    command: str
    stdout: str = ""
    stderr: str = ""

    def text(self, subject: Subject) -> str:
        """What an expectation of that subject looks at."""
        if subject is Subject.STDOUT:
            return self.stdout
        return self.stderr if subject is Subject.STDERR else self.stdout + self.stderr


def neighbours(printed: Sequence[Printed], index: int) -> Iterator[Printed]:
    """Give what the steps around one print, the nearest first, each text once."""
    own, told = printed[index].command.strip(), {("", "")}
    for place in (index + offset for offset in _NEAREST):
        if not 0 <= place < len(printed):
            continue
        other = printed[place]
        text = (other.stdout, other.stderr)
        if text not in told and other.command.strip() != own:
            told.add(text)
            yield other


def accepted_other(expectation: Expectation, own: str, others: Iterable[Printed]) -> Printed | None:
    """The first output of another step that a strong expectation accepts.

    Args:
        expectation: It holds for the step's own output.
        own: What the step itself prints, as far as it is known.
        others: What other steps print.
    """
    if expectation.strength is Strength.WEAK or expectation.subject not in _PRINTED:
        return None
    if expectation.predicate in (Predicate.CREATED, Predicate.CHANGED):
        return None
    needed = _needed(expectation)
    for other in others:
        text = other.text(expectation.subject)
        if _may_fit(text, needed) and _is_accepted(expectation, text, own):
            return other
    return None


def _may_fit(text: str, needed: tuple[tuple[str, ...], ...]) -> bool:
    """Whether a text has one set of parts whole; loops, since each step is held against sixteen others."""
    for parts in needed:
        for part in parts:
            if part not in text:
                break
        else:
            return True
    # What stands between two colours may be one word to a reader.
    return "\x1b" in text


def _needed(expectation: Expectation) -> tuple[tuple[str, ...], ...]:
    """Sets of parts; an output must hold one of these whole to be accepted: most need no longer look."""
    if expectation.negated or expectation.aspect is Aspect.FIELD:
        return ((),)
    if expectation.predicate in _LITERAL:
        return tuple((item.strip(),) for item in expectation.objects)
    if expectation.predicate in OF_SHOWN_OUTPUT:
        from runner.shown.compare import plain_parts

        return (plain_parts(expectation.predicate, expectation.objects[0]),)
    return ((),)


def _is_accepted(expectation: Expectation, text: str, own: str) -> bool:
    if not text.strip() or len(text) > _LONGEST or not accepts(expectation, text):
        return False
    foreign = _without(text, own, expectation.objects)
    # A field bears a name of its own, and what is left of a document without some lines is none.
    whole = expectation.aspect is Aspect.FIELD and foreign.strip()
    return bool(foreign.strip()) and (bool(whole) or accepts(expectation, foreign))


def _without(text: str, own: str, objects: tuple[str, ...]) -> str:
    """A text without the lines that the step prints itself, or is sure to print."""
    known = {line.strip() for part in (own, *objects) for line in part.splitlines()}
    return "\n".join(line for line in text.splitlines() if line.strip() not in known)


def accepts(expectation: Expectation, text: str) -> bool:
    """Whether an expectation of something printed would hold for a text."""
    if expectation.predicate not in OF_SHOWN_OUTPUT:
        return passes(expectation, ask(expectation, text))
    from runner.shown.compare import is_as_shown

    return is_as_shown(expectation.predicate, expectation.objects[0], text)
