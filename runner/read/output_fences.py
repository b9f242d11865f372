"""Fences that show what a command prints, read as expectations. Compares nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.expectations import OUTPUT_FENCE, Claim, Expectation, Predicate, Strength, Subject
from runner.patterns import regex
from runner.read.inline import read_sentences
from runner.read.listings import listing_predicate
from runner.read.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runner.outline import Fence
    from runner.read.roles import Introduction

# "Running az vm show again, we see ..."
_ONCE_MORE = regex(
    r"\b(?:re-?run|run|execute|call)(?:s|ning|ing)? \W{0,2}(?P<command>\w[\w./ -]{1,60}?)\W{0,2}"
    r"(?:\([^()]*\))? (?:again|once more|a second time)\b"
)
# What asks for all of an output.
_WHOLE = (Predicate.SHOWN, Predicate.SHOWN_NAMES, Predicate.SHOWN_UNORDERED, Predicate.JSON)
_READINGS = {
    Predicate.SHOWN: "{} is the output shown at line {}",
    Predicate.SHOWN_LINES: "{} has the lines shown at line {}, in this order",
    Predicate.SHOWN_NAMES: "{} lists the names shown at line {}",
    Predicate.SHOWN_UNORDERED: "{} has the lines shown at line {}, in any order",
    Predicate.FORM: "{} has the form of the output shown at line {}",
    Predicate.JSON: "{} is the JSON shown at line {}",
    Predicate.JSON_SUBSET: "{} holds the JSON shown at line {}",
    Predicate.JSON_FORM: "{} has the keys and types of the JSON shown at line {}",
}


def output_claim(fence: Fence, said: str, page_lines: tuple[int, ...] = (), *, source: str = "") -> Claim:
    """The claim that a command prints what a fence shows; unchecked where its form cannot be told.

    Args:
        fence: The fence, its code without commands.
        said: The sentence that introduces it, in lower case; empty where none does.
        source: The commands that print it.
        page_lines: Where the code's lines stand on the page, if not one below the other in the fence.
    """
    from runner.shown.compare import is_strong

    predicate = None if _runs_another(said, source) else _predicate(fence.code, said)
    error = fence.language.lower() in words().error
    listing = None if error else listing_predicate(source)
    if predicate is Predicate.SHOWN:
        predicate = listing or predicate
    # Of a listing that is only like the one shown, no name is sure.
    if predicate is None or (predicate is Predicate.FORM and listing is Predicate.SHOWN_NAMES):
        return Claim(text=OUTPUT_FENCE, line=fence.line)
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


def _runs_another(said: str, source: str) -> bool:
    """Whether prose has the reader run a command once more that is not the one above the output."""
    match = _ONCE_MORE.search(said)
    return match is not None and match["command"].strip() not in " ".join(source.lower().split())


def said_of_output(introduction: Introduction | None, own: str) -> str:
    """The sentence that tells of an output: what leads to it, else to its command if that foretells it.

    Args:
        introduction: The prose between the command and its output; None where none stands there.
        own: The command's own introduction, in lower case.
    """
    if introduction is not None:
        return introduction.last()
    sentences = read_sentences(own, line=1)
    last = sentences[-1].text if sentences else ""
    return last if words().foretells.search(last) else ""


def shows_error(fence: Fence, said: str) -> bool:
    """Whether a fence shows how a command fails, so that its exit status is left open."""
    return fence.language.lower() in words().error or bool(words().introduces_error.search(said))


def beside_others(claim: Claim, others: Iterable[Claim]) -> Claim:
    """A claim that stands unread where another one shows the whole of the same output: only one can hold."""
    taken = {item.subject for other in others for item in other.expectations if item.predicate in _WHOLE}
    clashes = any(item.subject in taken and item.predicate in _WHOLE for item in claim.expectations)
    return replace(claim, expectations=()) if clashes else claim


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
