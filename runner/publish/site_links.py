"""What may be linked on a site: its pages by name and file, their blocks by id, and who links to whom.

Knows published pages alone, so that nothing of any other page can come into what is made of it.
"""

from __future__ import annotations

import os
import posixpath
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct

from runner.outline import Dialect
from runner.publish.inline_marks import block_id, names_in, property_names
from runner.read.links import LinkKind, read_links
from runner.read.tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from runner.outline import Block
    from runner.publish.site import SitePage

from runner.outline import Text


class BlockTarget(Struct, frozen=True, kw_only=True):
    """A block that is referred to by its id, and the page that it stands on."""

    page: SitePage
    block: Block


class Reference(Struct, frozen=True, kw_only=True):
    """A place that links to a page: `block` is None where the page's own properties do."""

    page: SitePage
    block: Block | None


class Links(Struct, frozen=True, kw_only=True):
    """What the published pages are known by.

    Attributes:
        names: Each name in lower case, with its page.
        files: Each path, normalised, with its page.
        blocks: Each block's id in lower case, with the first block that has it.
        references: Each page's uri, with what links to it from other pages, in the order of the pages.
    """

    names: Mapping[str, SitePage]
    files: Mapping[str, SitePage]
    blocks: Mapping[str, BlockTarget]
    references: Mapping[str, Sequence[Reference]]

    def page(self, name: str) -> SitePage | None:
        """The published page of a name, whatever its case."""
        return self.names.get(name.strip().lower())

    def file(self, path: str) -> SitePage | None:
        """The published page of a file."""
        return self.files.get(os.path.normpath(path))


def links_of(pages: Sequence[SitePage]) -> Links:
    """Index the pages of a site, in time linear in them."""
    names: dict[str, SitePage] = {}
    blocks: dict[str, BlockTarget] = {}
    for page in pages:
        for name in page.names:
            names.setdefault(name.strip().lower(), page)
        if "id::" in page.text.lower():
            for block in walk(page.outline.blocks):
                if name := block_id(block):
                    blocks.setdefault(name, BlockTarget(page=page, block=block))
    files = {os.path.normpath(page.path): page for page in pages}
    bare = Links(names=names, files=files, blocks=blocks, references={})
    return Links(
        names=MappingProxyType(names),
        files=MappingProxyType(files),
        blocks=MappingProxyType(blocks),
        references=_references(pages, bare),
    )


def relative_url(target: SitePage, source: SitePage, anchor: str = "") -> str:
    """How a page's Markdown links to another page's, or to a part of it."""
    path = "" if target is source and anchor else quote(relative_uri(target.uri, source.uri))
    return f"{path}#{anchor}" if anchor else path


def relative_uri(target: str, source: str) -> str:
    """The way from one file of the docs folder to another."""
    to, start = target.split("/"), source.split("/")[:-1]
    shared = 0
    while shared < min(len(start), len(to) - 1) and to[shared] == start[shared]:
        shared += 1
    return "../" * (len(start) - shared) + "/".join(to[shared:])


def _references(pages: Iterable[SitePage], links: Links) -> dict[str, list[Reference]]:
    found: dict[str, list[Reference]] = {}
    for page in pages:
        for block, targets in _named(page, links):
            for uri in dict.fromkeys(target.uri for target in targets if target is not page):
                found.setdefault(uri, []).append(Reference(page=page, block=block))
    return found


def _named(page: SitePage, links: Links) -> Iterator[tuple[Block | None, list[SitePage]]]:
    """Each block of a page with the pages that it links to; None stands for the page's own properties."""
    in_graph = page.outline.dialect is Dialect.LOGSEQ
    if in_graph and page.outline.properties:
        named = property_names((item.name, item.value) for item in page.outline.properties)
        yield None, _found(named, links)
    for block in walk(page.outline.blocks):
        targets: list[SitePage] = []
        if in_graph:
            named = (name for part in block.parts if isinstance(part, Text) for name in names_in(part.text))
            targets += _found(named, links)
            targets += _found(property_names((item.name, item.value) for item in block.properties), links)
        targets += _linked_files(page, block, links)
        if targets:
            yield block, targets


def _found(named: Iterable[tuple[str, str]], links: Links) -> list[SitePage]:
    found: list[SitePage] = []
    for name, identifier in named:
        target = links.blocks.get(identifier) if identifier else None
        page = links.page(name) if name else None
        found += [target.page] if target else [page] if page else []
    return found


def _linked_files(page: SitePage, block: Block, links: Links) -> Iterator[SitePage]:
    if not any(isinstance(part, Text) and "](" in part.text for part in block.parts):
        return
    from msgspec.structs import replace

    for link in read_links((replace(block, children=()),)):
        if link.kind is LinkKind.FILE:
            target = links.file(posixpath.join(posixpath.dirname(page.path), link.target))
            if target:
                yield target
