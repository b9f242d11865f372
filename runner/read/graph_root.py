"""Which graph a page belongs to. Reads no page and knows nothing of what a graph holds."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def graph_root(page: Path) -> Path | None:
    """The nearest folder above a page with `logseq/config.edn`, None if there is none.

    The Markdown mirror of a database graph, `mirror/markdown`, is a graph of its own.
    """
    return _root_above(page.absolute().parent)


@cache
def _root_above(folder: Path) -> Path | None:
    resolved = folder.resolve()
    above = (resolved, *resolved.parents)
    return next(
        (root for root in above if is_mirror_root(root) or (root / "logseq/config.edn").is_file()), None
    )


def is_mirror_root(folder: Path) -> bool:
    """Whether a folder is where Logseq mirrors the pages of a database graph."""
    return folder.parts[-2:] == ("mirror", "markdown") and (folder / "pages").is_dir()
