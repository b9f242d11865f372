"""The programs that build a site from its folder. Knows nothing of pages or runs."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.errors import UsageError
from runner.publish.fence import FOLDER_VARIABLE
from runner.publish.place import EVIDENCE

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A program that makes HTML of Markdown.

    Attributes:
        module: What Python runs it by.
        package: What installs it.
        inside: Whether it builds nowhere but below the folder that it builds from.
    """

    module: str
    package: str
    build: tuple[str, ...]
    serve: tuple[str, ...]
    inside: bool = False


ENGINES = {
    "mkdocs": Engine(
        module="mkdocs",
        package="'runbook-pages[docs]'",
        build=("build", "--strict", "--quiet", "--clean"),
        serve=("serve", "--quiet"),
    ),
    "properdocs": Engine(
        module="properdocs",
        package="properdocs 'runbook-pages[docs]'",
        build=("build", "--strict", "--quiet", "--clean", "--config-file", "mkdocs.yml"),
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


def build_site(engine: Engine, folder: Path) -> tuple[int, str]:
    """Build a site; give the engine's exit status and what it said."""
    done = subprocess.run(  # noqa: S603 - a module of this interpreter, no text of a page
        [sys.executable, "-m", engine.module, *engine.build],
        cwd=folder,
        env=_environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout


def serve_site(engine: Engine, folder: Path) -> subprocess.Popen[bytes]:
    """Begin to serve a site; it is built anew when its folder changes."""
    return subprocess.Popen(  # noqa: S603 - a module of this interpreter
        [sys.executable, "-m", engine.module, *engine.serve], cwd=folder, env=_environment(folder)
    )


def _environment(folder: Path) -> dict[str, str]:
    # Material's notice of another project goes to stderr at every build.
    return {**os.environ, FOLDER_VARIABLE: str(folder / EVIDENCE), "NO_MKDOCS_2_WARNING": "1"}
