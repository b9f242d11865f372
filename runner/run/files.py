"""File steps: a block of the page to a file, never outside the working folder. Runs nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class FileRefusedError(Exception):
    """A file step that is not carried out; the text is the reason as the report shows it."""


def write_file(
    name: str, text: str, *, here: Path, root: Path, allowed: Iterable[Path], overwrite: bool
) -> Path:
    """Write a file that the page names.

    Args:
        name: The name as the page has it.
        text: What it will hold.
        here: The folder in which the shell stands, so that `cd` counts as it does for a reader.
        root: The working folder; nothing outside it is written.
        allowed: Places outside it that the reader named with `--allow-write`.
        overwrite: Whether a different file of that name may be replaced.

    Raises:
        FileRefusedError: The place is outside, is a folder, or holds a different file.
    """
    target = _place(name, here, root, tuple(allowed))
    if target.is_dir():
        raise FileRefusedError(f"`{name}` is a folder, so no file can be written there")
    try:
        if target.exists() and not overwrite and target.read_bytes() != text.encode():
            raise FileRefusedError(f"`{name}` is there already and differs; --yes writes over it")
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, text)
    except OSError as error:
        raise FileRefusedError(f"`{name}` cannot be written: {error.strerror}") from None
    return target


def _place(name: str, here: Path, root: Path, allowed: tuple[Path, ...]) -> Path:
    wanted = here / Path(name).expanduser()
    # The folder is resolved, links too; the file itself may be a link that points outside.
    target = wanted.resolve()
    base = root.resolve()
    if target.is_relative_to(base):
        return target
    if any(target.is_relative_to(place.expanduser().resolve()) for place in allowed):
        return target
    raise FileRefusedError(
        f"`{name}` is outside the working folder, so nothing is written; --allow-write {target} permits it"
    )


def _replace(target: Path, text: str) -> None:
    """Write beside and rename, so that no reader meets half a file."""
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        beside.write_text(text, encoding="utf-8", newline="")
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
