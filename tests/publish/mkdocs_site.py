"""Somebody's MkDocs site with our plugin, for tests."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.pages import page

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

PAGE = page("echo hello") + "\nThe output contains `hello`.\n"
CONFIGURATION = "site_name: Mine\ntheme: {name: material, font: false}\nplugins: [search, runbook]\n"


def write_site(desk: Desk, *names: str, more: str = "") -> None:
    """Write a site of these pages below `docs`, each with a run."""
    desk.page(CONFIGURATION + more, "mkdocs.yml")
    (desk.folder / "docs").mkdir(exist_ok=True)
    desk.page("# Home\n", "docs/index.md")
    for name in names:
        (desk.folder / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        desk.page(PAGE, f"docs/{name}")
    desk.run("execute", *(f"docs/{name}" for name in names))


def mkdocs(desk: Desk, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run MkDocs in the site."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *(arguments or ("build", "--strict"))],
        cwd=desk.folder,
        env={**desk.environment, **more},
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )


def build(desk: Desk) -> None:
    done = mkdocs(desk)
    assert done.returncode == 0, done.stderr
