"""The showcase built and served over loopback, and a browser that notes what goes wrong on a page."""

from __future__ import annotations

import functools
import http.server
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.cli.conftest import make_desk
from tests.publish import needs
from tests.publish.showcase import write_showcase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Request


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder; the address ends with a slash."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder))
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def showcase(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_showcase(make_desk(tmp_path_factory.mktemp("showcase"), patience=200))


@pytest.fixture(scope="session")
def site(showcase: Path) -> Iterator[str]:
    with serving(showcase) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = needs.chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@dataclass  # without slots: playwright notes things on whom it calls
class Visitor:
    """Opens pages; what they complain of or ask other hosts for is kept.

    Attributes:
        faults: Errors in the console, dialogs, and requests that leave the host.
    """

    browser: Browser
    faults: list[str] = field(default_factory=list)

    def open(
        self, address: str, *, scheme: str = "light", width: int = 1280, javascript: bool = True
    ) -> Page:
        context = self.browser.new_context(
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        shown = context.new_page()
        shown.on("console", self._console)
        shown.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        shown.on("dialog", self._dialog)
        shown.on("request", self._request)
        shown.goto(address)
        return shown

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.faults.append(f"request: {request.url}")


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """A visitor whom no page may give a fault."""
    new = Visitor(browser)
    yield new
    for context in browser.contexts:
        context.close()
    assert not new.faults
