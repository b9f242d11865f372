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
_SENTENCE_END = re.compile(r"""[.!?]["')\]\ue003]*(?=\s+["'(\[\ue002]*[A-Z0-9\ue000])|[.!?]["')\]\ue003]*$""")
_MARK_CODE = "\ue000"
_MARK_END = "\ue001"
_MARK_BOLD, _MARK_BOLD_END = "\ue002", "\ue003"
_PLACEHOLDER = re.compile(f"{_MARK_CODE}(\\d+){_MARK_END}")
_BOLD = re.compile(f"[{_MARK_BOLD}{_MARK_BOLD_END}]")
# What stands for itself: a code span, quoted words, emphasised words.
_OBJECT = re.compile(
    rf"""{_PLACEHOLDER.pattern}|"([^"]+)"|\u201c([^\u201d]+)\u201d|{_MARK_BOLD}([^{_MARK_BOLD_END}]+){_MARK_BOLD_END}"""
)


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
        wide: The form and objects in which quoted and emphasised words are objects too, where there are any.
    """

    text: str
    form: str
    objects: tuple[str, ...]
    line: int
    introduces: bool
    wide: tuple[str, tuple[str, ...]] | None = None

    def forms(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The forms in which it can be read, each with its objects."""
        own = (self.form, self.objects)
        return (own,) if self.wide is None else (own, self.wide)


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
        elif span.kind is SpanKind.EMPHASIS:
            shown += f"{_MARK_BOLD}{span.text}{_MARK_BOLD_END}"
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


def _sentence(marked: str, objects: list[str], line: int) -> Sentence:
    flat = " ".join(marked.split())
    shown = _BOLD.sub("", flat)
    text = _PLACEHOLDER.sub(lambda match: f"`{objects[int(match[1])]}`", shown)
    form, own = _form(shown, objects, _PLACEHOLDER)
    wide = _form(flat, objects, _OBJECT)
    return Sentence(
        text=text,
        form=form,
        objects=own,
        line=line,
        introduces=text.endswith(":"),
        wide=wide if len(wide[1]) > len(own) else None,
    )


def _form(flat: str, objects: list[str], pattern: re.Pattern[str]) -> tuple[str, tuple[str, ...]]:
    """A sentence in lower case with its objects numbered, and these."""
    own: list[str] = []

    def place(match: re.Match[str]) -> str:
        said = next((group for group in match.groups()[1:] if group), "")
        own.append(objects[int(match[1])] if match[1] else _PLACEHOLDER.sub("", said))
        return f"{{{len(own) - 1}}}"

    form = _BOLD.sub("", pattern.sub(place, flat)).lower()
    return form.rstrip(".!: ").replace("\u2019", "'"), tuple(own)
