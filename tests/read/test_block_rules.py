"""The block rules behind a look at the first character give the tokens that the plain parser gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from runner.read.block_rules import look_first
from runner.read.block_state import block_tokens
from runner.read.containers import add_containers
from runner.read.source import with_plain_line_ends

if TYPE_CHECKING:
    from markdown_it.token import Token

PREFIXES = st.sampled_from(
    ("", "", "", " ", "  ", "    ", "\t", "> ", "- ", "1. ", "* ", "+ ", "2) ", "      ")
)
BODIES = st.sampled_from(
    (
        *(
            "a",
            "",
            "```",
            "~~~",
            "~~~sh",
            "# h",
            "#",
            "---",
            "***",
            "- - -",
            "===",
            "|a|b|",
            "|-|-|",
            "a|b",
            ":::",
            "::: note",
            ":::: x",
        ),
        *(
            "<div>",
            "</div>",
            "<!--",
            "-->",
            "<b>",
            "<?php",
            "[a]: b",
            "[a]:",
            "[a]: <b> 'c",
            "'d'",
            "!!! note",
        ),
        *(
            "!!!",
            "??? x",
            '???+ y "t"',
            '=== "T"',
            "- ",
            "*",
            "1.",
            "é",
            "0) z",
            "٣. x",
            "_",
            "__ _",
            "\u00a0x",
        ),
        *("\\- a", "`a`", ">", "-a", "1.a", "#a"),
    )
)
LINES = (
    st.lists(PREFIXES, min_size=1, max_size=3)
    .map("".join)
    .flatmap(lambda prefix: BODIES.map(lambda body: prefix + body))
)


def parser(*, looks_first: bool) -> MarkdownIt:
    made = MarkdownIt("commonmark", {"maxNesting": 200}).enable("table")
    add_containers(made)
    if looks_first:
        look_first(made)
    return made.disable("inline")


PLAIN, QUICK = parser(looks_first=False), parser(looks_first=True)


def told(tokens: list[Token]) -> list[tuple[object, ...]]:
    """What a reader of blocks asks of tokens."""
    return [
        (
            *(token.type, token.tag, token.nesting, token.level, token.map),
            *(token.content, token.markup, token.info, token.hidden),
        )
        for token in tokens
    ]


@given(st.one_of(st.text(max_size=200), st.lists(LINES, max_size=14).map("\n".join)))
def test_every_page_has_the_tokens_that_the_plain_parser_gives(text: str) -> None:
    text = with_plain_line_ends(text)
    assert told(block_tokens(QUICK, text)) == told(PLAIN.parse(text))
