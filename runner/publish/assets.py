"""The style sheet and the script that a site needs, and what mends its theme. Reads none of them."""

from __future__ import annotations

from pathlib import Path

from runner.publish.place import ASSETS, THEME

_ROOM = Path(__file__).parent


def asset_files() -> dict[str, Path]:
    """Give where each goes below a site's docs folder, with its file."""
    return {f"{ASSETS}/{file.name}": file for file in sorted((_ROOM / "assets").iterdir())}


def theme_files() -> dict[str, Path]:
    """Give the templates that stand before the theme's own, by name."""
    return {file.name: file for file in sorted((_ROOM / THEME).iterdir())}
