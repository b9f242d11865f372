"""Pages of the Markdown mirror that Logseq writes of a database graph."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from runner.outline import Dialect
from runner.read.mirror import as_outline, is_mirrored
from runner.read.missing_links import find_missing_links
from runner.read.outline import read_outline
from runner.read.procedure import read_procedure
from runner.read.source import read_source
from tests.read.graphs import make_graph

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """
    id:: 11111111-1111-4111-8111-111111111111
    * target:: stand-in
    * variables:: name=x

    - ## Procedure
      * owner:: [[Ann]]
      * note::
        - All must be well.
          - So it should be.
      * mood:: Joy, Sad
      - Say it:
        - ```bash
          echo x
          * a:: b
          ```
      - The output contains `x`.
        * rank:: 1
      - See [[Other]], [[Missing]] and [[22222222-1111-4111-8111-111111111111]].
"""


def mirrored(folder: Path) -> Path:
    pages = folder / "mirror/markdown/pages"
    pages.mkdir(parents=True)
    (pages / "Other.md").write_text("- x\n")
    (pages / "Guide.md").write_text(dedent(PAGE).lstrip("\n"))
    return pages / "Guide.md"


def test_a_mirrored_page_is_read_as_it_is(tmp_path: Path) -> None:
    page = read_procedure(read_source(str(mirrored(tmp_path))))
    assert page.dialect is Dialect.LOGSEQ
    assert [(step.line, step.code) for step in page.steps] == [(12, "echo x\n* a:: b\n")]
    assert [(claim.text, claim.line) for claim in page.steps[0].claims] == [("The output contains `x`.", 16)]
    assert page.findings == ()


def test_its_properties_are_those_of_the_page_and_of_its_blocks(tmp_path: Path) -> None:
    outline = read_outline(read_source(str(mirrored(tmp_path))))
    assert [(item.name, item.value, item.line) for item in outline.properties[1:]] == [
        ("target", "stand-in", 2),
        ("variables", "name=x", 3),
    ]
    heading = next(block for block in outline.blocks if block.level)
    assert [(item.name, item.value) for item in heading.properties] == [
        ("owner", "[[Ann]]"),
        ("note", ""),
        ("note", "All must be well."),
        ("note", "So it should be."),
        ("mood", "Joy, Sad"),
    ]


def test_its_links_are_looked_up_in_the_mirror(tmp_path: Path) -> None:
    make_graph(tmp_path, {"Missing.md": "- of another graph"})
    found = find_missing_links(read_outline(read_source(str(mirrored(tmp_path)))))
    assert [(item.location.line, "Missing" in item.message) for item in found] == [(18, True)]


def test_only_pages_below_a_mirror_are_mirrored(tmp_path: Path) -> None:
    assert is_mirrored(mirrored(tmp_path))
    assert not is_mirrored(tmp_path / "pages/a.md")
    assert not is_mirrored(tmp_path / "markdown/pages/a.md")


def test_lines_that_are_no_properties_stay() -> None:
    lines = ["- a", "  * b", "  - c", "~~~", "* d:: e", "~~~", "text"]
    assert as_outline(lines) == lines
