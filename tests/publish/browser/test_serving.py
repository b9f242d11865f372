"""`runbook publish --serve` seen from a browser: it follows the runs, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.cli.conftest import ROOT, make_desk
from tests.pages import page
from tests.publish import needs

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from tests.cli.conftest import Desk
    from tests.publish.browser.conftest import Visitor

pytestmark = pytest.mark.shell

PAGE = page("echo hello") + "\nThe output contains `hello`.\n"


def address_of(server: subprocess.Popen[str]) -> str:
    assert server.stderr is not None
    for line in server.stderr:
        if found := re.search(r"serving at (\S+),", line):
            return found[1]
    pytest.fail("no address was said")


def await_site(address: str) -> None:
    import urllib.request

    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"{address} does not answer")


@pytest.mark.parametrize("engine", ["mkdocs", "properdocs", "zensical"])
def test_an_open_page_shows_a_new_run_by_itself(visitor: Visitor, tmp_path: Path, engine: str) -> None:
    desk = make_desk(tmp_path)
    desk.page(PAGE)
    more = {} if engine == "mkdocs" else {"PYTHONPATH": os.pathsep.join([needs.engine(engine), str(ROOT)])}
    server = desk.start("publish", "page.md", "--serve", "--engine", engine, **more)
    try:
        address = address_of(server)
        await_site(f"{address}page/")
        shown = visitor.open(f"{address}page/")
        verdict = shown.locator(".rb-run__verdict strong")
        expect(verdict).to_have_text("Not run")
        desk.run("execute", "page.md")
        expect(verdict).to_have_text("Passed", timeout=60_000)
    finally:
        shown.context.close()
        server.send_signal(signal.SIGINT)
    _, said = server.communicate(timeout=30)
    visitor.faults.clear()  # the page loses its server here
    assert server.returncode == 0
    assert "Traceback" not in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_server_that_is_told_to_end_leaves_no_process(desk: Desk, number: signal.Signals) -> None:
    desk.page(PAGE)
    server = desk.start("publish", "page.md", "--serve")
    address = address_of(server)
    await_site(address)
    server.send_signal(number)
    _, said = server.communicate(timeout=30)  # ends once no process has its stderr
    assert server.returncode == 0
    assert "Traceback" not in said


def test_a_site_with_a_path_is_served_at_that_path(desk: Desk) -> None:
    desk.page(PAGE)
    server = desk.start("publish", "page.md", "--serve", "--url", "https://example.org/how/to/")
    address = address_of(server)
    assert address.endswith("/how/to/")
    await_site(f"{address}page/")
    server.send_signal(signal.SIGINT)
    server.communicate(timeout=30)
