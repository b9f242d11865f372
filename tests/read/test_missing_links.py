"""Which links are looked up on the disk or in the graph, and which are left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runner.read.missing_links import find_missing_links
from runner.read.outline import read_outline
from runner.read.source import read_source
from tests.read.graphs import make_graph

if TYPE_CHECKING:
    from pathlib import Path

ID = "0f8fad5b-d9cb-469f-a165-70867728950e"


def missing(folder: Path, text: str, name: str = "docs/page.md") -> list[int]:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    source = read_source(str(file))
    found = find_missing_links(read_outline(source), source.lines())
    return [item.location.line for item in found]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs/a b").mkdir(parents=True)
    (tmp_path / "docs/a b/c (d).md").touch()
    (tmp_path / "docs/there.md").touch()
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/x.png").touch()
    return tmp_path


@pytest.mark.parametrize(
    "link",
    [
        "[x](there.md)",
        "[x](./there.md#part)",
        "[x](there.md?view=1#part)",
        '[x](there.md "a title")',
        "[x](<a b/c (d).md>)",
        "[x](a%20b/c%20%28d%29.md)",
        "[x](a%20b/)",
        "[x](..)",
        "[x](../assets)",
        "![x](../assets/x.png)",
        "![x](../assets/x.png){:height 10, :width 10}",
        "[![x](../assets/x.png)](there.md)",
        "[x](there.html)",
        "[x](there/)",
        "[x](#part)",
        "[x]()",
        "[x](/azure/x)",
        "[x](/azure/x.md#part)",
        "[x](//example.com/x)",
        "[x](https://example.com/x.md)",
        "[x](mailto:a@example.com)",
        "[x](xref:api.method)",
        "[x](file:///etc/x)",
        "[x](C:\\x\\y.md)",
        "[x]({{ site.url }}/y)",
        "[x]({{site.url}}/y)",
        "[x]({% link y.md %})",
        "[x]({%link%})",
        "[x](${BASE}/y)",
        "`[x](missing.md)`",
        "\\[x](missing.md)",
        "<!-- [x](missing.md) -->",
        "```\n[x](missing.md)\n```",
        "[x]: there.md",
        "[x][y]",
        "[[no graph here]]",
        f"(({ID}))",
    ],
)
def test_what_is_there_or_cannot_be_looked_up_is_no_finding(folder: Path, link: str) -> None:
    assert missing(folder, f"# T\n\n{link}\n") == []


@pytest.mark.parametrize(
    "link",
    [
        "[x](missing.md)",
        "[x](./missing.md#part)",
        '[x](missing.md "a title")',
        "[x](<a b/missing.md>)",
        "[x](a%20b/missing.md)",
        "[x](../missing/)",
        "![x](missing.png)",
        "[![x](missing.png)](there.md)",
        "[x](missing.html)",
        "[`x`](missing.md)",
        "[a **b** c\nd](missing.md)",
        "[x]: missing.md",
        "[x]: <a b/missing.md> 'title'",
        f"[x]({'y' * 300}.md)",
    ],
)
def test_what_is_not_there_is_found_on_its_line(folder: Path, link: str) -> None:
    assert missing(folder, f"# T\n\n\n{link}\n") == [4]


def test_definitions_of_an_outline_are_looked_up_too(folder: Path) -> None:
    assert missing(folder, "- # T\n- [x]: there.md\n- [y]: missing.md\n") == [3]


GRAPH = {
    "Guides___Setup.md": f"alias:: Getting Started\n\n- x\n  id:: {ID}\n",
    "100%25.md": "- x",
    "journals/2026_11_22.md": "- x",
    "assets/x.png": "",
}


@pytest.mark.parametrize(
    "link",
    [
        "[[Guides/Setup]]",
        "[[guides/setup]]",
        "[[Guides]]",
        "[[getting started]]",
        "[[Guides/Setup#part]]",
        "[[Guides/Setup|label]]",
        "[[100%]]",
        "[label]([[Guides/Setup]])",
        "[label]([[Getting Started]])",
        f"[label]((({ID})))",
        f"(({ID}))",
        "[[Nov 22nd, 2026]]",
        "[[Jan 1st, 1999]]",
        "#missing",
        "#[[missing tag]]",
        "`[[missing]]`",
        "![x](../assets/x.png){:height 10}",
        "{{query [[missing]]}}",
        "{{embed [[missing]]}}",
        "{{renderer :x, [[missing]]}}",
    ],
)
def test_a_link_of_a_graph_that_is_there_or_ordinary_is_no_finding(tmp_path: Path, link: str) -> None:
    make_graph(tmp_path, GRAPH)
    assert missing(tmp_path, f"- # T\n- See {link}\n", "pages/page.md") == []


@pytest.mark.parametrize(
    "link",
    [
        "[[missing]]",
        "[[missing#part]]",
        "[label]([[missing]])",
        "[label]([[missing page]])",
        f"(({ID.replace('0f', 'ff')}))",
        f"[label]((({ID.replace('0f', 'ff')})))",
        "![x](../assets/missing.png)",
        "[[Feb 31st, 2026]]",
    ],
)
def test_a_link_of_a_graph_to_nothing_is_found(tmp_path: Path, link: str) -> None:
    make_graph(tmp_path, GRAPH)
    assert missing(tmp_path, f"- # T\n- See {link}\n", "pages/page.md") == [2]


def test_a_link_behind_a_link_over_two_lines_has_its_own_line(folder: Path) -> None:
    assert missing(folder, "# T\n\nSee [a\nb](there.md), `c\nd` and\n[e](f.md)\n") == [6]
