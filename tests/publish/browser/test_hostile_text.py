"""What a command prints and an author names is text and nothing else, in the site of a team with plugins."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import ROOT, make_desk
from tests.publish import hostile, needs
from tests.publish.browser.conftest import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Desk
    from tests.publish.browser.conftest import Visitor

pytestmark = pytest.mark.shell

# The strictest order for us: macros and snippets see all that a page's Markdown holds.
CONFIGURATION = """\
site_name: A team
theme: {name: material, font: false}
plugins: [search, macros: {on_error_fail: true}, runbook]
markdown_extensions:
  - attr_list
  - md_in_html
  - pymdownx.snippets: {base_path: [.], check_paths: true}
  - pymdownx.superfences
"""
NAMES = ("harm", "{{ 7 * 191 }}", '--8<-- "secret.txt"', "`a` ``b``", "<b id=harm>", "a\u202eb [x](y)")
_BAD = """() => [...document.querySelectorAll(
    '#harm, [onerror], [onload], [onmouseover], a[href^="javascript:"], .rb-missing'
)].map((each) => each.outerHTML)"""


def _run_pages(desk: Desk, folder: str) -> list[str]:
    (desk.folder / folder).mkdir(exist_ok=True)
    work = desk.folder / "work"
    work.mkdir()
    (work / "harm.txt").write_text("\n".join(hostile.ALL), errors="surrogatepass")
    (work / "names.txt").write_text("\n".join((*hostile.MACROS[:2], hostile.INCLUSIONS[0].replace("/", ""))))
    (desk.folder / "secret.txt").write_text(hostile.SECRET_FILE)
    names = [f"{folder}/{name}.md" for name in NAMES]
    # Material's own templates let a title out of `<title>`; ours for a site of our own do not.
    text = hostile.PAGE if folder == "pages" else hostile.PAGE.replace("</title>", "")
    for name in names:
        desk.page(text, name)
    value = "".join(hostile.MARKUP[:4]) + hostile.MACROS[0]
    ran = desk.run("execute", names[0], "--workdir", "work", "--keep-going", "--var", f"what={value}")
    assert ran.status == 1, ran.err
    desk.run("execute", *names[1:], "--workdir", "work", "--until", "1.1", "--keep-going")
    return names


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The site of a team that has a `mkdocs.yml` with our plugin in it."""
    needs.package("mkdocs_macros", "it comes with `make test`")
    desk = make_desk(tmp_path_factory.mktemp("team"), patience=200)
    _run_pages(desk, "docs")
    desk.page("# Home\n", "docs/index.md")
    desk.page(CONFIGURATION, "mkdocs.yml")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=desk.folder,
        env={
            **desk.environment,
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        },
        capture_output=True,
        check=False,
        text=True,
        timeout=200,
    )
    assert built.returncode == 0, built.stderr
    with serving(desk.folder / "site") as address:
        yield desk.folder / "site", address


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The site that `runbook publish` builds."""
    desk = make_desk(tmp_path_factory.mktemp("own"), patience=200)
    names = _run_pages(desk, "pages")
    done = desk.run("publish", *names, "--name", hostile.TITLE)
    assert done.status == 0, done.err
    with serving(desk.folder / "site") as address:
        yield desk.folder / "site", address


@pytest.fixture(params=["team", "own"])
def hostile_site(request: pytest.FixtureRequest) -> tuple[Path, str]:
    site: tuple[Path, str] = request.getfixturevalue(request.param)
    return site


def test_no_element_no_dialog_no_macro_and_no_file_comes_of_it(
    visitor: Visitor, hostile_site: tuple[Path, str]
) -> None:
    folder, address = hostile_site
    pages = sorted(file for file in folder.rglob("*.html") if file.name != "404.html")
    assert len(pages) > len(NAMES)
    for file in pages:
        shown = visitor.open(f"{address}{file.relative_to(folder).as_posix()}")
        assert shown.evaluate(_BAD) == [], file.relative_to(folder)
        drawn = "\n".join(shown.locator("[class^=rb-]").all_text_contents())
        assert "1337" not in drawn, file
        assert hostile.SECRET_FILE not in drawn, file
        shown.close()


def test_the_reader_sees_what_was_printed_as_it_was_printed(
    visitor: Visitor, hostile_site: tuple[Path, str]
) -> None:
    folder, address = hostile_site
    file = next(file for file in folder.rglob("harm/index.html"))
    shown = visitor.open(f"{address}{file.relative_to(folder).as_posix()}")
    printed = shown.locator("#rb-step-1-1 details.rb-output samp").first.text_content() or ""
    for line in (*hostile.MARKUP, *hostile.MACROS, *hostile.INCLUSIONS, *hostile.FENCES):
        assert line in printed
    for char in "\x00\x1b\x07\u009b\u202e\u2066":
        assert char not in printed


def test_an_output_of_megabytes_leaves_the_page_small(hostile_site: tuple[Path, str]) -> None:
    folder, _ = hostile_site
    (file,) = folder.rglob("harm/index.html")
    assert file.stat().st_size < 2_000_000
