"""Which pages and blocks a graph has, and by which names they are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runner.outline import Dialect
from runner.read.graph import find_graph
from tests.read.graphs import make_graph, read_page

if TYPE_CHECKING:
    from pathlib import Path

ID = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.mark.parametrize(
    ("file", "text", "name"),
    [
        ("Guides___Setup.md", "- x", "Guides/Setup"),
        ("Guides___Setup.md", "- x", "guides/SETUP"),
        ("Guides%2FSetup.md", "- x", "Guides/Setup"),
        ("100%25.md", "- x", "100%"),
        ("a.md", "title:: Real Title\n\n- x", "real title"),
        ("a.md", "- title:: Real Title\n- x", "Real Title"),
        ("a.md", "alias:: One, [[Two, or more]]\n\n- x", "one"),
        ("a.md", "alias:: One, [[Two, or more]]\n\n- x", "two, or more"),
        ("below/deep.md", "- x", "deep"),
        ("../journals/2026_01_02.md", "- x", "Jan 2nd, 2026"),
    ],
)
def test_a_page_is_known_by_its_names(tmp_path: Path, file: str, text: str, name: str) -> None:
    make_graph(tmp_path, {f"pages/{file}": text})
    graph = find_graph(tmp_path / "pages/other.md")
    assert graph is not None
    assert graph.page(name) is not None


def test_a_page_with_a_title_is_not_known_by_its_file(tmp_path: Path) -> None:
    make_graph(tmp_path, {"a.md": "title:: Real Title\n\n- x"})
    graph = find_graph(tmp_path / "pages/a.md")
    assert graph is not None
    assert graph.page("a") is None


@pytest.mark.parametrize(
    ("form", "name"),
    [("MMM do, yyyy", "Nov 22nd, 2026"), ("yyyy-MM-dd EEEE", "2026-11-22 Sunday"), ("dd.MM.yy", "22.11.26")],
)
def test_a_journal_is_known_by_its_day_in_the_graphs_own_form(tmp_path: Path, form: str, name: str) -> None:
    config = f'{{:journal/page-title-format "{form}"\n ;; :journals-directory "old"\n :pages-directory "p"}}'
    make_graph(tmp_path, {"journals/2026_11_22.md": "- x", "p/a.md": "- y"}, config=config)
    graph = find_graph(tmp_path / "p/a.md")
    assert graph is not None
    assert graph.page(name) == tmp_path / "journals/2026_11_22.md"
    assert graph.page("a") == tmp_path / "p/a.md"
    assert graph.is_day(name)
    assert not graph.is_day("Day 22")


def test_the_pages_of_a_command_share_a_graph(tmp_path: Path) -> None:
    make_graph(tmp_path, {"a.md": "- x", "journals/2026_11_22.md": "- x"})
    graph = find_graph(tmp_path / "pages/a.md")
    assert graph is find_graph(tmp_path / "journals/2026_11_22.md")


def test_the_nearest_graph_above_counts(tmp_path: Path) -> None:
    make_graph(tmp_path, {"a.md": "- x"})
    make_graph(tmp_path / "pages/inner", {"b.md": "- y"})
    graph = find_graph(tmp_path / "pages/inner/pages/b.md")
    assert graph is not None
    assert graph.root == tmp_path / "pages/inner"


def test_a_page_outside_a_graph_has_none(tmp_path: Path) -> None:
    assert find_graph(tmp_path / "a.md") is None


def test_a_block_that_only_code_names_is_none(tmp_path: Path) -> None:
    make_graph(tmp_path, {"a.md": f"- ```\n  id:: {ID}\n  ```\n"})
    graph = find_graph(tmp_path / "pages/a.md")
    assert graph is not None
    assert graph.block(ID) is None


def test_a_block_is_found_though_code_on_another_page_names_it(tmp_path: Path) -> None:
    make_graph(tmp_path, {"a.md": f"- ```\n  id:: {ID}\n  ```\n", "b.md": f"- x\n  id:: {ID.upper()}\n"})
    graph = find_graph(tmp_path / "pages/a.md")
    assert graph is not None
    found = graph.block(ID)
    assert found is not None
    assert (found.file.name, found.lines) == ("b.md", range(1, 3))


def test_a_page_that_is_no_text_is_no_page_to_embed(tmp_path: Path) -> None:
    make_graph(tmp_path, {"b.md": "- x"})
    (tmp_path / "pages/a.md").write_bytes(b"- \xff\n")
    graph = find_graph(tmp_path / "pages/b.md")
    assert graph is not None
    assert graph.whole("a") is None


def test_a_page_of_a_graph_is_an_outline_whatever_it_looks_like(tmp_path: Path) -> None:
    text = "Some words first.\n\n# Title\n\nMore words.\n\n## Procedure\n\n```bash\nls\n```\n"
    make_graph(tmp_path, {"a.md": text, "docs/b.md": text})
    assert read_page(tmp_path, "a.md").dialect is Dialect.LOGSEQ
    assert [step.line for step in read_page(tmp_path, "a.md").steps] == [9]
    assert read_page(tmp_path, "../docs/b.md").dialect is Dialect.COMMONMARK
