"""Fences that show what a command prints, read as expectations. Compares nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.expectations import OUTPUT_FENCE, Claim, Expectation, Predicate, Strength, Subject
from runner.read.words import words

if TYPE_CHECKING:
    from runner.outline import Fence

_READINGS = {
    Predicate.SHOWN: "{} is the output shown at line {}",
    Predicate.SHOWN_LINES: "{} has the lines shown at line {}, in this order",
    Predicate.FORM: "{} has the form of the output shown at line {}",
    Predicate.JSON: "{} is the JSON shown at line {}",
    Predicate.JSON_SUBSET: "{} holds the JSON shown at line {}",
    Predicate.JSON_FORM: "{} has the keys and types of the JSON shown at line {}",
}


def output_claim(fence: Fence, said: str, page_lines: tuple[int, ...] = ()) -> Claim:
    """The claim that a command prints what a fence shows; unchecked where its form cannot be told.

    Args:
        fence: The fence, its code without commands.
        said: The sentence that introduces it, in lower case; empty where none does.
        page_lines: Where the code's lines stand on the page, if not one below the other in the fence.
    """
    from runner.shown.compare import is_strong

    predicate = _predicate(fence.code, said)
    if predicate is None:
        return Claim(text=OUTPUT_FENCE, line=fence.line)
    error = fence.language.lower() in words().error
    stream = Subject.STDERR if error else Subject.STDOUT
    strong = is_strong(predicate, fence.code)
    expectation = Expectation(
        subject=stream,
        predicate=predicate,
        reading=_READINGS[predicate].format(stream, fence.line),
        strength=Strength.STRONG if strong else Strength.WEAK,
        accepts="" if strong else "an unrelated output",
        objects=(fence.code,),
        page_lines=page_lines or _page_lines(fence),
    )
    return Claim(text=OUTPUT_FENCE, line=fence.line, expectations=(expectation,))


def _page_lines(fence: Fence) -> tuple[int, ...]:
    """The lines of a fence's code; an indented block has no marks above and below it."""
    count = fence.code.count("\n")
    first = fence.line + 1 if fence.end_line - fence.line > count else fence.line
    return tuple(range(first, first + count))


def _predicate(code: str, said: str) -> Predicate | None:
    """How the prose asks for the output to be compared, None where that cannot be told.

    Of an output that is both similar and in part, or cut short, nothing is sure; nor of similar prose.
    """
    from runner.shown.form import is_prose
    from runner.shown.json_documents import is_document
    from runner.shown.sequence import clean_lines

    similar, partial = bool(words().similar.search(said)), bool(words().partial.search(said))
    document = is_document(code)
    if words().shortened.search(said) or (similar and partial):
        return None
    if similar:
        lines = clean_lines(code)
        if document:
            return Predicate.JSON_FORM
        return None if is_prose(lines) or not lines else Predicate.FORM
    if partial:
        return Predicate.JSON_SUBSET if document else Predicate.SHOWN_LINES
    return Predicate.JSON if document else Predicate.SHOWN
