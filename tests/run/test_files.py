"""File steps: what is written, and what is refused without a byte written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runner.run.files import FileRefusedError, write_file

if TYPE_CHECKING:
    from pathlib import Path


def write(
    name: str, root: Path, text: str = "x\n", *, allowed: tuple[Path, ...] = (), overwrite: bool = True
) -> Path:
    return write_file(name, text, here=root, root=root, allowed=allowed, overwrite=overwrite)


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    write("a/b/c.json", tmp_path, "ünï\r\n")
    assert (tmp_path / "a/b/c.json").read_bytes() == "ünï\r\n".encode()
    assert [path.name for path in (tmp_path / "a/b").iterdir()] == ["c.json"]


def test_a_name_counts_from_where_the_shell_stands(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    write_file("c.json", "x", here=tmp_path / "app", root=tmp_path, allowed=(), overwrite=True)
    assert (tmp_path / "app/c.json").exists()


@pytest.mark.parametrize("name", ["../x", "/etc/x", "~/x", "a/../../x", "link/x", "link-to-file"])
def test_nothing_is_written_outside_the_working_folder(name: str, tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "file").write_text("old")
    (root / "link").symlink_to(outside)
    (root / "link-to-file").symlink_to(outside / "file")
    with pytest.raises(FileRefusedError, match="outside the working folder"):
        write(name, root)
    assert [path.name for path in outside.iterdir()] == ["file"]
    assert (outside / "file").read_text() == "old"


def test_a_place_outside_that_the_reader_allows_is_written(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    write("../outside/x", root, allowed=(outside,))
    assert (outside / "x").exists()


def test_a_file_that_differs_is_kept_unless_the_reader_says_otherwise(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    with pytest.raises(FileRefusedError, match="is there already and differs; --yes"):
        write("x", tmp_path, overwrite=False)
    assert (tmp_path / "x").read_text() == "mine"
    write("x", tmp_path, "mine", overwrite=False)
    write("x", tmp_path, "new")
    assert (tmp_path / "x").read_text() == "new"


def test_a_folder_of_that_name_is_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(FileRefusedError, match="is a folder"):
        write("x", tmp_path)


def test_a_place_that_cannot_be_written_is_a_refusal_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("a file")
    with pytest.raises(FileRefusedError, match="cannot be written"):
        write("x/y", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["x"]
