"""Digests of what a site is made of, by which a later site knows what it can take over. Keeps none."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path

_CODE = (".py", ".toml", ".html", ".atom", ".svg", ".yml", ".css", ".js")


def digest(*contents: bytes) -> str:
    """Give the digest of contents in their order."""
    made = hashlib.sha256()
    for content in contents:
        made.update(b"%d\0" % len(content))
        made.update(content)
    return made.hexdigest()


def digest_of_words(*words: str) -> str:
    """Give the digest of words in their order, names of files among them."""
    return digest(*(word.encode("utf-8", "surrogatepass") for word in words))


def file_digest(file: Path) -> str:
    """Give the digest of what a file holds, nothing where there is none."""
    return digest(file.read_bytes()) if file.is_file() else ""


@cache
def room_digest(name: str) -> str:
    """Give the digest of a room of ours, its tables and templates, and of the Python that runs it."""
    room = Path(__file__).parent.parent / name
    code = (file for file in map(room.joinpath, names_below(room)) if file.suffix in _CODE)
    return digest(sys.version.encode(), *(file.read_bytes() for file in code))


def names_below(folder: Path) -> list[str]:
    """Give every file below a folder, relative to it, in order."""
    return sorted(
        os.path.relpath(os.path.join(at, name), folder)  # noqa: PTH118 - of many files
        for at, _, names in os.walk(folder)
        for name in names
    )
