"""Inline Markdown as markdown-it-py reads it, and in linear time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from runner.read.inline import Span, SpanKind, read_sentences, read_spans

# Raw HTML and entities are text here. As deep as the generated texts nest: by default it gives up at 20.
REFERENCE = MarkdownIt("commonmark", {"maxNesting": 100}).disable(["html_inline", "entity"])
PIECES = st.sampled_from(
    (
        *("a", "b", " ", "  ", "\n", "\\", "`", "``", "*", "**", "***", "_", "__", "[", "]", "](", "](x)"),
        *("](<x y>)", '](x "t")', "](a 'b')", "](a (b))", "]()", "![", "<", ">", "<http://a.b/c>", "<a@b.c>"),
        *("<p:%20>", "(", ")", "!", ".", ",", "é", "“", "\u00a0", "\t", "](http://A.b/ü)", "](javascript:x)"),
        *(
            "](https://x.y/z?q=1&r=%20)",
            "](&amp;)",
            "](a\\)b)",
            "$",
            "~",
            "&amp;",
            "#",
            "'",
            '"',
            "[[p]]",
            "-",
        ),
    )
)

KINDS = {
    "strong_open": SpanKind.EMPHASIS,
    "em_open": SpanKind.EMPHASIS,
    "link_open": SpanKind.LINK,
    "strong_close": SpanKind.TEXT,
    "em_close": SpanKind.TEXT,
    "link_close": SpanKind.TEXT,
}


def reference(text: str) -> list[Span]:
    """The spans by markdown-it-py's tokens."""
    spans: list[Span] = []
    kind, target = SpanKind.TEXT, ""
    for token in (REFERENCE.parseInline(text) or [Token("inline", "", 0)])[0].children or ():
        if token.type in KINDS:
            kind = KINDS[token.type]
            opens_link = token.type == "link_open"
            target = str(token.attrs["href"]) if opens_link else target if token.nesting > 0 else ""
        elif token.type == "code_inline":
            spans.append(Span(kind=SpanKind.CODE, text=token.content))
        elif shown := "\n" if token.type.endswith("break") else token.content:
            spans.append(Span(kind=kind, text=shown, target=target))
    return spans


@given(st.lists(PIECES, max_size=25).map("".join))
def test_spans_are_those_of_the_reference(text: str) -> None:
    assert list(read_spans(text)) == reference(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a *b* **c**", [("text", "a "), ("emphasis", "b"), ("text", " "), ("emphasis", "c")]),
        ("*a**b*", [("emphasis", "a**b")]),
        ("snake_case_name", [("text", "snake_case_name")]),
        ("``a`b``", [("code", "a`b")]),
        ("`a", [("text", "`a")]),
        ("[a [b](c)](d)", [("text", "[a "), ("link", "b"), ("text", "](d)")]),
        ("![a [b](c)](d)", [("text", "a [b](c)")]),
        ("<name> and <https://a.b>", [("text", "<name> and "), ("link", "https://a.b")]),
        ("a  \n b", [("text", "a"), ("text", "\n"), ("text", "b")]),
        ("\\*a\\*", [("text", "*a*")]),
    ],
)
def test_what_a_text_is_read_as(text: str, shown: list[tuple[str, str]]) -> None:
    assert [(span.kind.value, span.text) for span in read_spans(text)] == shown


# A reader whose time grows with the square of these took minutes for the first of them.
@pytest.mark.parametrize(
    "piece", ["[", "![", "[a](", "*a_ ", "**a ", "`a ", "<a", "[[a ", "Run `a`. E.g. B "]
)
def test_a_long_text_that_closes_nothing_ends(piece: str) -> None:
    assert read_sentences(piece * (100_000 // len(piece)), line=1)
