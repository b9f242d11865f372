"""What the documentation names is there: pages, commands, flags, and what its links lead to."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from tests.documentation.commands import commands, options
from tests.documentation.flags_page import PAGE, renewed

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SITE = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
# Made by the plugin.
MADE = {"state.md"}
KINDS = ["Tutorial", "How-to", "Reference", "Explanation"]

_CODE = re.compile(r"(?P<ticks>`+)(?P<code>.+?)(?P=ticks)|^[ \t]*(?:\$ )?(?P<line>runbook .*)$", re.MULTILINE)
_CALL = re.compile(r"(?:^|(?<=[\s(;&|]))runbook(?P<words>(?: [a-z][a-z-]*){1,2})(?P<rest>[^;|&\n]*)")
_FLAG = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")


def pages_in(navigation: object) -> list[str]:
    if isinstance(navigation, str):
        return [navigation]
    parts = navigation.values() if isinstance(navigation, dict) else navigation
    assert isinstance(parts, list | type({}.values()))
    return [page for part in parts for page in pages_in(part)]


def calls() -> Iterator[tuple[str, str, str]]:
    """Each call of the command line in the documentation: the place, its words, and what follows."""
    for file in (ROOT / "README.md", *sorted(DOCS.rglob("*.md"))):
        text = file.read_text(encoding="utf-8").replace("\\\n", " ")
        for match in _CODE.finditer(text):
            place = f"{file.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}"
            for call in _CALL.finditer(match["code"] or match["line"]):
                yield place, call["words"].strip(), call["rest"]


def command_of(words: str) -> str | None:
    """The name of the command that is called by these words, which may go on to an argument."""
    known = commands()
    return next((name for name in (words, words.partition(" ")[0]) if name in known), None)


def test_every_page_is_in_the_navigation_and_every_entry_is_a_page() -> None:
    pages = {str(file.relative_to(DOCS)) for file in DOCS.rglob("*.md")}
    outside = {str(file.relative_to(ROOT)) for file in (ROOT / "procedures").rglob("*.md")}
    assert sorted(pages_in(SITE["nav"])) == sorted(pages | outside | MADE)


def test_the_navigation_has_the_four_kinds_of_documentation() -> None:
    sections = [name for entry in SITE["nav"] for name in entry]
    assert [name for name in sections if name in KINDS] == KINDS


def test_every_command_that_the_documentation_names_exists() -> None:
    found = list(calls())
    assert len(found) > 50
    assert [f"{place}: runbook {words}" for place, words, _ in found if not command_of(words)] == []


def test_every_flag_beside_a_command_is_one_of_that_command() -> None:
    unknown = [
        f"{place}: runbook {words} {flag}"
        for place, words, rest in calls()
        if (name := command_of(words))
        for flag in _FLAG.findall(rest)
        if flag not in flags_of(name)
    ]
    assert unknown == []


def flags_of(name: str) -> set[str]:
    own = {word for option in options(commands()[name]) for word in option.opts}
    return own | {"--help", "-h"}


def test_the_list_of_flags_is_that_of_the_code() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert renewed(text) == text, "run python -m tests.documentation.flags_page"


def test_every_link_and_anchor_of_the_site_holds(tmp_path: Path) -> None:
    done = build(tmp_path, DOCS)
    assert done.returncode == 0, done.stderr


def test_a_link_that_does_not_hold_ends_the_build(tmp_path: Path) -> None:
    docs = shutil.copytree(DOCS, tmp_path / "docs")
    (docs / "index.md").write_text("[gone](reference/commands.md#gone)\n", encoding="utf-8")
    done = build(tmp_path, docs)
    assert done.returncode == 1
    assert "does not contain an anchor '#gone'" in done.stderr


def build(folder: Path, docs: Path) -> subprocess.CompletedProcess[str]:
    """Build the site as `make site` does, but in another folder, of these docs."""
    settings = (
        (ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("docs_dir: docs", f"docs_dir: {docs}")
    )
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    (folder / "runbook.toml").touch()
    shutil.copytree(ROOT / "procedures", folder / "procedures")
    (make,) = re.findall(r"mkdocs (build .*?) &&", (ROOT / "Makefile").read_text(encoding="utf-8"))
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *make.split(), "--config-file", folder / "mkdocs.yml"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
