"""The style sheet and the script that a site needs. Reads neither."""

from __future__ import annotations

from pathlib import Path

from runner.publish.place import ASSETS

_FOLDER = Path(__file__).with_name("assets")


def asset_files() -> dict[str, Path]:
    """Give where each goes below a site's docs folder, with its file."""
    return {f"{ASSETS}/{file.name}": file for file in sorted(_FOLDER.iterdir())}
