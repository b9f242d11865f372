"""Tables are read as they stand in their files, however often they were read before."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from runner.tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

TEXT = 'dated = 2026-11-22\nnames = ["a", "b"]\n\n[sub]\nnumber = 1.5\n'
TABLE = {"dated": "2026-11-22", "names": ["a", "b"], "sub": {"number": 1.5}}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    made = tmp_path / "words.toml"
    made.write_text(TEXT)
    return made


def read(file: Path) -> dict[str, Any]:
    return read_table(str(file.with_name("module.py")), file.name)


def kept(file: Path) -> list[Path]:
    return sorted(file.parent.rglob("*.msgpack*"))


def test_a_table_is_the_same_when_it_was_kept(file: Path) -> None:
    assert read(file) == TABLE
    assert len(kept(file)) == 1
    assert read(file) == TABLE


def test_what_is_kept_is_read(file: Path) -> None:
    before = file.stat()
    read(file)
    file.write_text(TEXT.replace("1.5", "2.5"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert read(file) == TABLE, "the time and the size are what tells a change"


@pytest.mark.parametrize("text", ["names = []\n", TEXT + "more = 1\n"])
def test_a_changed_table_is_read_anew(file: Path, text: str) -> None:
    read(file)
    file.write_text(text)
    assert read(file) != TABLE


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\x01", b"\x93\x01\x02\xc0"])
def test_what_is_kept_and_cannot_be_read_is_made_anew(file: Path, content: bytes) -> None:
    read(file)
    (place,) = kept(file)
    made = place.read_bytes()
    place.write_bytes(content)
    assert read(file) == TABLE
    assert place.read_bytes() == made


def test_nothing_is_kept_where_python_keeps_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert read(file) == TABLE
    assert kept(file) == []


def test_a_folder_that_cannot_be_written_is_no_fault(file: Path) -> None:
    file.with_name("__pycache__").write_text("no folder")
    assert read(file) == TABLE
