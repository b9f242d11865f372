"""The programs that build a site from its folder. Knows nothing of pages or runs."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.errors import PublishError, UsageError
from runner.publish.fence import FOLDER_VARIABLE, LATER_VARIABLE
from runner.publish.place import EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


LOOPBACK = "127.0.0.1"
_USUAL_PORT = 8000


class Engine(Struct, frozen=True, kw_only=True):
    """A program that makes HTML of Markdown.

    Attributes:
        module: What Python runs it by.
        package: What installs it.
        again: How it builds only the pages that changed; empty where it cannot.
        inside: Whether it builds nowhere but below the folder that it builds from.
    """

    module: str
    package: str
    build: tuple[str, ...]
    serve: tuple[str, ...]
    again: tuple[str, ...] = ()
    inside: bool = False


ENGINES = {
    "mkdocs": Engine(
        module="mkdocs",
        package="'runbook-pages[docs]'",
        build=("build", "--strict", "--clean"),
        again=("build", "--strict", "--dirty"),
        serve=("serve", "--quiet"),
    ),
    "properdocs": Engine(
        module="properdocs",
        package="properdocs 'runbook-pages[docs]'",
        build=("build", "--strict", "--clean", "--config-file", "mkdocs.yml"),
        again=("build", "--strict", "--dirty", "--config-file", "mkdocs.yml"),
        serve=("serve", "--quiet", "--config-file", "mkdocs.yml"),
    ),
    "zensical": Engine(
        module="zensical",
        package="zensical",
        build=("build", "--strict", "--clean", "--config-file", "mkdocs.yml"),
        serve=("serve", "--config-file", "mkdocs.yml"),
        inside=True,
    ),
}


def require_engine(name: str) -> Engine:
    """Give an engine that is installed.

    Raises:
        UsageError: It is not.
    """
    engine = ENGINES[name]
    if importlib.util.find_spec(engine.module) is None:
        raise UsageError(f"publish: {name} is not installed; install it: pip install {engine.package}")
    return engine


def build_site(engine: Engine, folder: Path, words: Sequence[str]) -> tuple[int, str]:
    """Build a site as an engine does by these words; give its exit status and what it said."""
    done = subprocess.run(  # noqa: S603 - a module of this interpreter, no text of a page
        [sys.executable, "-m", engine.module, *words],
        cwd=folder,
        env={**_environment(folder), LATER_VARIABLE: "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout


def serve_site(engine: Engine, folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Begin to serve a site over loopback; it is built anew when its folder changes."""
    return subprocess.Popen(  # noqa: S603 - a module of this interpreter
        [sys.executable, "-m", engine.module, *engine.serve, "--dev-addr", f"{LOOPBACK}:{port}"],
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        # Ctrl-C is for us alone: what we start ends when we say so.
        start_new_session=True,
    )


def free_port() -> int:
    """Give the port that people expect a site at, else any that is free."""
    for port in (_USUAL_PORT, 0):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((LOOPBACK, port))
            except OSError:
                continue
            return int(tried.getsockname()[1])
    raise PublishError("publish: no port is free on this machine; end a program that listens")


def _environment(folder: Path) -> dict[str, str]:
    # Material's notice of another project goes to stderr at every build.
    return {**os.environ, FOLDER_VARIABLE: str(folder / EVIDENCE), "NO_MKDOCS_2_WARNING": "1"}
