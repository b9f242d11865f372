"""Pages and their recorded runs published as a site. Runs no page."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.api.hidden import hide_in_errors
from runner.api.pages import find_pages
from runner.api.sharing import history_places
from runner.api.site_pages import page_evidence, site_page, site_uris
from runner.api.surroundings import project_root
from runner.config import find_config
from runner.errors import PublishError
from runner.publish.audit import leaks, missing_blocks
from runner.publish.building import Build, build, keep
from runner.publish.digests import room_digest
from runner.publish.docs_folder import DocsFolder, take_place
from runner.publish.drawing import SiteHead
from runner.publish.engines import ENGINES, require_engine
from runner.publish.evidence import STALE_AFTER, Moment
from runner.publish.place import DOCS, EVIDENCE, SITE
from runner.publish.proven import Proven
from runner.publish.site_links import links_of
from runner.publish.writing import write_site
from runner.run.masking import make_mask
from runner.store.history import open_history
from runner.store.place import open_folder, places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runner.outline import Finding
    from runner.publish.evidence import PageEvidence
    from runner.publish.writing import Written

NO_ENGINE = "none"


class PublishOptions(Struct, frozen=True, kw_only=True):
    """What a person asks of a site.

    Attributes:
        engine: The program that builds it; `none` leaves its sources in `out`.
        url: Where it will be served; empty where that is not known.
        shared: Whether the runs of other machines are fetched first.
    """

    pages: tuple[str, ...] = ()
    out: Path = Path("site")
    engine: str = "mkdocs"
    name: str = "How-To pages"
    url: str = ""
    shared: bool = False
    stale_after: timedelta = STALE_AFTER


class Published(Struct, frozen=True, kw_only=True):
    """A site that was built: where, of how many pages, and what should be told of them."""

    place: Path
    pages: tuple[PageEvidence, ...]
    findings: tuple[Finding, ...]


class Sources(Struct, frozen=True, kw_only=True):
    """What a site is built of, in a folder.

    Attributes:
        out: Where the site goes.
        pages: What is said of each page.
    """

    folder: Path
    out: Path
    pages: tuple[PageEvidence, ...]
    written: Written


def publish(options: PublishOptions) -> Published:
    """Write a site of pages and their records, build it, and look it over.

    Raises:
        UsageError: There is no page, the engine is not installed, or `out` holds what is no site.
        PageError: A page cannot be read.
        PublishError: The engine failed, a result is missing in the HTML, or a secret would be shown.
    """
    engine = None if options.engine == NO_ENGINE else require_engine(options.engine)
    take_place(options.out)
    sources = write_sources(options)
    if engine:
        results = sources.written.results
        order = Build(
            engine=engine,
            folder=sources.folder,
            out=sources.out,
            pages=tuple(results),
            together=sources.written.together,
        )
        built = build(order)
        # What stands is to the byte what was counted before.
        _refuse(missing_blocks(sources.out, {uri: results[uri] for uri in built.rebuilt}), "; report this")
        _refuse(_leaks(sources.out, sources.folder, authored=True), "; do not upload this site")
        keep(order, built)
    take_place(options.out)
    return Published(place=sources.out, pages=sources.pages, findings=sources.written.findings)


def write_sources(options: PublishOptions) -> Sources:
    """Write what a site is built of.

    Raises:
        UsageError: There is no page.
        PageError: A page cannot be read.
        PublishError: It would show a secret.
    """
    config = find_config(Path.cwd())
    root = project_root(config)
    now = datetime.now(UTC)
    paths = find_pages(options.pages, config)
    pages = [site_page(path, uri) for path, uri in zip(paths, site_uris(paths, root), strict=True)]
    moment = Moment(now=now, stale_after=options.stale_after)
    with open_history(history_places(config, root, shared=options.shared)) as history:
        evidence = tuple(page_evidence(page, history, moment) for page in pages)
    head = SiteHead(
        name=options.name,
        url=options.url,
        built_at=now,
        stale_after=options.stale_after,
        signs=options.engine != NO_ENGINE,
    )
    out = options.out.resolve()
    folder = DocsFolder(root=out if options.engine == NO_ENGINE else _own_folder(root))
    inside = options.engine == NO_ENGINE or ENGINES[options.engine].inside
    site = folder.root / SITE if inside else out
    written = write_site(head, evidence, folder, links=links_of(pages), site=site)
    kept = None if options.engine == NO_ENGINE else folder.root
    _refuse(_leaks(folder.root / EVIDENCE, kept, authored=False), " would be shown; report this")
    _refuse(_leaks(folder.root / DOCS, kept, authored=True), " would be shown; take it out of the page")
    return Sources(folder=folder.root, out=out, pages=evidence, written=written)


def _own_folder(root: Path) -> Path:
    """The folder beside the records in which the sources are kept from one site to the next."""
    place, _ = places(root, os.environ)
    return open_folder(place, place.folder / "site")


def _leaks(folder: Path, kept: Path | None, *, authored: bool) -> list[str]:
    """Look a folder over for secrets; what was so before, and clean, is only searched for known ones."""
    mask = make_mask(hide_in_errors(os.environ, {}), authored=authored)
    if kept is None:
        return list(leaks(folder, mask))
    rules = " ".join((room_digest("run"), room_digest("publish"), str(authored)))
    proven = Proven(kept / f"clean-{folder.name}.json", rules)
    found = list(leaks(folder, mask, proven))
    proven.keep()
    return found


def _refuse(faults: Iterable[str], cure: str) -> None:
    found = list(faults)
    if found:
        raise PublishError("\n".join(f"publish: {fault}{cure}" for fault in found))
