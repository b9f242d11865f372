"""The user's folders and environment, as pages meet them. Makes a temporary one at most."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runner.api.options import Options
    from runner.config import Config
    from runner.model import Plan


def project_root(config: Config) -> Path:
    """Give the folder of the nearest configuration, else the current one."""
    return Path(config.path).parent if config.path else Path.cwd()


def asked_folder(plan: Plan, options: Options) -> Path | None:
    """Give the working folder that the reader or else the page asks for, None where neither does."""
    page = plan.procedure
    if options.workdir:
        return Path(options.workdir)
    return Path(page.path).parent / page.settings.workdir if page.settings.workdir else None


def working_folder(plan: Plan, options: Options) -> tuple[Path, bool]:
    """Give the working folder of a fresh run, and whether it was made for it."""
    asked = asked_folder(plan, options)
    if asked is not None:
        return asked.resolve(), False
    return Path(tempfile.mkdtemp(prefix="runbook-")).resolve(), True


def user_environment() -> dict[str, str]:
    """Give the user's own environment, with this interpreter's folder at the end of PATH."""
    environment = dict(os.environ)
    own = str(Path(sys.executable).parent)
    path = environment.get("PATH", os.defpath)
    environment["PATH"] = path if own in path.split(os.pathsep) else f"{path}{os.pathsep}{own}"
    return environment
