"""The environment in which a benchmark runs commands."""

from __future__ import annotations

import os
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


def of_users() -> dict[str, str]:
    """Give the environment as a user has it: what Python compiled is kept, and not compiled in each run."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def of_this_code() -> dict[str, str]:
    """Give the same, with the code beside these benchmarks, whichever checkout is installed."""
    return {**of_users(), "PYTHONPATH": str(_ROOT)}
