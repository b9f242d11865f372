"""What a run leaves on the machine: processes, and files outside its working folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runner.results import LeftBehind, LeftKind
from tests.run.carried import carried, steps_page

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.shell


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "work"
    made.mkdir()
    return made


def left(folder: Path, *commands: str, cleanup: str = "") -> list[tuple[str, str]]:
    run = carried(steps_page(*commands, cleanup=cleanup), folder)
    assert all(isinstance(item, LeftBehind) for item in run.left_behind)
    return [(item.what, item.detail if item.kind is LeftKind.FILE else "process") for item in run.left_behind]


def test_processes_are_named_and_ended(folder: Path) -> None:
    assert left(folder, "sleep 63 & sleep 0.1") == [("sleep 63", "process")]


def test_new_files_outside_the_working_folder_are_named(folder: Path) -> None:
    outside = folder.parent
    found = left(folder, f"echo x > {outside}/a; touch inside", "echo x | tee ../b", "true")
    assert found == [
        (str(outside / "a"), "created; step 1.1 names it"),
        (str(outside / "b"), "created; step 1.2 names it"),
    ]


def test_the_readers_home_and_variables_are_followed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder.parent))
    monkeypatch.setenv("PLACE", str(folder.parent / "place"))
    found = left(
        folder, "touch ~/one", 'mkdir -p "$HOME/two/three"; touch ${PLACE}', "touch $unknown/x; true"
    )
    assert [name for name, _ in found] == [str(folder.parent / name) for name in ("one", "two", "place")]


def test_a_file_that_was_there_is_changed_or_not_named(folder: Path) -> None:
    (folder.parent / "a").write_text("1")
    (folder.parent / "b").write_text("1")
    found = left(folder, "echo x > ../a", "test -e ../b || touch ../b")
    assert found == [(str(folder.parent / "a"), "changed; step 1.1 names it")]


def test_what_cleanup_takes_away_is_not_left(folder: Path) -> None:
    assert left(folder, "touch ../a", cleanup="rm ../a") == []


def test_what_no_step_that_ran_names_is_not_claimed(folder: Path) -> None:
    assert left(folder, "sh -c 'touch ../hidden'; false", "touch ../a", "touch /dev/null") == []
