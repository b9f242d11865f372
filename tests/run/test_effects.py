"""What a step changed: exported variables, and files of the working folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runner.run.effects import file_effects, take_snapshot
from tests.run.carried import carried, step, steps_page

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.shell


def test_files_are_created_changed_and_removed(tmp_path: Path) -> None:
    text = steps_page("echo 1 > a; echo 1 > b", "echo 22 > a; rm b; mkdir c; echo 3 > c/d")
    run = carried(text, tmp_path)
    first, second = step(run, "1.1").effects, step(run, "1.2").effects
    assert (first.created, first.changed, first.removed) == (("a", "b"), (), ())
    assert (second.created, second.changed, second.removed) == (("c/d",), ("a",), ("b",))
    assert second.files == ("a", "b", "c/d")


def test_an_empty_folder_is_told_and_filling_it_removes_nothing(tmp_path: Path) -> None:
    run = carried(steps_page("mkdir -p out/deep", "touch out/deep/x", "rm out/deep/x", "rm -r out"), tmp_path)
    told = [(result.effects.created, result.effects.removed) for result in run.steps]
    assert told == [(("out/deep/",), ()), (("out/deep/x",), ()), ((), ("out/deep/x",)), ((), ("out/deep/",))]


def test_a_link_is_told_and_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    work = tmp_path / "work"
    work.mkdir()
    run = carried(steps_page(f"ln -s {outside} link", "touch link/x", "ln -sfn /tmp link"), work)
    assert step(run, "1.1").effects.created == ("link",)
    assert step(run, "1.2").effects.files == ()
    assert step(run, "1.3").effects.changed == ("link",)


def test_a_folder_of_more_than_5000_files_is_not_looked_at_which_is_said_once(tmp_path: Path) -> None:
    run = carried(steps_page("touch {1..5001}", "touch x"), tmp_path)
    assert step(run, "1.1").effects.unseen == "the working folder holds more than 5,000 files"
    assert step(run, "1.2").effects.unseen
    assert step(run, "1.1").notes == (
        "the working folder holds more than 5,000 files, so what the steps change in it is not told",
    )
    assert step(run, "1.2").notes == ()


def test_a_shell_that_leaves_the_working_folder_is_said_once(tmp_path: Path) -> None:
    run = carried(steps_page("cd /", "true", "cd -"), tmp_path)
    assert step(run, "1.1").notes == (
        "the shell stands outside the working folder now, in /: changes there are not told",
    )
    assert step(run, "1.2").notes == step(run, "1.3").notes == ()


def test_exported_variables_are_told_by_name(tmp_path: Path) -> None:
    effects = step(carried(steps_page("export A=1 B=2", "unset A; B=3"), tmp_path), "1.2").effects
    assert (effects.env_set, effects.env_unset) == (("B",), ("A",))


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    assert take_snapshot(gone) == {}
    assert file_effects({}, None).unseen
