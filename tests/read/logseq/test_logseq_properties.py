"""What holds of the splitter on every text, and that its short ways lead where the long ones do."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from runner.outline import Block, Fence
from runner.read.logseq import split_outline
from runner.read.logseq_inner import read_inner
from runner.read.logseq_split import depths_of, scan_lines
from runner.read.markdown import markdown_blocks
from runner.read.source import with_plain_line_ends
from tests.read.logseq.compare_mldoc import lines_of
from tests.read.logseq.outlines import AWKWARD_LINES, awkward_page, tidy_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

INDENTS = st.sampled_from(("", "\t", "\t\t", "  ", "    ", "\t  ", " "))
PAGES = st.one_of(
    st.text(max_size=300),
    st.lists(st.builds(str.__add__, INDENTS, st.sampled_from(AWKWARD_LINES)), max_size=30).map("\n".join),
    st.integers().map(lambda seed: awkward_page(Random(seed))),
    st.integers().map(lambda seed: tidy_page(Random(seed))),
).map(lambda text: lines_of(with_plain_line_ends(text)))
WORDS = st.text(alphabet="ab Z`*[](]:>#-_.!<|=~\t1&\\", max_size=12)
ITEMS = st.lists(
    st.builds("{}{}".format, st.sampled_from(("* ", "1. ", "2) ", "+  ", "*   ")), WORDS),
    min_size=1,
    max_size=4,
)
QUOTES = st.lists(st.builds("{}{}".format, st.sampled_from(("> ", ">")), WORDS), min_size=1, max_size=4)


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from walk(block.children)


@settings(max_examples=500, deadline=None)
@given(PAGES)
def test_raw_blocks_cover_every_line_once_and_in_order(lines: list[str]) -> None:
    blocks = scan_lines(lines).blocks
    assert [index for raw in blocks for index in range(raw.start, raw.end + 1)] == list(range(len(lines)))


@settings(max_examples=500, deadline=None)
@given(PAGES)
def test_regions_lie_in_their_block_one_behind_the_other(lines: list[str]) -> None:
    for raw in scan_lines(lines).blocks:
        assert all(raw.start <= region.start <= region.end <= raw.end for region in raw.regions)
        assert all(before.end < behind.start for before, behind in pairwise(raw.regions))


@settings(max_examples=300, deadline=None)
@given(PAGES)
def test_children_and_parts_lie_behind_and_in_their_block(lines: list[str]) -> None:
    for block in walk(split_outline("page.md", lines).blocks):
        assert 1 <= block.line <= block.end_line <= len(lines)
        assert all(block.line <= part.line <= part.end_line <= block.end_line for part in block.parts)
        assert all(child.line >= block.line for child in block.children)
        assert [child.line for child in block.children] == sorted(child.line for child in block.children)


@settings(max_examples=300, deadline=None)
@given(PAGES)
def test_a_block_is_at_most_one_level_deeper_than_the_one_before(lines: list[str]) -> None:
    depths = depths_of([raw for raw in scan_lines(lines).blocks if raw.indent >= 0])
    assert depths[:1] in ([], [0])
    assert all(behind <= before + 1 for before, behind in pairwise(depths))


@settings(max_examples=300, deadline=None)
@given(PAGES)
def test_a_line_of_code_ends_as_the_page_wrote_it(lines: list[str]) -> None:
    for block in walk(split_outline("page.md", lines).blocks):
        for part in block.parts:
            if isinstance(part, Fence) and part.code:
                body = lines[part.line : part.end_line - 1]
                code = part.code.removesuffix("\n").split("\n")
                assert len(code) == len(body)
                assert all(own in written for own, written in zip(code, body, strict=True))


@settings(max_examples=300, deadline=None)
@given(PAGES)
def test_findings_stand_in_the_page_and_in_its_order(lines: list[str]) -> None:
    places = [finding.location.line for finding in split_outline("page.md", lines).findings]
    assert places == sorted(places)
    assert all(1 <= place <= len(lines) for place in places)


@settings(max_examples=1000, deadline=None)
@given(st.one_of(ITEMS, QUOTES))
def test_plain_lists_and_quotes_are_read_as_the_parser_reads_them(texts: list[str]) -> None:
    parsed = markdown_blocks("\n".join(texts), first_line=3)
    if not any(isinstance(part, Fence) for block in walk(parsed) for part in block.parts):
        assert read_inner(texts, 3) == parsed
