"""Our tables of data, which lie as TOML beside the modules that read them. Knows none of them.

What was parsed is kept as Python keeps the modules that it compiled, in the same folder and on the same
terms: to parse the tables that a short page needs takes as long as to run it.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

from msgspec import DecodeError, Struct, msgpack


class _Kept(Struct, frozen=True, array_like=True):
    """A parsed table; `time` in nanoseconds and `size` in bytes are those of the file that it was made of."""

    time: int
    size: int
    table: dict[str, Any]


def read_table(module: str, name: str) -> dict[str, Any]:
    """Read a TOML file of ours; a date in it is given as text.

    Args:
        module: The `__file__` of the module that it lies beside.
        name: The file's name.
    """
    file = Path(module).with_name(name)
    place = Path(cache_from_source(str(file))).with_name(f"{name}.msgpack")
    state = file.stat()
    with suppress(OSError, DecodeError):
        kept = msgpack.decode(place.read_bytes(), type=_Kept)
        if (kept.time, kept.size) == (state.st_mtime_ns, state.st_size):
            return kept.table
    content = msgpack.encode(_Kept(state.st_mtime_ns, state.st_size, _parsed(file)))
    if not sys.dont_write_bytecode:
        with suppress(OSError):
            _keep(content, place)
    return msgpack.decode(content, type=_Kept).table


def _parsed(file: Path) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(file.read_text(encoding="utf-8"))


def _keep(content: bytes, place: Path) -> None:
    """Write the file whole or not at all: another process may read it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    new = place.with_name(f"{place.name}.{os.getpid()}")
    new.write_bytes(content)
    new.replace(place)
