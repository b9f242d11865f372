"""Tables of data that lie beside the modules which read them. Knows none of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import json


def read_table(module: str, name: str) -> dict[str, Any]:
    """Read a table of ours, from the JSON that `python -m tests.tables` makes of it.

    People write TOML; to parse the tables that a short page needs as such took as long as to read the page.

    Args:
        module: The `__file__` of the module that it lies beside.
        name: The name of the TOML file.
    """
    table: dict[str, Any] = json.decode(Path(module).with_name(name).with_suffix(".json").read_bytes())
    return table
