"""The claims of prose behind a step, as what leads to it lets them hold. Gives none to a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.read.claims import read_claim
from runner.read.inline import read_sentences
from runner.read.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runner.expectations import Claim
    from runner.outline import Text


def lead_in(before: Text | None, text: Text) -> str:
    """The paragraph right before another, in lower case, if it ends in a colon; else an empty string."""
    if before is None or text.line > before.end_line + 2:
        return ""
    return before.text.lower() if before.text.rstrip(" *_").endswith(":") else ""


def claims_under(lead: str, claims: Iterable[Claim]) -> Iterator[Claim]:
    """Claims hold as their lead-in says: under a condition they are none, under most unread."""
    if words().condition.match(lead):
        return
    certain = not lead or words().introduces_claims.search(lead)
    for claim in claims:
        yield claim if certain else unread(claim)


def unread(claim: Claim) -> Claim:
    """The claim without what it was read as."""
    return replace(claim, expectations=())


def prose_claims(text: Text, *, introducing: bool) -> Iterator[Claim]:
    """The claims of a text; of one that introduces something what ends in a colon is none."""
    for sentence in read_sentences(text.text, line=text.line):
        if sentence.introduces and introducing:
            continue
        claim = read_claim(sentence)
        if claim is not None:
            yield claim
