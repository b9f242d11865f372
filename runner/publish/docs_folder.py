"""The folder that a site is built from: what has not changed in it is not touched. Builds nothing."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from msgspec import Struct, field

from runner.errors import UsageError
from runner.publish.assets import asset_files, theme_files
from runner.publish.place import DOCS, EVIDENCE, THEME, evidence_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


_SIGN = ".runbook-site"


def take_place(folder: Path) -> None:
    """Make a folder one that a site may fill: what is in it will be removed by the next site.

    Raises:
        UsageError: It holds something that no earlier site left.
    """
    sign = folder / _SIGN
    if folder.exists() and not sign.is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            f"{folder}: not empty, and no site that runbook built: left as it is; name another folder"
        )
    folder.mkdir(parents=True, exist_ok=True)
    sign.touch()


def move_site(built: Path, out: Path) -> None:
    """Put a site that was built elsewhere where a site may be."""
    shutil.rmtree(out)
    shutil.move(built, out)
    (out / _SIGN).touch()


class DocsFolder(Struct):
    """A folder below which a site's sources lie: `docs/`, `theme/`, `evidence/` and `mkdocs.yml`.

    Attributes:
        written: Each file of this site, so that those of an earlier one can be removed.
        changed: Those among them that were not so before.
    """

    root: Path
    written: set[Path] = field(default_factory=set)
    changed: set[Path] = field(default_factory=set)

    def write_doc(self, uri: str, text: str) -> None:
        """Write a page, feed or other file that the site shows."""
        self._write(self.root / DOCS / uri, text.encode("utf-8", "surrogateescape"))

    def write_evidence(self, uri: str, drawn: Mapping[str, str]) -> None:
        """Write what is drawn on a page, where the fence looks for it."""
        data = json.dumps(drawn, ensure_ascii=False).encode("utf-8", "replace")
        self._write(evidence_file(self.root / EVIDENCE, uri), data)

    def write_configuration(self, text: str) -> None:
        """Write the `mkdocs.yml`."""
        self._write(self.root / "mkdocs.yml", text.encode())

    def write_assets(self) -> None:
        """Write the style sheet and the script, and what mends the theme."""
        for name, file in theme_files().items():
            self._write(self.root / THEME / name, file.read_bytes())
        for uri, file in asset_files().items():
            self._write(self.root / DOCS / uri, file.read_bytes())

    def copy_doc(self, source: Path, uri: str) -> bool:
        """Copy a picture or another file that a page shows; False where it is none, or only leads to one."""
        if source.is_symlink() or not source.is_file():
            return False
        target = self.root / DOCS / uri
        self.written.add(target)
        if not target.is_file() or target.stat().st_mtime < source.stat().st_mtime:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            self.changed.add(target)
        return True

    def remove_others(self) -> None:
        """Remove the files of an earlier site that this one does not have."""
        for folder in (self.root / DOCS, self.root / EVIDENCE):
            for file in _files_below(folder):
                if file not in self.written:
                    file.unlink()

    def _write(self, file: Path, data: bytes) -> None:
        self.written.add(file)
        if file.is_file() and file.read_bytes() == data:
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        self.changed.add(file)


def _files_below(folder: Path) -> Iterable[Path]:
    return [file for file in folder.rglob("*") if file.is_file()] if folder.is_dir() else []
