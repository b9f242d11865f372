"""Which graph a page belongs to, and that a command looks through a graph once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.read.graph import Graphs

if TYPE_CHECKING:
    from pathlib import Path


def make_graph(root: Path) -> Path:
    (root / "logseq").mkdir(parents=True)
    (root / "logseq/config.edn").write_text("{}")
    for folder in ("pages", "journals"):
        (root / folder).mkdir()
        (root / folder / "a.md").write_text("- a\n  id:: 68061317-c68a-49e9-9b3a-000000000001\n")
    return root


def test_pages_of_one_graph_share_it_whatever_their_folder(tmp_path: Path) -> None:
    root, graphs = make_graph(tmp_path / "g"), Graphs()
    first = graphs.graph_of(root / "pages/a.md")
    assert first is not None
    assert graphs.graph_of(root / "pages/b.md") is first
    assert graphs.graph_of(root / "journals/a.md") is first


def test_a_page_of_no_graph_has_none(tmp_path: Path) -> None:
    assert Graphs().graph_of(tmp_path / "a.md") is None


def test_a_link_to_a_page_of_a_graph_belongs_to_that_graph(tmp_path: Path) -> None:
    root = make_graph(tmp_path / "g")
    (tmp_path / "a.md").symlink_to(root / "pages/a.md")
    graph = Graphs().graph_of(tmp_path / "a.md")
    assert graph is not None
    assert graph.root == root.resolve()


def test_the_place_of_a_block_is_the_line_of_its_id(tmp_path: Path) -> None:
    root = make_graph(tmp_path / "g")
    ids = [f"68061317-c68a-49e9-9b3a-00000000000{number}" for number in (2, 3)]
    (root / "pages/b.md").write_text("".join(f"- a\n  id:: {name}\n" for name in ids))
    graph = Graphs().graph_of(root / "pages/b.md")
    assert graph is not None
    assert [graph.blocks[name].line for name in ids] == [2, 4]
