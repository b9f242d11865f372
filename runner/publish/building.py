"""A site built of its sources by an engine: what changed of it, with the results put in. Reads no run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from runner.errors import PublishError
from runner.publish.docs_folder import move_site
from runner.publish.engines import build_site
from runner.publish.fence import read_drawn
from runner.publish.filling import fill_site
from runner.publish.place import EVIDENCE, SITE, address, evidence_file
from runner.publish.search_index import INDEX, merged_index
from runner.publish.standing import keep_standing, made_by, take_standing, times

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from runner.publish.engines import Engine


class Build(Struct, frozen=True, kw_only=True):
    """Where a site's sources lie, where it goes, and the uris of its pages.

    Attributes:
        together: Whether each page shows something of all, so that all are built or none.
    """

    engine: Engine
    folder: Path
    out: Path
    pages: Collection[str]
    together: bool


class Built(Struct, frozen=True, kw_only=True):
    """A site that was built.

    Attributes:
        made: The digest of what all its pages were made by.
        standing: The pages that an earlier build left as they are to be, with the digest of their HTML.
        rebuilt: The other ones.
    """

    made: str
    standing: Mapping[str, str]
    rebuilt: tuple[str, ...]


def build(order: Build) -> Built:
    """Build what changed since the last site was looked over, else all of it, and put the results in.

    Raises:
        PublishError: The engine failed.
    """
    made = made_by(order.folder)
    standing = take_standing(order.folder, order.out, made) if _by_page(order) else {}
    if not (standing and _built_again(order, standing)):
        standing = {}
        _built_anew(order)
    rebuilt = tuple(uri for uri in order.pages if uri not in standing)
    evidence = order.folder / EVIDENCE
    fill_site(order.out, rebuilt, lambda uri: read_drawn(evidence_file(evidence, uri)))
    # Only the ages on them change.
    fill_site(order.out, standing, lambda _: {})
    return Built(made=made, standing=standing, rebuilt=rebuilt)


def keep(order: Build, built: Built) -> None:
    """Remember a site that was looked over, so that the next one need not be built from nothing."""
    if _by_page(order):
        keep_standing(order.folder, order.out, built.made, order.pages, built.standing)


def _by_page(order: Build) -> bool:
    return bool(order.engine.again) and not order.together


def _built_anew(order: Build) -> None:
    status, said = build_site(order.engine, order.folder, order.engine.build)
    if status:
        raise PublishError(f"publish: {order.engine.module} ended with {status}; it said:\n{said.strip()}")
    if order.engine.inside:
        move_site(order.folder / SITE, order.out)


def _built_again(order: Build, standing: Mapping[str, str]) -> bool:
    """Build the pages that do not stand; False where that did not work, so that all are to be built."""
    index = order.out / INDEX
    try:
        before = index.read_text(encoding="utf-8")
        written = times(order.out, standing)
        status, _ = build_site(order.engine, order.folder, order.engine.again)
        if status or times(order.out, standing) != written:
            return False
        rebuilt = [address(uri) for uri in order.pages if uri not in standing]
        index.write_text(merged_index(before, index.read_text(encoding="utf-8"), rebuilt), encoding="utf-8")
    except (OSError, ValueError):
        return False
    return True
