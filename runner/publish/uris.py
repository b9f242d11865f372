"""Where each page of a site stands below its docs folder. Looks at names alone, never at a disk."""

from __future__ import annotations

import posixpath
import unicodedata
from pathlib import PurePath
from typing import TYPE_CHECKING

from runner.patterns import regex
from runner.read.graph import decoded_name
from runner.read.journals import FILE_FORMAT, read_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

_UNSAFE = regex(r"[^\w.-]+")
_DASHES = regex(r"-{2,}")
# Pages that MkDocs makes a folder's own; the one of the root is the site's front page.
_FOLDER_PAGES = ("index", "readme")
# Folders that a theme or the site itself writes to.
_TAKEN = ("assets", "search", "attachments", "javascripts", "stylesheets")
_LONGEST = 100


def page_uris(
    paths: Sequence[Path],
    root: Path,
    *,
    graphs: Iterable[Path] = (),
    journals: Mapping[Path, str] | None = None,
) -> dict[Path, str]:
    """Give each page its uri, as in `how-to/publish.md`; no two are one on a disk that ignores case.

    Plain pages keep their path below the root. A page of a Logseq graph gets a folder for each part of its
    name before the last, and a journal is named by its day.

    Args:
        paths: The pages, in an order that does not change from one build to the next.
        root: What plain pages are named from.
        graphs: The folders of graphs.
        journals: For each graph how its journals' files are named, if not in Logseq's own way.
    """
    forms = journals or {}
    roots = sorted(graphs, key=lambda graph: len(graph.parts), reverse=True)
    taken: set[str] = set()
    found: dict[Path, str] = {}
    for path in paths:
        graph = next((graph for graph in roots if path.is_relative_to(graph)), None)
        parts = (
            _plain_parts(path, root) if graph is None else _graph_parts(path, forms.get(graph, FILE_FORMAT))
        )
        found[path] = _free(_not_taken(parts), taken)
    return found


def _plain_parts(path: Path, root: Path) -> list[str]:
    """The path below the root; of a page elsewhere its name alone."""
    below = path.relative_to(root) if path.is_relative_to(root) else PurePath(path.name)
    return [_safe(part) for part in below.with_suffix("").parts]


def _graph_parts(path: Path, form: str) -> list[str]:
    day = read_day(path.stem, form) if path.parent.name != "pages" else None
    if day is not None:
        return ["journals", day.isoformat()]
    parts = [_slug(part) for part in decoded_name(path).split("/") if part.strip()]
    return parts or ["page"]


def _safe(part: str) -> str:
    """A part of a path as its author wrote it, but for what a URL or another disk could not hold."""
    made = _UNSAFE.sub("-", unicodedata.normalize("NFC", part)).lstrip(".")
    return made[:_LONGEST].rstrip(".") or "page"


def _slug(part: str) -> str:
    made = _UNSAFE.sub("-", unicodedata.normalize("NFC", part).lower().replace("_", "-"))
    return _DASHES.sub("-", made).strip("-.")[:_LONGEST] or "page"


def _not_taken(parts: list[str]) -> list[str]:
    """Keep clear of what is no page of the author's: folder pages, and folders of the site itself."""
    if parts[-1].lower() in _FOLDER_PAGES:
        parts = [*parts[:-1], f"{parts[-1]}-page"]
    if parts[0].lower() in _TAKEN:
        parts = [f"{parts[0]}-page", *parts[1:]]
    return parts


def _free(parts: list[str], taken: set[str]) -> str:
    """The uri of these parts with a number if another page has it, and remember it.

    With `use_directory_urls` a page `a/b.md` is the folder `a/b/`, as other pages' folders are: no harm.
    """
    stem, number = posixpath.join(*parts), 1
    uri = f"{stem}.md"
    while uri.casefold() in taken:
        number += 1
        uri = f"{stem}-{number}.md"
    taken.add(uri.casefold())
    return uri
