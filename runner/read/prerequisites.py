"""Pages that a page's preconditions ask for by a link. Reads none of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec import Struct

from runner.outline import Text
from runner.patterns import regex
from runner.read.inline import SpanKind, read_sentences, read_spans
from runner.read.links import Link, LinkKind, read_links
from runner.read.tree import paragraph
from runner.read.units import read_units
from runner.read.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.read.inline import Sentence
    from runner.read.sections import Section

_PAGE = regex(r".+\.(?:md|markdown)", re.IGNORECASE | re.DOTALL)


class Asked(Struct, frozen=True, kw_only=True):
    """A link to a page in a sentence under preconditions.

    Attributes:
        sentence: The sentence as a reader sees it, and its line.
        only_points: Whether the sentence does no more than point to the page.
        optional: Whether it asks for the page under a condition, or calls it optional.
        path: The page on which the link stands, where that is not the page itself.
    """

    link: Link
    sentence: tuple[str, int]
    only_points: bool = False
    optional: bool = False
    path: str = ""


def asked_pages(section: Section) -> Iterator[Asked]:
    """Give the links to local pages of a section under preconditions, in page order."""
    for unit in read_units(section.blocks):
        if isinstance(unit.part, Text) and not unit.aside:
            yield from _in_text(unit.part)


def _in_text(text: Text) -> Iterator[Asked]:
    sentences = read_sentences(text.text, line=text.line)
    for link in read_links((paragraph(text),)):
        label = _label(link, text.text)
        if label is None:
            continue
        sentence = _around(link, label, sentences)
        only_points = _only_points(link, sentence)
        if only_points and link.kind is LinkKind.PAGE:
            continue
        yield Asked(
            link=link,
            sentence=(sentence.text, sentence.line),
            only_points=only_points,
            optional=bool(words().asked_under_condition.search(sentence.text.lower())),
        )


def _label(link: Link, text: str) -> str | None:
    """What a reader sees of a link to a page, None where it is an image or leads to something else."""
    if link.kind is LinkKind.PAGE:
        return link.target
    if link.kind is LinkKind.BLOCK or not _PAGE.fullmatch(link.target):
        return None
    spans = (span for span in read_spans(text) if span.kind is SpanKind.LINK)
    return next((span.text for span in spans if unquote(span.target).startswith(link.target)), None)


def _around(link: Link, label: str, sentences: tuple[Sentence, ...]) -> Sentence:
    """The sentence in which a link stands: the one that shows its label, of those that begin before it."""
    before = [sentence for sentence in sentences if sentence.line <= link.line]
    shown = " ".join(label.split())
    return next((sentence for sentence in reversed(before) if shown in sentence.text), before[-1])


def _only_points(link: Link, sentence: Sentence) -> bool:
    """Whether the sentence tells where something is explained, or what is to be there already.

    The name of a page of a graph stands for its thing as often as for the page.
    """
    said = sentence.text.lower()
    if words().asks_for_page.search(said):
        return False
    bare = re.sub(r"\[\[[^\[\]]*\]\]|[^\w]|\b(?:and|optional)\b", "", said) == ""
    return not bare if link.kind is LinkKind.PAGE else bool(words().points_to_page.search(said))
