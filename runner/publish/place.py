"""Where the parts of a site lie in the folder that it is built from. Touches no file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DOCS = "docs"
EVIDENCE = "evidence"
THEME = "theme"
SITE = "site"
ASSETS = "assets/runbook"
BADGES = "badges"


def evidence_file(folder: Path, uri: str) -> Path:
    """The file with what is drawn on a page: JSON, from the mark's name to its HTML."""
    return folder / f"{uri}.json"
