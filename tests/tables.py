"""The JSON that is read, made of the TOML that people write; `python -m tests.tables` writes it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

_RUNNER = Path(__file__).parents[1] / "runner"
# Those of the stand-in and of the AWS commands are read as they are.
TABLES = sorted(file for file in _RUNNER.rglob("*.toml") if _RUNNER / "aws" not in file.parents)


def made_of(file: Path) -> str:
    """The JSON of a table; a line for each datum, so that what changed can be seen."""
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return json.dumps(table, default=str, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for table in TABLES:
        table.with_suffix(".json").write_text(made_of(table), encoding="utf-8")
