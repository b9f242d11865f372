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
        texts = {Subject.STDOUT: self.stdout, Subject.STDERR: self.stderr}
        return texts.get(subject, self.stdout + self.stderr)


def neighbours(printed: Sequence[Printed], index: int) -> Iterator[Printed]:
    """Give what the steps around one print, the nearest first, each text once."""
    own, told = printed[index], set[tuple[str, str]]()
    for distance in range(1, min(len(printed), _AROUND + 1)):
        around = (place for place in (index - distance, index + distance) if 0 <= place < len(printed))
        for other in (printed[place] for place in around):
            text = (other.stdout, other.stderr)
            if other.command.strip() != own.command.strip() and text not in told and any(text):
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
        if any(part in text for part in needed) and _is_accepted(expectation, text, own):
            return other
    return None


def _needed(expectation: Expectation) -> tuple[str, ...]:
    """Parts of which an output must hold one to be accepted: most outputs need no longer look."""
    if expectation.negated or expectation.aspect is Aspect.FIELD:
        return ("",)
    if expectation.predicate in _LITERAL:
        return tuple(item.strip() for item in expectation.objects)
    if expectation.predicate in OF_SHOWN_OUTPUT:
        from runner.shown.compare import plain_part

        return (plain_part(expectation.predicate, expectation.objects[0]),)
    return ("",)


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
