"""Where records go, and under which names."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.store.place import page_slug, places, run_stem

ROOT = Path("/project")


@pytest.mark.parametrize(
    ("page", "slug"),
    [
        ("/project/page.md", "page"),
        ("/project/procedures/prompt-caching.md", "procedures__prompt-caching"),
        ("/project/a/b_c.md", "a__b_c"),
    ],
)
def test_a_plain_path_is_its_own_name(page: str, slug: str) -> None:
    assert page_slug(page, ROOT) == slug


@pytest.mark.parametrize(
    "page",
    [
        "/project/README.md",
        "/project/a b.md",
        "/project/a__b.md",
        "/other/page.md",
        "/project/x.markdown",
        "/project/" + "x" * 300 + ".md",
        "/project/ü.md",
    ],
)
def test_any_other_gets_a_suffix_and_fits_a_file_name(page: str) -> None:
    slug = page_slug(page, ROOT)
    assert "." in slug
    assert len(slug) < 80
    assert slug.replace(".", "").replace("-", "").replace("_", "").isalnum()


_NAME = st.text(alphabet="ab_-.A", min_size=1, max_size=4).filter(lambda name: name not in (".", ".."))
_NAMES = st.lists(_NAME, min_size=1, max_size=3)


@given(st.lists(_NAMES.map("/".join), min_size=2, max_size=6, unique=True))
def test_no_two_pages_share_a_name(paths: list[str]) -> None:
    slugs = {page_slug(f"/project/{path}.md", ROOT) for path in paths}
    assert len(slugs) == len(paths)


def test_a_stem_sorts_by_time_and_ends_in_a_short_id() -> None:
    first = run_stem(datetime(2026, 1, 2, 3, 4, 5, 6000, tzinfo=UTC))
    second = run_stem(datetime(2026, 1, 2, 3, 4, 5, 70000, tzinfo=UTC))
    assert first.startswith("20260102T030405006Z-")
    assert first < second


def test_the_users_own_folder_is_the_second_choice(tmp_path: Path) -> None:
    first, second = places(tmp_path, {"XDG_STATE_HOME": "/state"})
    assert first.folder == tmp_path / ".runbook"
    assert second.folder == Path("/state/runbook")
    assert second.root is None
