"""Inline Markdown to spans and sentences, through markdown-it-py. Gives no meaning to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_ABBREVIATIONS = ("e.g.", "i.e.", "etc.", "vs.", "cf.", "approx.", "incl.", "resp.", "no.", "fig.")
_SENTENCE_END = re.compile(r"""[.!?]["')\]]*(?=\s+["'(\[]*[A-Z0-9\ue000])|[.!?]["')\]]*$""")
_MARK_CODE = "\ue000"
_MARK_END = "\ue001"
_CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_BREAK_IN_CODE = "\ue002"
_PLACEHOLDER = re.compile(f"{_MARK_CODE}(\\d+){_MARK_END}")


class SpanKind(StrEnum):
    """What a run of inline text is."""

    TEXT = "text"
    CODE = "code"
    EMPHASIS = "emphasis"
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of inline text; a line break of the page is a newline in it. `target` is a link's."""

    kind: SpanKind
    text: str
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a page.

    Attributes:
        text: As a reader sees it, code spans in backticks.
        form: In lower case on one line, code spans as `{0}`, `{1}`, ..., without the final full stop.
        objects: The text of the code spans.
        line: The page's line on which it begins.
        introduces: Whether it ends in a colon.
    """

    text: str
    form: str
    objects: tuple[str, ...]
    line: int
    introduces: bool


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # `<name>` and `&x;` in prose are the author's own words, not markup.
    return MarkdownIt("commonmark").disable(["html_inline", "entity"])


def read_spans(text: str) -> tuple[Span, ...]:
    """Parse inline Markdown; emphasis and links keep only their text."""
    tokens = _parser().parseInline(text)
    children = tokens[0].children if tokens else None
    return tuple(_spans(children or ()))


def _spans(tokens: Iterable[Token]) -> Iterator[Span]:
    kind, target = SpanKind.TEXT, ""
    for token in tokens:
        match token.type:
            case "strong_open" | "em_open":
                kind = SpanKind.EMPHASIS
            case "link_open":
                kind, target = SpanKind.LINK, str(token.attrs.get("href", ""))
            case "strong_close" | "em_close" | "link_close":
                kind, target = SpanKind.TEXT, ""
            case "softbreak" | "hardbreak":
                yield Span(kind=kind, text="\n", target=target)
            case "code_inline":
                yield Span(kind=SpanKind.CODE, text=token.content)
            case _:
                if token.content:
                    yield Span(kind=kind, text=token.content, target=target)


def plain(text: str) -> str:
    """The text as a reader sees it on one line, code spans in backticks."""
    shown = "".join(
        f"`{span.text}`" if span.kind is SpanKind.CODE else span.text for span in read_spans(text)
    )
    return " ".join(shown.split())


def read_sentences(text: str, *, line: int) -> tuple[Sentence, ...]:
    """Split prose into sentences; full stops in code spans, names and abbreviations end none."""
    shown, objects = "", list[str]()
    for span in read_spans(text):
        if span.kind is SpanKind.CODE:
            shown += f"{_MARK_CODE}{len(objects)}{_MARK_END}"
            objects.append(span.text)
        else:
            shown += span.text
    return tuple(
        _sentence(shown[start:end], objects, line + shown[:start].count("\n"))
        for start, end in _sentence_spans(shown)
    )


def _sentence_spans(shown: str) -> Iterator[tuple[int, int]]:
    start = 0
    ends = [match.end() for match in _SENTENCE_END.finditer(shown)]
    for end in [*ends, len(shown)]:
        piece = shown[start:end]
        if end != len(shown) and piece.lower().endswith(_ABBREVIATIONS):
            continue
        if piece.strip():
            yield start + len(piece) - len(piece.lstrip()), end
        start = end


def _sentence(shown: str, objects: list[str], line: int) -> Sentence:
    own: list[str] = []

    def place(match: re.Match[str]) -> str:
        own.append(objects[int(match[1])])
        return f"{{{len(own) - 1}}}"

    flat = " ".join(shown.split())
    form = _PLACEHOLDER.sub(place, flat).lower()
    text = _PLACEHOLDER.sub(lambda match: f"`{objects[int(match[1])]}`", flat)
    return Sentence(
        text=text,
        form=form.rstrip(".!: ").replace("\u2019", "'"),
        objects=tuple(own),
        line=line,
        introduces=text.endswith(":"),
    )


def read_targets(text: str) -> Iterator[tuple[str, int]]:
    """Give what links and images name, as URLs, each with the number of line breaks before it."""
    breaks = 0
    marked = _CODE_SPAN.sub(lambda match: match[0].replace("\n", _BREAK_IN_CODE), text)
    tokens = _parser().parseInline(marked)
    for token in (tokens[0].children if tokens else None) or ():
        match token.type:
            case "softbreak" | "hardbreak":
                breaks += 1
            case "code_inline":
                breaks += token.content.count(_BREAK_IN_CODE)
            case "link_open":
                yield str(token.attrs.get("href", "")), breaks
            case "image":
                yield str(token.attrs.get("src", "")), breaks
                breaks += token.content.count("\n")
            case _:
                pass
