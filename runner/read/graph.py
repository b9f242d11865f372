"""A Logseq graph: which pages and blocks there are. Reads a page only when it is asked for one.

A graph is a folder with `logseq/config.edn`. Page names are case-insensitive; a page is known by its
`title::`, else by its decoded file name, and by each `alias::`. 42 of 4,834 real file names do not
round-trip, so a file's name is never computed from a page's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_HEAD = 4096
_SETTING = re.compile(r":(pages|journals)-directory\s+\"([^\"]+)\"")
_COMMENT = re.compile(r"^\s*;.*$", re.MULTILINE)
_TITLE = re.compile(r"^[ \t]*(?:-[ \t]+)?(title|alias)::[ \t]+(.+?)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_ID = re.compile(r"^[ \t]*(?:-[ \t]+)?id::[ \t]+([0-9a-fA-F-]{36})[ \t]*$", re.MULTILINE)
_LINKED = re.compile(r"\[\[(.+?)\]\]")
_BULLET = re.compile(r"^[ \t]*(?:-[ \t]|#)")


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPlace:
    """Where a block with an id stands: its page's file and the 1-based line of its `id::`."""

    file: Path
    line: int


class Graph:
    """The pages below a graph's folder, indexed when first asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def folders(self) -> tuple[Path, ...]:
        """The folders that hold pages, as `config.edn` names them."""
        named = {"pages": "pages", "journals": "journals"}
        try:
            config = (self.root / "logseq/config.edn").read_text(encoding="utf-8", errors="replace")
        except OSError:
            config = ""
        named |= dict(_SETTING.findall(_COMMENT.sub("", config)))
        return tuple(self.root / name for name in named.values())

    @cached_property
    def pages(self) -> Mapping[str, Path]:
        """Each page's names, in lower case, with its file."""
        found: dict[str, Path] = {}
        for file in self._files():
            for name in _names(file):
                found.setdefault(name.lower(), file)
        return found

    @cached_property
    def blocks(self) -> Mapping[str, BlockPlace]:
        """Each block id of the graph with its place; asking for it reads every page."""
        found: dict[str, BlockPlace] = {}
        for file in self._files():
            text = file.read_text(encoding="utf-8", errors="replace")
            line, counted = 1, 0
            for match in _ID.finditer(text):
                line += text.count("\n", counted, match.start())
                counted = match.start()
                found.setdefault(match[1].lower(), BlockPlace(file=file, line=line))
        return found

    def page(self, name: str) -> Path | None:
        """The file of a page by title, alias or decoded file name, whatever its case."""
        return self.pages.get(name.strip().lower())

    def namespace(self, name: str) -> list[str]:
        """The pages below a name, such as `mise/Task` below `mise`, in order."""
        return sorted(page for page in self.pages if page.startswith(name.strip().lower() + "/"))

    def _files(self) -> Iterator[Path]:
        for folder in self.folders:
            yield from sorted(folder.glob("*.md"))


class Graphs:
    """The graphs that the pages of one command belong to, each looked for and indexed once.

    Not kept longer than a command: a graph's pages change while somebody writes them.
    """

    def __init__(self) -> None:
        self._by_folder: dict[Path, Graph | None] = {}

    def graph_of(self, page: Path) -> Graph | None:
        """The graph that a page belongs to: the nearest folder above it with `logseq/config.edn`."""
        folder = page.resolve().parent if page.is_symlink() else page.parent
        if folder not in self._by_folder:
            self._by_folder[folder] = self._above(folder.resolve())
        return self._by_folder[folder]

    def _above(self, folder: Path) -> Graph | None:
        for root in (folder, *folder.parents):
            if (root / "logseq/config.edn").is_file():
                known = (graph for graph in self._by_folder.values() if graph and graph.root == root)
                return next(known, None) or Graph(root)
        return None


def _names(file: Path) -> Iterator[str]:
    """A page's title and aliases, from its first lines: page properties stand before any other text."""
    head = _head(file)
    found = {key.lower(): value for key, value in reversed(_TITLE.findall(head))}
    yield found.get("title") or decoded_name(file)
    yield from _split(found.get("alias", ""))


def _head(file: Path) -> str:
    with file.open(encoding="utf-8", errors="replace") as stream:
        text = stream.read(_HEAD)
    lines: list[str] = []
    for line in text.splitlines():
        if lines and _BULLET.match(line):
            break
        lines.append(line)
    return "\n".join(lines)


def _split(text: str) -> list[str]:
    linked = _LINKED.findall(text)
    rest = _LINKED.sub("", text)
    return [*linked, *(part.strip() for part in rest.split(",") if part.strip())]


def decoded_name(file: Path) -> str:
    """A page's name by its file: `___` is `/`, and `%XX` is that character."""
    return unquote(file.stem.replace("___", "/"))
