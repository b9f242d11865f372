"""Tables of data that lie beside the modules which read them. Knows none of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def read_table(module: str, name: str) -> dict[str, Any]:
    """Read a TOML file of ours.

    Args:
        module: The `__file__` of the module that it lies beside.
        name: The file's name.
    """
    return parse_table(table_text(module, name))


def table_text(module: str, name: str) -> str:
    """Give the text of a file that lies beside a module."""
    return Path(module).with_name(name).read_text(encoding="utf-8")


def parse_table(text: str) -> dict[str, Any]:
    """Parse TOML of ours; a run that reads no table does not pay for the parser."""
    import tomllib

    return tomllib.loads(text)
