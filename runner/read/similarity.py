"""The comment by which Innovation Engine's pages say how alike an output must be. Compares nothing.

`<!-- expected_similarity=0.8 -->` or `<!-- expected_similarity="regex" -->` stands before the output that it
is about. A similarity of texts accepts much that is wrong: where it is low, nothing is checked here, and that
is said; where it is high, the form of the output is compared. Source: Innovation Engine's docs, read 2026-11.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.author_regex import refusal
from runner.expectations import OUTPUT_FENCE, Claim, Expectation, Predicate, Strength, Subject
from runner.outline import Finding, Level, Location
from runner.patterns import regex
from runner.predicates import with_strength
from runner.read.output_fences import output_claim

if TYPE_CHECKING:
    from runner.outline import Fence, Html

_COMMENT = regex(r"<!--\s*expected_similarity\s*=\s*(?:\"(.*)\"|'(.*)'|(\S+?))\s*-->", re.IGNORECASE)
# A name that Innovation Engine would pass over without a word.
_ODD = regex(r"<!--\s*(expected[_-]?\w+)\s*=.*-->", re.IGNORECASE | re.DOTALL)
_NUMBER = regex(r"\d*\.?\d+|\d+\.")
_LEAST = 0.7
_SAME = 1.0
# What is said of an output for each measure, in the words by which introductions are read.
_EXACT, _ALIKE, _LOOSE = "the output is:", "the output is similar to:", "truncated output:"


class Similarity(Struct, frozen=True, kw_only=True):
    """What a comment asks for.

    Attributes:
        text: A number or an expression.
        quoted: Whether it stands in quotes, as an expression must.
    """

    text: str
    quoted: bool


def asked_similarity(part: Html) -> Similarity | None:
    """What a comment asks for; None where it is another comment, or asks for nothing."""
    match = _COMMENT.fullmatch(part.text.strip())
    text = (match[1] or match[2] or match[3] or "") if match else ""
    return Similarity(text=text, quoted=match is not None and match[3] is None) if text else None


def odd_comment(part: Html) -> str:
    """The name in a comment that looks like one of these and is none; empty where it is another comment."""
    match = _ODD.fullmatch(part.text.strip())
    return match[1] if match and not asked_similarity(part) else ""


def similar_claim(fence: Fence, similarity: Similarity) -> Claim:
    """The claim that an output is as alike as the comment asks; unchecked where that is loose.

    JSON is compared by its keys and types, whatever the number; an expression is looked for in the output.
    """
    if not _NUMBER.fullmatch(similarity.text):
        unread = Claim(text=OUTPUT_FENCE, line=fence.line)
        return _expression_claim(fence, similarity.text) if similarity.quoted else unread
    from runner.shown.json_documents import is_document

    value = float(similarity.text)
    if value > _SAME:
        return Claim(text=OUTPUT_FENCE, line=fence.line)
    alike = value >= _LEAST or is_document(fence.code)
    return output_claim(fence, _EXACT if value >= _SAME else _ALIKE if alike else _LOOSE)


def _expression_claim(fence: Fence, expression: str) -> Claim:
    if refusal(expression):
        return Claim(text=OUTPUT_FENCE, line=fence.line)
    expectation = Expectation(
        subject=Subject.STDOUT,
        predicate=Predicate.MATCHES,
        reading=f"stdout matches `{expression}`",
        strength=Strength.WEAK,
        objects=(expression,),
    )
    return Claim(text=OUTPUT_FENCE, line=fence.line, expectations=(with_strength(expectation),))


def unusable_similarity(fence: Fence, similarity: Similarity, path: str) -> Finding:
    """The finding that no check can be made of a comment, and why."""
    loose = (
        f"a similarity of {similarity.text} accepts almost any output, so this output is not checked; "
        f"ask for {_LEAST} or more, or write `...` for the lines that change"
    )
    number = _NUMBER.fullmatch(similarity.text)
    if not number and similarity.quoted:
        message = f"expected_similarity: {refusal(similarity.text)}"
    elif not number or float(similarity.text) > _SAME:
        message = (
            f"{similarity.text} is no similarity, so this output is not checked; "
            "write a number from 0 to 1, or an expression in quotes"
        )
    else:
        message = loose
    place = Location(path=path, line=fence.line, end_line=fence.end_line)
    return Finding(code="loose-similarity", level=Level.WARNING, message=message, location=place)
