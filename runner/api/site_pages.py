"""Pages as a site shows them, with what their recorded runs say. Runs none of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from runner.publish.evidence import evidence_of
from runner.publish.site import SitePage
from runner.read.outline import read_outline
from runner.read.procedure import procedure_of
from runner.read.source import read_source
from runner.store.place import places
from runner.store.records import find_records

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from pathlib import Path

    from runner.publish.evidence import PageEvidence
    from runner.store.records import Record


def site_page(path: str, uri: str) -> SitePage:
    """Read a page that will be published.

    Raises:
        PageError: It cannot be read.
    """
    source = read_source(path)
    outline = read_outline(source)
    return SitePage(path=path, uri=uri, title=procedure_of(outline).title, text=source.text, outline=outline)


def recorded_runs(path: str, root: Path) -> list[Record]:
    """Give the runs of a page that are recorded in a project, the newest first."""
    return find_records(places(root, os.environ), path)


def page_evidence(page: SitePage, root: Path, *, now: datetime, stale_after: timedelta) -> PageEvidence:
    """Hold a page against the runs that are recorded of it in a project."""
    procedure = procedure_of(page.outline)
    return evidence_of(page, procedure, recorded_runs(page.path, root), now=now, stale_after=stale_after)
