"""A journal is whole up to its last line, and an unwritable one troubles nobody."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from runner.store.journal import Journal


def test_each_line_is_in_the_file_at_once(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    journal.append({"a": 1})
    first = (tmp_path / "j").read_text()
    assert first.endswith("}\n")
    assert json.loads(first) == {"a": 1}
    journal.append({"text": "ü\udc80\n"})
    _, second = (tmp_path / "j").read_text().splitlines()
    assert json.loads(second) == {"text": "ü\udc80\n"}
    journal.close()


def test_no_thread_is_left(tmp_path: Path) -> None:
    before = threading.active_count()
    journal = Journal(tmp_path / "j")
    journal.append({})
    journal.close()
    assert threading.active_count() == before


def test_a_full_disk_is_noted_and_nothing_more_is_appended(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    journal = Journal(tmp_path / "j")
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, journal._descriptor)
    os.close(full)
    journal.append({"a": 1})
    assert journal.trouble == "No space left on device"
    journal.append({"b": 2})
    journal.close()


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "j").write_text("old")
    with pytest.raises(FileExistsError):
        Journal(tmp_path / "j")
