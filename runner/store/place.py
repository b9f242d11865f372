"""Where records are kept, and under which names. Writes nothing but the folders and their `.gitignore`."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

FOLDER = ".runbook"
RUNS = "runs"
# One that can be turned back into its path, so that no two paths share it.
_PLAIN = regex(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_LONGEST = 80
_NO_STEM = regex(r"[^A-Za-z0-9_-]+")


class Place(Struct, frozen=True, kw_only=True):
    """A folder of records.

    Attributes:
        folder: The `.runbook` folder, or the user's own in its stead.
        root: What the names of pages are relative to; None where pages of all projects meet.
    """

    folder: Path
    root: Path | None

    def of_page(self, page: str) -> Path:
        """The folder of a page's runs."""
        return self.folder / RUNS / page_slug(os.path.abspath(page), self.root)  # noqa: PTH100 - links stay


def places(root: Path, environment: Mapping[str, str]) -> tuple[Place, Place]:
    """Give where records go, and where they go if that cannot be written.

    Args:
        root: The folder of the nearest configuration, else the current one.
        environment: The user's.
    """
    state = environment.get("XDG_STATE_HOME", "")
    home = Path(state) if os.path.isabs(state) else Path.home() / ".local/state"  # noqa: PTH117 - a text
    return Place(folder=root / FOLDER, root=root), Place(folder=home / "runbook", root=None)


def page_slug(page: str, root: Path | None) -> str:
    """Give the name of a page's folder: no two pages of a place share it.

    Args:
        page: The page's absolute path.
        root: The folder that plain names are relative to.
    """
    path = os.path.relpath(page, root) if root and Path(page).is_relative_to(root) else page
    parts = path.removesuffix(".md").split("/")
    if path.endswith(".md") and len(path) <= _LONGEST and all(map(_PLAIN.fullmatch, parts)):
        return "__".join(parts)
    digest = hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    # A dot is in no plain name.
    return f"{_NO_STEM.sub('-', parts[-1])[:40].strip('-').lower() or 'page'}.{digest}"


def run_stem(started_at: datetime) -> str:
    """Give the name of a new run's files, without their ending: its time in UTC and a random id."""
    return f"{started_at:%Y%m%dT%H%M%S}{started_at.microsecond // 1000:03}Z-{os.urandom(4).hex()}"


def ignore_all(folder: Path) -> None:
    """Keep a folder out of Git.

    Raises:
        OSError: It cannot be written.
    """
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")


def make_folder(place: Place, page: str) -> Path:
    """Make the folder of a page's runs.

    Raises:
        OSError: It cannot be made or written.
    """
    return open_folder(place, place.of_page(page))


def open_folder(place: Place, folder: Path) -> Path:
    """Make a folder of a place, which no version control takes up.

    Raises:
        OSError: It cannot be made or written.
    """
    place.folder.mkdir(parents=True, exist_ok=True)
    ignore_all(place.folder)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
