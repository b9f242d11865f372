"""Where the parts of a site lie in the folder that it is built from. Touches no file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from pathlib import Path

DOCS = "docs"
EVIDENCE = "evidence"
THEME = "theme"
SITE = "site"
ASSETS = "assets/runbook"
BADGES = "badges"
_FOLDER_PAGES = ("index", "README")


def evidence_file(folder: Path, uri: str) -> Path:
    """The file with what is drawn on a page: JSON, from the mark's name to its HTML."""
    return folder / f"{uri}.json"


def html_path(uri: str, *, folders: bool = True) -> str:
    """Where an engine puts a page's HTML below the site.

    Args:
        uri: Where the page's Markdown lies below the docs.
        folders: Whether each page's address is a folder.
    """
    folder, slash, name = uri.removesuffix(".md").rpartition("/")
    if name in _FOLDER_PAGES:
        return f"{folder}{slash}index.html"
    return f"{folder}{slash}{name}/index.html" if folders else f"{folder}{slash}{name}.html"


def address(uri: str, *, folders: bool = True) -> str:
    """A page's address from the top of the site, as a link has it."""
    path = html_path(uri, folders=folders)
    return quote(os.fsencode(path.removesuffix("index.html") if folders else path))
