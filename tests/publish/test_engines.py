"""The other engines build the same site; where they are not fetched the tests are skipped and say so."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import ROOT
from tests.pages import page
from tests.publish import needs

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell
PAGE = page("echo hello") + "\nThe output contains `hello`.\n"
NAMES = ("page.md", "deep/index.md", "deep/er/page.md", "with space.md")


@pytest.mark.parametrize("engine", ["properdocs", "zensical"])
def test_an_engine_builds_every_result_and_builds_again(desk: Desk, engine: str) -> None:
    path = os.pathsep.join([needs.engine(engine), str(ROOT)])
    (desk.folder / "deep/er").mkdir(parents=True)
    for name in NAMES:
        desk.page(PAGE, name)
    for _ in range(2):
        desk.run("execute", *NAMES)
        done = desk.run("publish", *NAMES, "--engine", engine, PYTHONPATH=path)
        assert done.status == 0, done.err
    site = desk.folder / "site"
    for name in ("page", "deep", "deep/er/page", "with space"):
        html = (site / name / "index.html").read_text()
        assert html.count('class="rb-result ') == 1
        assert "Last 2 runs" in html
    assert 'class="rb-front"' in (site / "index.html").read_text()
    assert (site / "assets/runbook/runbook.css").is_file()
    assert (site / "badges/site.svg").is_file()
