"""The uris of pages: readable, safe, and no two the same."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from runner.publish.uris import page_uris

ROOT = Path("/site")
GRAPH = Path("/site/notes")


def _uri(name: str) -> str:
    path = ROOT / name
    return page_uris([path], ROOT, graphs=[GRAPH])[path]


def test_a_plain_page_keeps_its_path() -> None:
    assert _uri("procedures/prompt-caching.md") == "procedures/prompt-caching.md"


def test_a_page_of_a_graph_has_a_folder_for_each_part_of_its_name() -> None:
    assert _uri("notes/pages/AWS___Bedrock___How To___Enable.md") == "aws/bedrock/how-to/enable.md"
    assert _uri("notes/pages/Ask%3A Why%3F.md") == "ask-why.md"


def test_a_journal_is_named_by_its_day() -> None:
    assert _uri("notes/journals/2026_11_22.md") == "journals/2026-11-22.md"


def test_no_page_takes_the_front_page_or_a_folder_of_the_theme() -> None:
    assert _uri("index.md") == "index-page.md"
    assert _uri("a/README.md") == "a/README-page.md"
    assert _uri("notes/pages/assets___x.md") == "assets-page/x.md"


def test_pages_that_differ_in_case_alone_have_uris_of_their_own() -> None:
    paths = [ROOT / "a.md", ROOT / "A.md", ROOT / "a-2.md"]
    assert list(page_uris(paths, ROOT).values()) == ["a.md", "A-2.md", "a-2-2.md"]


@given(st.lists(st.text(alphabet="abA./_ %-é#?*:", min_size=1, max_size=12), unique=True, max_size=12))
def test_whatever_pages_are_called_their_uris_differ_and_are_safe(names: list[str]) -> None:
    paths = list(dict.fromkeys(GRAPH / "pages" / f"{name.replace('/', '___')}.md" for name in names))
    uris = list(page_uris(paths, ROOT, graphs=[GRAPH]).values())
    assert len({uri.casefold() for uri in uris}) == len(paths)
    assert all(re.fullmatch(r"[\w.-]+(?:/[\w.-]+)*\.md", uri) and "/." not in f"/{uri}" for uri in uris)
