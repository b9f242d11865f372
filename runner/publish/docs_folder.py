"""The folder that a site is built from: what has not changed in it is not touched. Builds nothing."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct, field

from runner.errors import UsageError
from runner.publish.assets import asset_files, theme_files
from runner.publish.digests import digest as content_digest
from runner.publish.digests import file_digest
from runner.publish.place import DOCS, EVIDENCE, THEME, evidence_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


_SIGN = ".runbook-site"
_DRAWN = ".runbook-drawn.json"


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
        drawn: From a page's uri to the digests of what its results were drawn from, and of the drawings.
        drawn_before: The same of the site before.
    """

    root: Path
    written: set[Path] = field(default_factory=set)
    changed: set[Path] = field(default_factory=set)
    drawn: dict[str, list[str]] = field(default_factory=dict)
    drawn_before: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look up what an earlier site left."""
        self.drawn_before = _noted(self.root / _DRAWN)

    def write_doc(self, uri: str, text: str) -> None:
        """Write a page, feed or other file that the site shows."""
        self._write(self.root / DOCS / uri, text.encode("utf-8", "surrogateescape"))

    def write_evidence(self, uri: str, drawn: Mapping[str, str], digest: str = "") -> None:
        """Write what is drawn on a page, where the fence looks for it.

        Args:
            uri: The page's.
            drawn: From a mark's name to its HTML.
            digest: Of what it was drawn from, by which it is known again.
        """
        sound = {name: html.encode("utf-8", "replace").decode() for name, html in drawn.items()}
        data = msgspec.json.encode(sound)
        self._write(evidence_file(self.root / EVIDENCE, uri), data)
        self.drawn[uri] = [digest, content_digest(data)]

    def keeps_evidence(self, uri: str, digest: str) -> bool:
        """Whether what is drawn on a page is there already; then it stays."""
        file = evidence_file(self.root / EVIDENCE, uri)
        known = self.drawn_before.get(uri)
        if known != [digest, file_digest(file)]:
            return False
        self.written.add(file)
        self.drawn[uri] = known
        return True

    def keep_digests(self) -> None:
        """Note what the drawings were made from, for the next site; the note may be removed."""
        (self.root / _DRAWN).write_text(json.dumps(self.drawn), encoding="utf-8")

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


def _noted(file: Path) -> dict[str, list[str]]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, list[str]])
    except (OSError, msgspec.MsgspecError):
        return {}


def _files_below(folder: Path) -> Iterable[Path]:
    return [file for file in folder.rglob("*") if file.is_file()] if folder.is_dir() else []
