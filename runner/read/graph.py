"""A Logseq graph: which pages and blocks there are. Reads a page only when it is asked for one.

A graph is a folder with `logseq/config.edn`. Page names are case-insensitive; a page is known by its
`title::`, else by its decoded file name (a journal by its day), and by each `alias::`. 42 of 4,834 real file
names do not round-trip, so a file's name is never computed from a page's.
"""

from __future__ import annotations

import os
import re
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec import Struct

from runner.errors import PageError
from runner.patterns import regex
from runner.read.graph_root import graph_root
from runner.read.journals import FILE_FORMAT, TITLE_FORMAT, read_day, write_day
from runner.read.logseq import Split, split_outline
from runner.read.source import read_source
from runner.read.tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner.outline import Block, Finding, Property

_HEAD = 4096
_SETTING = regex(r":(pages-directory|journals-directory|journal/[a-z-]+)\s+\"([^\"]+)\"")
_COMMENT = regex(r"^\s*;.*$", re.MULTILINE)
_TITLE = regex(r"^[ \t]*(?:-[ \t]+)?(title|alias)::[ \t]+(.+?)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_ID = regex(r"^[ \t]*(?:-[ \t]+)?id::[ \t]+([0-9a-fA-F-]{36})[ \t]*$", re.MULTILINE | re.IGNORECASE)
_LINKED = regex(r"\[\[(.+?)\]\]")
_BULLET = regex(r"^[ \t]*(?:-[ \t]|#)")


class Target(Struct, frozen=True, kw_only=True):
    """What an embed or a reference names: a block with what stands under it, or a whole page.

    Attributes:
        id: The block's, empty for a page.
        lines: The page's lines that it takes in.
        properties: The page's own.
        findings: What the reader refused to guess in these lines.
    """

    file: Path
    id: str
    blocks: tuple[Block, ...]
    lines: range
    properties: tuple[Property, ...] = ()
    findings: tuple[Finding, ...] = ()

    def shown_from(self, path: str) -> str:
        """The file as a message about the page at a path names it: relative where that is."""
        return str(self.file) if Path(path).is_absolute() else os.path.relpath(self.file)


class Graph:
    """The pages below a graph's folder, indexed when first asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._splits: dict[Path, tuple[Split, int] | None] = {}

    @cached_property
    def settings(self) -> Mapping[str, str]:
        """Where the pages are and how journals are named, as `config.edn` says."""
        known = {
            "pages-directory": "pages",
            "journals-directory": "journals",
            "journal/file-name-format": FILE_FORMAT,
            "journal/page-title-format": TITLE_FORMAT,
        }
        try:
            config = (self.root / "logseq/config.edn").read_text(encoding="utf-8", errors="replace")
        except OSError:
            config = ""
        return known | dict(_SETTING.findall(_COMMENT.sub("", config)))

    @cached_property
    def folders(self) -> tuple[Path, ...]:
        """The folders that hold pages."""
        return tuple(self.root / self.settings[name] for name in ("pages-directory", "journals-directory"))

    @cached_property
    def pages(self) -> Mapping[str, Path]:
        """Each page's names, in lower case, with its file."""
        found: dict[str, Path] = {}
        for file in self._files():
            for name in self.names_of(file):
                found.setdefault(name.lower(), file)
        return found

    @cached_property
    def blocks(self) -> Mapping[str, list[Path]]:
        """Each block id of the graph, in lower case, with the files that write it, in code perhaps.

        Asking for it reads every page.
        """
        found: dict[str, list[Path]] = {}
        for file in self._files():
            text = file.read_text(encoding="utf-8", errors="replace")
            if "id::" in text.lower():
                for match in _ID.finditer(text):
                    found.setdefault(match[1].lower(), []).append(file)
        return found

    def page(self, name: str) -> Path | None:
        """The file of a page by title, alias or decoded file name, whatever its case."""
        return self.pages.get(name.strip().lower())

    def is_day(self, name: str) -> bool:
        """Whether a page's name is that of a journal, which there is for every day that has one."""
        return read_day(name, self.settings["journal/page-title-format"]) is not None

    def whole(self, name: str) -> Target | None:
        """A page as what is embedded, None if there is none of the name that can be read."""
        file = self.page(name)
        read = self._split(file) if file else None
        if file is None or read is None:
            return None
        split, count = read
        return Target(
            file=file,
            id="",
            blocks=split.blocks,
            lines=range(1, count + 1),
            properties=split.properties,
            findings=split.findings,
        )

    def block(self, block_id: str) -> Target | None:
        """A block as what is embedded, None if there is none of the id."""
        wanted = block_id.lower()
        for file in self.blocks.get(wanted, ()):
            read = self._split(file)
            if read is not None:
                split, _ = read
                found = next((block for block in walk(split.blocks) if _has_id(block, wanted)), None)
                if found is not None:
                    return _target(file, wanted, found, split)
        return None

    def is_namespace(self, name: str) -> bool:
        """Whether pages stand below a name, as `mise/Task` does below `mise`."""
        return name.strip().lower() in self._namespaces

    @cached_property
    def _namespaces(self) -> frozenset[str]:
        return frozenset(
            name[:end] for name in self.pages for end, letter in enumerate(name) if letter == "/"
        )

    def _split(self, file: Path) -> tuple[Split, int] | None:
        """A page's blocks and how many lines it has, None if it cannot be read."""
        if file not in self._splits:
            try:
                lines = read_source(str(file)).lines()
            except PageError:
                self._splits[file] = None
            else:
                self._splits[file] = split_outline(str(file), lines), len(lines)
        return self._splits[file]

    def _files(self) -> Iterator[Path]:
        for folder in self.folders:
            yield from sorted(folder.rglob("*.md"))

    def names_of(self, file: Path) -> Iterator[str]:
        """A page's title and aliases, from its first lines: page properties stand before any other text."""
        head = _head(file)
        found = {key.lower(): value for key, value in reversed(_TITLE.findall(head))}
        yield found.get("title") or self._name(file)
        yield from split_names(found.get("alias", ""))

    def _name(self, file: Path) -> str:
        day = read_day(file.stem, self.settings["journal/file-name-format"])
        if day is None or self.folders[1] not in file.parents:
            return decoded_name(file)
        return write_day(day, self.settings["journal/page-title-format"])


def find_graph(page: Path) -> Graph | None:
    """The graph that a page belongs to: the nearest folder above it with `logseq/config.edn`.

    The pages of a command share one Graph, so that the graph is indexed once.
    """
    root = graph_root(page)
    return None if root is None else _graph_at(root)


def keeps(graph: Graph, page: Path) -> bool:
    """Whether a file stands where the graph has its pages and journals."""
    above = page.resolve().parents
    return any(folder in above for folder in graph.folders)


@cache
def _graph_at(root: Path) -> Graph:
    return Graph(root)


def _target(file: Path, block_id: str, block: Block, split: Split) -> Target:
    lines = range(block.line, max(below.end_line for below in walk((block,))) + 1)
    return Target(
        file=file,
        id=block_id,
        blocks=(block,),
        lines=lines,
        properties=split.properties,
        findings=tuple(item for item in split.findings if item.location.line in lines),
    )


def _has_id(block: Block, block_id: str) -> bool:
    return any(item.name == "id" and str(item.value).lower() == block_id for item in block.properties)


def _head(file: Path) -> str:
    with file.open(encoding="utf-8", errors="replace") as stream:
        text = stream.read(_HEAD)
    lines: list[str] = []
    for line in text.splitlines():
        if lines and _BULLET.match(line):
            break
        lines.append(line)
    return "\n".join(lines)


def split_names(text: str) -> list[str]:
    """Give the page names of a property: links, and words between commas."""
    linked = _LINKED.findall(text)
    rest = _LINKED.sub("", text)
    return [*linked, *(part.strip() for part in rest.split(",") if part.strip())]


def decoded_name(file: Path) -> str:
    """A page's name by its file: `___` is `/`, and `%XX` is that character."""
    return unquote(file.stem.replace("___", "/"))
