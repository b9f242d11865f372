"""What a history tells, whatever became of its index."""

from __future__ import annotations

import shutil
import sqlite3
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from runner.errors import UsageError
from runner.store.history import open_history
from tests.store.histories import place_of, record, run_id, step

if TYPE_CHECKING:
    from pathlib import Path


def ids(root: Path, page: str | None = None) -> list[str]:
    with open_history([place_of(root)]) as history:
        return [run.id for run in history.runs(page)]


def notes(root: Path) -> tuple[str, ...]:
    with open_history([place_of(root)]) as history:
        return history.notes


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for number in range(4):
        record(tmp_path, "a.md", number, step(), verdict="failed" if number == 3 else "passed")
    record(tmp_path, "b.md", 2, step("1.1"), step("1.2", status="failed", exit_code=3))
    return tmp_path


def index(root: Path) -> Path:
    return root / ".runbook/index.sqlite"


def test_the_newest_run_of_each_page_comes_first(root: Path) -> None:
    with open_history([place_of(root)]) as history:
        assert [(run.page, run.verdict) for run in history.latest()] == [
            ("a.md", "failed"),
            ("b.md", "passed"),
        ]
        assert [run.started_at[:10] for run in history.runs(str(root / "a.md"), limit=2)] == [
            "2026-01-04",
            "2026-01-03",
        ]
        passed = history.last_passed(str(root / "a.md"))
        assert passed is not None
        assert passed.started_at[:10] == "2026-01-03"
        assert history.last_passed(str(root / "none.md")) is None


@pytest.mark.parametrize("name", ["a\udcff.md", "two\nlines.md"])
def test_a_page_whose_name_is_no_text_keeps_no_other_from_being_listed(root: Path, name: str) -> None:
    record(root, name, 9)
    with open_history([place_of(root)]) as history:
        (newest, *others) = history.latest()
    assert (newest.page, newest.title) == (name, name)
    assert [run.page for run in others] == ["a.md", "b.md"]


def test_past_runs_have_their_steps_in_order(root: Path) -> None:
    with open_history([place_of(root)]) as history:
        (past,) = history.past_runs(str(root / "b.md"), 5)
    assert [(one.id, one.status, one.exit_code) for one in past.steps] == [
        ("1.1", "verified", 0),
        ("1.2", "failed", 3),
    ]
    assert past.steps[0].block_sha256 == "b" * 64


def test_an_index_that_is_deleted_is_built_again_and_loses_nothing(root: Path) -> None:
    before = ids(root)
    assert len(before) == 5
    index(root).unlink()
    assert ids(root) == before
    assert index(root).exists()


def test_the_index_and_its_folder_are_for_the_user_alone_and_not_for_git(root: Path) -> None:
    (root / ".runbook/.gitignore").unlink()
    ids(root)
    assert index(root).stat().st_mode & 0o077 == 0
    assert (root / ".runbook/.gitignore").read_text() == "*\n"


def test_runs_that_come_go_and_change_are_noticed(root: Path) -> None:
    before = ids(root)
    new = record(root, "c.md", 9)
    assert ids(root) == [run_id(new), *before]
    text = new.read_text()
    new.write_text("{")
    assert ids(root) == before
    new.write_text(text)
    assert ids(root) == [run_id(new), *before]
    new.unlink()
    assert ids(root) == before


@pytest.mark.parametrize("spoil", ["text", "cut", "holes", "empty"])
def test_a_damaged_index_is_built_anew_and_said(root: Path, spoil: str) -> None:
    before = ids(root)
    data = index(root).read_bytes()
    spoiled = {
        "text": b"this is no database, and it is long enough to be looked at" * 50,
        "cut": data[: len(data) // 2],
        "holes": data[:4096] + bytes(len(data) - 4096),
        "empty": b"",
    }
    index(root).write_bytes(spoiled[spoil])
    (said,) = notes(root)
    assert "built anew" in said
    assert ids(root) == before
    assert notes(root) == ()


@pytest.mark.parametrize("form", [0, 99])
def test_an_index_of_another_form_is_built_anew_and_said(root: Path, form: int) -> None:
    before = ids(root)
    database = sqlite3.connect(index(root))
    database.execute("DROP TABLE runs")
    database.execute(f"PRAGMA user_version = {form}")
    database.close()
    (said,) = notes(root)
    assert f"form {form}" in said
    assert ids(root) == before


def test_where_no_index_can_be_written_the_files_are_read(root: Path) -> None:
    before = ids(root)
    index(root).unlink()
    index(root).mkdir()
    assert ids(root) == before
    assert notes(root) == ()


@pytest.mark.parametrize("kind", ["IMMEDIATE", "EXCLUSIVE"])
def test_an_index_that_another_process_holds_for_too_long_hides_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    before = ids(root)
    new = record(root, "c.md", 9)
    monkeypatch.setattr("runner.store.index._PATIENCE", 0.05)
    with closing(sqlite3.connect(index(root), isolation_level=None)) as other:
        other.execute(f"BEGIN {kind}")
        assert ids(root) == [run_id(new), *before]
        assert notes(root) == ()


def test_a_journal_of_a_newer_runbook_is_said_and_passed_over(root: Path) -> None:
    before = ids(root)
    newer = record(root, "a.md", 9).with_suffix(".jsonl")
    newer.with_suffix(".json").unlink()
    newer.write_text('{"event": "run-started", "schema": "runbook-journal/2"}\n')
    assert ids(root) == before
    (said,) = notes(root)
    assert said.startswith(f"{newer}: written as runbook-journal/2")


def test_a_record_of_a_newer_runbook_is_said_and_passed_over(root: Path) -> None:
    before = ids(root)
    newer = record(root, "a.md", 9, schema="runbook-result/2")
    assert ids(root) == before
    (said,) = notes(root)
    assert str(newer) in said
    assert "runbook-result/2" in said


def _listed(root: Path) -> list[str]:
    return ids(root)


def test_processes_that_build_it_at_once_all_see_everything(root: Path) -> None:
    for number in range(60):
        record(root, f"p{number % 7}.md", number, step())
    with ProcessPoolExecutor(4) as pool:
        found = list(pool.map(_listed, [root] * 8))
    assert all(one == found[0] for one in found)
    assert len(found[0]) == 65
    assert notes(root) == ()


def test_folders_of_runs_merge_by_copying(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    big = "x\n" * 20_000
    copied = record(other, "a.md", 9, step(stdout=big))
    before = ids(root)
    shutil.copytree(other / ".runbook/runs", root / ".runbook/runs", dirs_exist_ok=True)
    assert ids(root) == [run_id(copied), *before]
    with open_history([place_of(root)]) as history:
        assert history.find(run_id(copied)[:5]).whole()["steps"][0]["stdout"] == big


def test_an_id_that_is_not_there_or_not_one_is_refused(root: Path) -> None:
    with open_history([place_of(root)]) as history:
        with pytest.raises(UsageError, match="there is no run zz"):
            history.find("zz")
        with pytest.raises(UsageError, match="5 runs have an id"):
            history.find("")


def test_where_nothing_is_recorded_nothing_is_made(tmp_path: Path) -> None:
    assert ids(tmp_path) == []
    assert list(tmp_path.iterdir()) == []
