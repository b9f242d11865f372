"""Prose that does nothing but claim what a command prints. Gives no claim to a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.expectations import Subject
from runner.outline import Text
from runner.read.claims import read_claim
from runner.read.inline import read_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner.read.units import Unit

# What a claim is about that tells of a command and of nothing that it leaves.
_OF_COMMAND = frozenset(
    {Subject.STDOUT, Subject.STDERR, Subject.OUTPUT, Subject.EXIT_STATUS, Subject.DURATION}
)
# Prose of more paragraphs is none that only tells of an output; so that time stays linear.
_MOST = 20


def only_tells_of_output(prose: Sequence[Unit]) -> bool:
    """Whether prose is nothing but sentences that are read and speak of what a command prints."""
    return len(prose) <= _MOST and all(map(_tells_of_output, prose))


def _tells_of_output(unit: Unit) -> bool:
    if not isinstance(unit.part, Text) or unit.quoted or unit.under:
        return False
    claims = [read_claim(sentence) for sentence in read_sentences(unit.part.text, line=unit.part.line)]
    expectations = [item for claim in claims if claim is not None for item in claim.expectations]
    read = all(claim is not None and claim.expectations for claim in claims)
    return read and all(item.subject in _OF_COMMAND for item in expectations)
