"""Inline Markdown to spans and sentences. Gives no meaning to them."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct, field

from runner.patterns import regex
from runner.read.emphasis import Run
from runner.read.inline_nodes import BREAK, Code, Image, Link, Mark, parse_inline

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

_ABBREVIATIONS = ("e.g.", "i.e.", "etc.", "vs.", "cf.", "approx.", "incl.", "resp.", "no.", "fig.")
_LONGEST_ABBREVIATION = max(map(len, _ABBREVIATIONS))
_SENTENCE_END = regex(r"""[.!?]["')\]\ue003]*(?=\s+["'(\[\ue002]*[A-Z0-9\ue000])|[.!?]["')\]\ue003]*$""")
_MARK_CODE = "\ue000"
_MARK_END = "\ue001"
# In place of a mark that the page itself holds.
_UNKNOWN = "\ufffd"
_MARKUP = regex(r"[\\\n`*_\[\]<]")
_MARKED = regex(r"[\\`*_\[\]<]")
_BREAK = regex(r" *\n[ \t]*")
# A text is asked for several times while its section is read, and hardly ever after that.
_REMEMBERED = 1024
_MARK_BOLD, _MARK_BOLD_END = "\ue002", "\ue003"
_PLACEHOLDER = regex(f"{_MARK_CODE}(\\d+){_MARK_END}")
_MARKS = regex("[\ue000-\ue003]")
_BOLD = regex(f"[{_MARK_BOLD}{_MARK_BOLD_END}]")
# The box of a task, or the title of a note.
_LEAD = regex(r"^\[(?:[ xX]|!\w+)\] ")
# What may stand for itself beside a code span.
_WIDENS = regex(f'["\u201c{_MARK_BOLD}]')
# What stands for itself: a code span, quoted words, emphasised words.
_OBJECT = regex(
    rf"""{_PLACEHOLDER.pattern}|"([^"]+)"|\u201c([^\u201d]+)\u201d|{_MARK_BOLD}([^{_MARK_BOLD_END}]+){_MARK_BOLD_END}"""
)


class SpanKind(StrEnum):
    """What a run of inline text is."""

    TEXT = "text"
    CODE = "code"
    EMPHASIS = "emphasis"
    LINK = "link"


class Span(Struct, frozen=True, kw_only=True, gc=False):
    """A run of inline text; a line break of the page is a newline in it. `target` is a link's."""

    kind: SpanKind
    text: str
    target: str = ""


class Sentence(Struct, frozen=True, kw_only=True, gc=False):
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


@lru_cache(maxsize=_REMEMBERED)
def read_spans(text: str) -> tuple[Span, ...]:
    """Parse inline Markdown; emphasis and links keep only their text."""
    if _MARKUP.search(text) is None:
        return (Span(kind=SpanKind.TEXT, text=text),) if text else ()
    joined = _Joined()
    for node in parse_inline(text):
        if isinstance(node, str):
            joined.texts.append(node)
        elif isinstance(node, Run):
            joined.take_run(node)
        else:
            joined.take(node)
    joined.end()
    return tuple(joined.spans)


class _Joined(Struct):
    """The spans so far, and the texts of the one that is still open."""

    spans: list[Span] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    kind: SpanKind = SpanKind.TEXT
    target: str = ""

    def end(self, kind: SpanKind | None = None, target: str = "") -> None:
        """End the open span, and begin one of another kind."""
        if self.texts:
            self.spans.append(Span(kind=self.kind, text="".join(self.texts), target=self.target))
            self.texts = []
        if kind is not None:
            self.kind, self.target = kind, target

    def take_run(self, run: Run) -> None:
        """Take a run of `*` or `_`: the end of emphasis, what is left as text, the begin of emphasis."""
        if run.closes:
            self.end(SpanKind.TEXT)
        if run.left:
            self.texts.append(run.mark * run.left)
        if run.opens:
            self.end(SpanKind.EMPHASIS, self.target)

    def take(self, node: Link | Code | Image | Mark) -> None:
        """Take a node that is a span of its own, or begins or ends a link."""
        match node:
            case Link():
                self.end(SpanKind.LINK, node.target)
            case Code():
                self.end()
                self.spans.append(Span(kind=SpanKind.CODE, text=node.text))
            case Image():
                self.end()
                self._add(node.text)
            case Mark() if node is BREAK:
                self.end()
                self._add("\n")
            case Mark():
                self.end(SpanKind.TEXT)

    def _add(self, text: str) -> None:
        if text:
            self.spans.append(Span(kind=self.kind, text=text, target=self.target))


