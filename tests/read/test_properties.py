"""What holds of every text, whatever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from runner.outline import Dialect, Fence
from runner.read.claims import read_claim
from runner.read.inline import read_sentences
from runner.read.outline import detect_dialect, read_outline
from runner.read.procedure import procedure_of
from runner.read.sections import read_sections
from runner.read.source import Source, with_plain_line_ends

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runner.model import Procedure
    from runner.outline import Block

LINES = st.sampled_from(
    (
        *(
            "",
            "- a",
            "\t- b",
            "\t\t- c",
            "  text",
            "# H",
            "- ## Procedure",
            "## Steps",
            "### 1. X",
            "```bash",
        ),
        *("~~~", "```", "  ```json", "\t  ~~~bash", "ls", "  echo `x`", "key:: value", "timeout:: 3", "---"),
        *(
            "> q",
            "1. one",
            "| a | b |",
            "|---|---|",
            "<!-- expect: x -->",
            "<details>",
            "$$",
            "#+BEGIN_SRC sh",
        ),
        *("#+END_SRC", ":LOGBOOK:", "(Alternative) Or:", "The output is `x`.", "Create a `f.json`:", "$ cmd"),
        *("::: note", "::: challenge", ":::", '=== "A"', "    ls", "    ```bash", "    ```", "!!! tip"),
        *("- Or:", "- Option B: x", "You can do it in one of these ways:", "1. Click `x y`", "Example:"),
        *("- TODO x", "\u2028", "- \t-", "{{ x }}", "- [ ] x", "*a* → b", "- `jq` 1.6 is installed.", "````"),
    )
)
CONTAINERS = ("!!!", "???", "===", ":::")
PAGES = st.one_of(st.text(max_size=400), st.lists(LINES, max_size=40).map("\n".join))


def source_of(text: str) -> Source:
    return Source(path="page.md", text=with_plain_line_ends(text), sha256="0")


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from walk(block.children)


@settings(max_examples=300, deadline=None)
@given(PAGES)
def test_no_text_is_refused_and_every_place_lies_in_the_page(text: str) -> None:
    source = source_of(text)
    outline = read_outline(source)
    last = source.text.count("\n") + 1
    for block in walk(outline.blocks):
        assert 1 <= block.line <= block.end_line <= last
        for part in block.parts:
            assert block.line <= part.line <= part.end_line <= block.end_line
    procedure = procedure_of(outline)
    assert all(1 <= step.line <= step.end_line <= last for step in procedure.steps)
    assert all(1 <= claim.line <= last for step in procedure.steps for claim in step.claims)


@settings(max_examples=200, deadline=None)
@given(PAGES)
def test_step_ids_are_unique_and_steps_stand_in_page_order(text: str) -> None:
    steps = procedure_of(read_outline(source_of(text))).steps
    assert len({step.id for step in steps}) == len(steps)
    assert [step.line for step in steps] == sorted(step.line for step in steps)


@given(st.lists(st.text(max_size=30), max_size=20))
def test_a_dialect_is_told_for_any_lines(lines: list[str]) -> None:
    assert detect_dialect(lines) in {"logseq", "commonmark"}


def test_indented_code_of_marks_alone_is_read() -> None:
    assert read_outline(source_of("text\n\n    - 1\n")).findings == ()


def test_front_matter_that_no_yaml_reader_takes_is_read_as_prose() -> None:
    for value in ("2026-13-01", "[" * 10_000):
        assert read_outline(source_of(f"---\na: {value}\n---\n\ntext\n")).properties == ()


def fences(blocks: Iterable[Block]) -> set[int]:
    return {part.line for block in walk(blocks) for part in block.parts if isinstance(part, Fence)}


def accounted_for(procedure: Procedure) -> set[int]:
    """The lines of fences that are a step, an expected output, or listed as not run."""
    steps = {step.line for step in procedure.steps}
    outputs = {claim.line for step in procedure.steps for claim in step.claims}
    return steps | outputs | {fence.line for fence in procedure.not_run}


@settings(max_examples=300, deadline=None)
@given(PAGES)
def test_every_fence_of_a_section_that_runs_is_a_step_or_an_output_or_listed(text: str) -> None:
    outline = read_outline(source_of(text))
    running = {
        line for section in read_sections(outline) if section.number for line in fences(section.blocks)
    }
    assert running <= accounted_for(procedure_of(outline))


@settings(max_examples=300, deadline=None)
@given(PAGES)
def test_every_fence_that_markdown_it_sees_is_seen(text: str) -> None:
    source = source_of(text)
    outline = read_outline(source)
    # A container ends a paragraph that goes on for markdown-it, so what follows is something else.
    contained = any(line.lstrip(" >-").startswith(CONTAINERS) for line in source.text.split("\n"))
    if outline.dialect is Dialect.LOGSEQ or source.text.startswith("---") or contained:
        return
    tokens = MarkdownIt("commonmark").enable("table").parse(source.text)
    seen = {token.map[0] + 1 for token in tokens if token.type == "fence" and token.map}
    assert seen <= fences(outline.blocks)


_WORDS = """
The output | contains | is | `a` | {0} | {f1} | {s3} | "x {2}" | **b** | not | no longer | it| prints |\ue000
you should see | either | or | and | neither | nor | at least | between | 3 | lines | . | , | \u201cq\u201d
the file | `a.txt` | `$X` | exists | with status
"""
WORDS = st.sampled_from([word.strip() for line in _WORDS.strip().splitlines() for word in line.split(" | ")])


@settings(max_examples=500, deadline=None)
@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_no_sentence_is_too_odd_to_be_read_or_left_unread(text: str) -> None:
    for sentence in read_sentences(text, line=1):
        claim = read_claim(sentence)
        for expectation in claim.expectations if claim else ():
            assert expectation.reading
            assert "{" not in expectation.reading.replace("{2}", "")
