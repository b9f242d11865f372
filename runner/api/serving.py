"""A site served while its pages are edited and run. Runs none of them."""

from __future__ import annotations

import os
import signal
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from runner.api.publishing import write_sources
from runner.api.surroundings import project_root
from runner.config import find_config
from runner.errors import RunbookError
from runner.publish.engines import LOOPBACK, free_port, require_engine, serve_site
from runner.store.place import RUNS, places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from runner.api.publishing import PublishOptions

# As often as a person's eye would notice.
_TICK = 1.0


def serve(options: PublishOptions, say: Callable[[str], None]) -> int:
    """Serve a site, written anew whenever a page or a record changes; give the engine's exit status.

    Args:
        options: What a person asks of it.
        say: Told where it is, and what keeps it from being written while the last one goes on being served.

    Raises:
        RunbookError: It cannot be written at the beginning.
    """
    engine = require_engine(options.engine)
    sources = write_sources(options)
    watched = [page.page.path for page in sources.pages]
    seen = _stamp(watched)
    port = free_port()
    with _ended_by_signals(), serve_site(engine, sources.folder, port) as server:
        say(f"serving at http://{LOOPBACK}:{port}{_path(options.url)}, anew after each run; Ctrl-C ends it")
        try:
            while server.poll() is None:
                time.sleep(_TICK)
                now = _stamp(watched)
                if now != seen:
                    seen = now
                    _write_again(options, say)
        except KeyboardInterrupt:
            server.terminate()
            return 0
    return server.returncode


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Take a signal that asks us to end as Ctrl-C, so that the server is not left behind."""
    numbers = (signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.default_int_handler) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _path(url: str) -> str:
    return urlsplit(url).path or "/"


def _write_again(options: PublishOptions, say: Callable[[str], None]) -> None:
    try:
        write_sources(options)
    except RunbookError as error:
        say(str(error))


def _stamp(pages: Iterable[str]) -> list[tuple[str, int]]:
    """What changes when a page is edited or a run is recorded."""
    root = project_root(find_config(Path.cwd()))
    runs = [place.folder / RUNS for place in places(root, os.environ)]
    folders = [folder for place in runs if place.is_dir() for folder in (place, *place.iterdir())]
    return [(str(path), path.stat().st_mtime_ns) for path in (*map(Path, pages), *folders) if path.exists()]
