"""The MkDocs plugin takes pages into a site that lie outside its docs folder."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.pages import page

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell

GOOD = page("echo hello") + "\nThe output contains `hello`.\n"
SITE = "site_name: Ours\nstrict: true\ntheme: material\nplugins:\n  - runbook:\n      pages: [guides]\n"


@pytest.fixture
def site(desk: Desk) -> Desk:
    """A desk with a site of one page of prose, and a folder of pages beside it."""
    (desk.folder / "runbook.toml").touch()
    (desk.folder / "docs").mkdir()
    (desk.folder / "guides").mkdir()
    desk.page("# Welcome\n\n[Greet](guides/greet.md)\n", "docs/index.md")
    desk.page(SITE, "mkdocs.yml")
    return desk


def build(desk: Desk, folder: str = ".", *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", *more],
        cwd=desk.folder / folder,
        env=desk.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_page_from_outside_is_published_with_its_result_and_can_be_linked_to(site: Desk) -> None:
    site.run("execute", site.page(GOOD, "guides/greet.md"))
    done = build(site)
    assert done.returncode == 0, done.stderr
    html = (site.folder / "site/guides/greet/index.html").read_text(encoding="utf-8")
    assert "stdout contains <code>hello</code>" in html
    (told,) = json.loads((site.folder / "site/results.json").read_text())["pages"]
    assert (told["uri"], told["state"]) == ("guides/greet.md", "passed")


def test_one_without_a_run_is_published_too_and_says_so(site: Desk) -> None:
    site.page(GOOD, "guides/greet.md")
    site.page("- # Outline\n\t- Some words.\n\t\t- More words.\n", "guides/outline.md")
    done = build(site)
    assert done.returncode == 0, done.stderr
    for name in ("greet", "outline"):
        html = (site.folder / f"site/guides/{name}/index.html").read_text(encoding="utf-8")
        assert "no run of this page is recorded" in html


def test_a_page_of_prose_is_left_alone(site: Desk) -> None:
    site.page(GOOD, "guides/greet.md")
    build(site)
    assert "Last run of this page" not in (site.folder / "site/index.html").read_text(encoding="utf-8")


def test_pages_are_found_from_the_configuration_whatever_folder_it_is_built_from(site: Desk) -> None:
    site.page(GOOD, "guides/greet.md")
    (site.folder / "elsewhere").mkdir()
    done = build(site, "elsewhere", "-f", "../mkdocs.yml")
    assert done.returncode == 0, done.stderr
    assert (site.folder / "site/guides/greet/index.html").is_file()


def test_a_folder_without_pages_is_an_error_that_names_it(site: Desk) -> None:
    done = build(site)
    assert done.returncode != 0
    assert "guides: there is no page here; name a Markdown file, a folder or a glob" in done.stderr
