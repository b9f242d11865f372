"""Pages and their recorded runs published as a site. Runs no page."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from runner.api.hidden import hide_in_errors
from runner.api.pages import find_pages
from runner.api.site_pages import page_evidence, site_page
from runner.api.surroundings import project_root
from runner.config import find_config
from runner.errors import PublishError
from runner.publish.audit import leaks, missing_blocks
from runner.publish.docs_folder import DocsFolder
from runner.publish.drawing import SiteHead
from runner.publish.engines import build_site, require_engine
from runner.publish.evidence import STALE_AFTER
from runner.publish.links import links_of
from runner.publish.uris import page_uris
from runner.publish.writing import write_site
from runner.run.masking import make_mask
from runner.store.place import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runner.outline import Finding
    from runner.publish.evidence import PageEvidence

NO_ENGINE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishOptions:
    """What a person asks of a site.

    Attributes:
        engine: The program that builds it; `none` leaves its sources in `out`.
        url: Where it will be served; empty where that is not known.
    """

    pages: tuple[str, ...] = ()
    out: Path = Path("site")
    engine: str = "mkdocs"
    name: str = "How-To pages"
    url: str = ""
    stale_after: timedelta = STALE_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A site that was built: where, of how many pages, and what should be told of them."""

    place: Path
    pages: tuple[PageEvidence, ...]
    findings: tuple[Finding, ...]


def publish(options: PublishOptions) -> Published:
    """Write a site of pages and their records, build it, and look it over.

    Raises:
        UsageError: There is no page, or the engine is not installed.
        PageError: A page cannot be read.
        PublishError: The engine failed, a result is missing in the HTML, or a secret would be shown.
    """
    mask = make_mask(hide_in_errors(os.environ, {}))
    engine = None if options.engine == NO_ENGINE else require_engine(options.engine)
    config = find_config(Path.cwd())
    root = project_root(config)
    now = datetime.now(UTC)
    paths = find_pages(options.pages, config)
    pages = [site_page(path, uri) for path, uri in zip(paths, page_uris(paths, root), strict=True)]
    evidence = tuple(page_evidence(page, root, now=now, stale_after=options.stale_after) for page in pages)
    head = SiteHead(name=options.name, url=options.url, built_at=now, stale_after=options.stale_after)
    out = options.out.resolve()
    folder = DocsFolder(root=out if engine is None else root / FOLDER / "site")
    site = out if engine else out / "site"
    written = write_site(head, evidence, folder, links=links_of(pages), site=site)
    _refuse(
        leaks(folder.root, mask), "would show a secret; take it out of the page and name it as a variable"
    )
    if engine:
        status, said = build_site(engine, folder.root)
        if status:
            raise PublishError(f"publish: {options.engine} ended with {status}; it said:\n{said.strip()}")
        _refuse(missing_blocks(site, written.results), "report this")
        _refuse(leaks(site, mask), "shows a secret; do not upload this site")
    return Published(place=out, pages=evidence, findings=written.findings)


def _refuse(faults: Iterable[str], cure: str) -> None:
    found = list(faults)
    if found:
        raise PublishError("\n".join(f"publish: {fault}; {cure}" for fault in found))
