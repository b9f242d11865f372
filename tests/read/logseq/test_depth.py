"""Pages that are deep, and pages made to be slow: read without an error; the benchmark shows how fast."""

from __future__ import annotations

import pytest

from runner.outline import Block, BlockKind, Text
from runner.read.logseq import split_outline
from runner.read.outline import nest_headings, read_outline
from runner.read.procedure import read_procedure
from runner.read.source import Source
from runner.read.units import read_units
from tests.read.logseq.adversarial import PAGES

DEEP = 100_000


def deep_block(kind: BlockKind, *, level: int = 0) -> Block:
    block = Block(kind=kind, line=DEEP, end_line=DEEP, level=level)
    for line in range(DEEP - 1, 0, -1):
        text = Text(text="a", line=line, end_line=line)
        block = Block(kind=kind, line=line, end_line=line, level=level, parts=(text,), children=(block,))
    return block


@pytest.mark.parametrize("kind", [BlockKind.ITEM, BlockKind.HEADING])
def test_blocks_a_hundred_thousand_deep_are_nested_and_walked(kind: BlockKind) -> None:
    blocks = nest_headings((deep_block(kind, level=1 if kind is BlockKind.HEADING else 0),))
    assert sum(1 for _ in read_units(blocks)) == DEEP - 1


@pytest.mark.parametrize("line", ["- a `x`:", "- # a", "- 1. a"])
@pytest.mark.parametrize("heading", ["", "- # Procedure\n", "- # Preconditions\n", "- # Troubleshooting\n"])
def test_a_page_of_a_thousand_levels_is_read(heading: str, line: str) -> None:
    text = heading + "".join(f"{' ' * depth}{line}\n" for depth in range(1000))
    assert read_procedure(Source(path="page.md", text=text, sha256="0")).findings == ()


@pytest.mark.parametrize("mark", [">", "* ", "1. "])
@pytest.mark.parametrize("before", ["- ", "text\n\n"])
def test_quotes_and_lists_as_deep_as_they_may_be_are_read(before: str, mark: str) -> None:
    text = f"{before}> {mark * 1000}x\n"
    assert read_outline(Source(path="page.md", text=text, sha256="0")).blocks


@pytest.mark.parametrize("name", PAGES)
def test_what_is_open_and_never_closed_is_read(name: str) -> None:
    split = split_outline("page.md", PAGES[name](20_000).split("\n"))
    assert split.blocks or split.properties