@lru_cache(maxsize=_REMEMBERED)
def plain(text: str) -> str:
    """The text as a reader sees it on one line, code spans in backticks."""
    shown = "".join(
        f"`{span.text}`" if span.kind is SpanKind.CODE else span.text for span in read_spans(text)
    )
    return " ".join(shown.split())


@lru_cache(maxsize=_REMEMBERED)
def read_sentences(text: str, *, line: int) -> tuple[Sentence, ...]:
    """Split prose into sentences; full stops in code spans, names and abbreviations end none."""
    if _MARKED.search(text) is None:
        return tuple(_sentences(_own(_BREAK.sub("\n", text)), [], line))
    pieces, objects = list[str](), list[str]()
    for span in read_spans(text):
        if span.kind is SpanKind.CODE:
            pieces.append(f"{_MARK_CODE}{len(objects)}{_MARK_END}")
            objects.append(span.text)
        elif span.kind is SpanKind.EMPHASIS:
            pieces.append(f"{_MARK_BOLD}{_own(span.text)}{_MARK_BOLD_END}")
        else:
            pieces.append(_own(span.text))
    return tuple(_sentences("".join(pieces), objects, line))


def _own(text: str) -> str:
    """Prose without the marks that are used here."""
    return text if text.isascii() else _MARKS.sub(_UNKNOWN, text)


def _sentences(shown: str, objects: list[str], line: int) -> Iterator[Sentence]:
    counted = 0
    for start, end in _sentence_spans(shown):
        line += shown.count("\n", counted, start)
        counted = start
        yield _sentence(shown[start:end], objects, line)


def _sentence_spans(shown: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in (*(match.end() for match in _SENTENCE_END.finditer(shown)), len(shown)):
        tail = shown[max(start, end - _LONGEST_ABBREVIATION) : end]
        if end != len(shown) and tail.lower().endswith(_ABBREVIATIONS):
            continue
        piece = shown[start:end]
        if bare := piece.lstrip():
            yield end - len(bare), end
        start = end


def _sentence(marked: str, objects: list[str], line: int) -> Sentence:
    flat = " ".join(marked.split())
    flat = _LEAD.sub("", flat) if flat.startswith("[") else flat
    shown = _BOLD.sub("", flat)
    text = _PLACEHOLDER.sub(lambda match: f"`{objects[int(match[1])]}`", shown)
    form, own = _form(shown, objects, _PLACEHOLDER)
    wide = _form(flat, objects, _OBJECT) if _WIDENS.search(flat) else (form, own)
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
        start, end = match.span(match.lastindex or 0)
        said = _PLACEHOLDER.sub("", flat[start:end])
        own.append(objects[int(match[1])] if match[1] else said)
        return f"{{{len(own) - 1}}}"

    # The page's own braces are no places of objects.
    form = _BOLD.sub("", pattern.sub(place, flat.replace("{", "(").replace("}", ")"))).lower()
    return form.rstrip(".!:;, ").replace("\u2019", "'"), tuple(own)


def read_targets(text: str) -> Iterator[tuple[str, int]]:
    """Give what links and images name, as URLs, each with the number of line breaks before it."""
    breaks = 0
    for node in parse_inline(text):
        match node:
            case Link():
                yield node.target, breaks
            case Code():
                breaks += node.breaks
            case Image():
                yield node.target, breaks
                breaks += node.text.count("\n")
            case _:
                breaks += node is BREAK
