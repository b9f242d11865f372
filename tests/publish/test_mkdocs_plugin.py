"""The plugin `runbook` in a site that somebody has already."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from tests.publish.mkdocs_site import CONFIGURATION, PAGE, build, mkdocs, write_site

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell


def shown(file: Path) -> int:
    return file.read_text().count('class="rb-result ')


def links(file: Path) -> list[str]:
    """Where the table of the front page leads to, as files."""
    table = file.read_text().partition('class="rb-table"')[2]
    return [str((file.parent / href).resolve()) for href in re.findall('<a href="([^"]+)"', table)]


def test_pages_in_folders_have_their_results(desk: Desk) -> None:
    write_site(desk, "a.md", "deep/index.md", "deep/er/b.md")
    build(desk)
    site = desk.folder / "site"
    pages = [site / "a/index.html", site / "deep/index.html", site / "deep/er/b/index.html"]
    assert [shown(file) for file in pages] == [1, 1, 1]
    assert sorted(links(site / "state/index.html"))[:3] == sorted(str(file.parent) for file in pages)


def test_addresses_that_are_files_are_linked_as_such(desk: Desk) -> None:
    write_site(desk, "a.md", "deep/index.md", "deep/b.md", more="use_directory_urls: false\n")
    build(desk)
    site = desk.folder / "site"
    pages = [site / "a.html", site / "deep/index.html", site / "deep/b.html"]
    assert [shown(file) for file in pages] == [1, 1, 1]
    assert set(map(str, pages)) <= set(links(site / "state.html"))
    assert 'href="failures.atom"' in (site / "state.html").read_text()


def test_the_feed_names_whole_addresses_below_the_sites_path(desk: Desk) -> None:
    write_site(desk, "a.md", more="site_url: https://example.org/how/\nuse_directory_urls: false\n")
    desk.page(PAGE.replace("echo hello", "echo bye"), "docs/a.md")
    desk.run("execute", "docs/a.md")
    build(desk)
    assert '<link href="https://example.org/how/a.html"/>' in (desk.folder / "site/failures.atom").read_text()


def test_a_page_with_front_matter_keeps_it(desk: Desk) -> None:
    write_site(desk)
    desk.page("---\ntitle: Another name\nstatus: new\n---\n\n" + PAGE, "docs/a.md")
    desk.run("execute", "docs/a.md")
    build(desk)
    html = (desk.folder / "site/a/index.html").read_text()
    assert "<title>Another name - Mine</title>" in html
    assert shown(desk.folder / "site/a/index.html") == 1


def test_the_authors_own_page_at_the_address_of_the_front_stays(desk: Desk) -> None:
    write_site(desk, "a.md")
    desk.page("# My own state\n", "docs/state.md")
    build(desk)
    html = (desk.folder / "site/state/index.html").read_text()
    assert "My own state" in html
    assert "rb-front" not in html


def test_a_site_without_any_run_is_built_as_it_is(desk: Desk) -> None:
    write_site(desk)
    desk.page(PAGE, "docs/a.md")
    build(desk)
    assert shown(desk.folder / "site/a/index.html") == 0


def test_a_site_that_would_show_a_secret_is_refused(desk: Desk) -> None:
    write_site(desk, "a.md")
    desk.page(PAGE + "\nUse s3cr3t-value-of-mine.\n", "docs/a.md")
    done = mkdocs(desk, MY_TOKEN="s3cr3t-value-of-mine")
    assert done.returncode != 0
    assert "a/index.html: a secret (env:MY_TOKEN)" in done.stderr
    assert "s3cr3t" not in done.stderr


@pytest.mark.parametrize("runs", [True, False], ids=["with runs", "without any"])
def test_mkdocs_serve_follows_new_runs(desk: Desk, runs: bool) -> None:
    write_site(desk, *(["a.md"] if runs else []))
    desk.page(PAGE, "docs/a.md")
    from runner.publish.engines import free_port

    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", f"127.0.0.1:{port}"],
        cwd=desk.folder,
        env=desk.environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert await_text(f"http://127.0.0.1:{port}/a/", "Its only run" if runs else "echo")
        desk.run("execute", "docs/a.md")
        assert await_text(f"http://127.0.0.1:{port}/a/", "Last 2 runs" if runs else "Its only run")
    finally:
        server.terminate()
        server.communicate(timeout=30)


def await_text(address: str, text: str) -> bool:
    for _ in range(200):
        try:
            with urlopen(address, timeout=10) as answer:
                if text in answer.read().decode():
                    return True
        except OSError:
            pass
        time.sleep(0.2)
    return False


def test_an_age_that_is_none_is_said_with_the_setting(desk: Desk) -> None:
    write_site(desk)
    desk.page(CONFIGURATION.replace("runbook]", "runbook: {stale: soon}]"), "mkdocs.yml")
    done = mkdocs(desk)
    assert done.returncode != 0
    assert "soon" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_title_becomes_no_markup_in_the_head_of_a_page(desk: Desk) -> None:
    write_site(desk)
    desk.page(PAGE.replace("# T", "# Cats &amp; &lt;/title>&lt;script>alert(1)&lt;/script>"), "docs/a.md")
    desk.run("execute", "docs/a.md")
    build(desk)
    html = (desk.folder / "site/a/index.html").read_text()
    assert "<title>Cats &amp; &lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; - Mine</title>" in html
    assert "<script>alert(1)" not in html
    assert ">Cats &amp; &lt;/title&gt;" in (desk.folder / "site/state/index.html").read_text()


def test_a_page_without_steps_stays_as_it_is_even_if_it_was_run(desk: Desk) -> None:
    write_site(desk, "a.md")
    desk.run("execute", "docs/index.md", "docs/a.md")
    build(desk)
    assert links(desk.folder / "site/state/index.html")[0] == str(desk.folder / "site/a")
    home = (desk.folder / "site/index.html").read_text()
    assert "rb-run" not in home
    assert re.findall(r"md-status--([\w-]+)", home) == ["passed"]


def test_a_fence_of_the_language_runbook_of_the_authors_own_stays(desk: Desk) -> None:
    write_site(desk, "a.md")
    desk.page("# Home\n\n```runbook\ntimeout: 20\n```\n", "docs/index.md")
    desk.page(PAGE + "\n```runbook\ntimeout: 30\n```\n", "docs/a.md")
    build(desk)
    assert "<code>timeout: 20</code>" in (desk.folder / "site/index.html").read_text()
    assert "<code>timeout: 30</code>" in (desk.folder / "site/a/index.html").read_text()


def test_the_search_holds_nothing_that_a_page_printed(desk: Desk) -> None:
    write_site(desk)
    desk.page(PAGE.replace("echo hello", "echo hello; printf 'xylo%s\\n' phone"), "docs/a.md")
    desk.run("execute", "docs/a.md")
    build(desk)
    assert "xylophone" in (desk.folder / "site/a/index.html").read_text()
    assert "xylophone" not in (desk.folder / "site/search/search_index.json").read_text()
