"""What the plugin adds to a site that somebody has already. Runs no page, and writes none."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from runner.api.site_pages import page_evidence, site_page
from runner.publish.annotating import annotated, front_page, side_files
from runner.publish.audit import leaks, missing_blocks
from runner.publish.evidence import Moment, State
from runner.publish.site_links import links_of
from runner.run.masking import known_secrets, make_mask
from runner.store.history import open_history
from runner.store.place import RUNS, ignore_all, places

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from runner.publish.annotating import Annotated
    from runner.publish.drawing import SiteHead
    from runner.publish.evidence import PageEvidence

# The site has a front page and a name of its own.
_TITLE = "State of the pages"


class TeamSite(Struct, frozen=True, kw_only=True):
    """What is put into a site, by uri.

    Attributes:
        pages: Those of the site's pages that have a recorded run or lie outside its docs folder, as they are
            published.
        states: What is said of them in the navigation, if anything.
        drawn: From a page to what is drawn on it, the front page among them.
        front: The Markdown of the front page.
        added: Text files that the site did not have.
    """

    pages: Mapping[str, Annotated]
    states: Mapping[str, str]
    drawn: Mapping[str, Mapping[str, str]]
    front: str
    added: Mapping[str, str]


def team_site(
    root: Path, files: Mapping[str, str], head: SiteHead, front: str, *, always: Collection[str] = ()
) -> TeamSite:
    """Hold the pages of a site against their runs.

    Args:
        root: The project's folder, where its records lie.
        files: From each page's uri to its file.
        head: What is said of the site.
        front: The uri of the page that lists all pages.
        always: The uris of pages that are published even without a run.

    Raises:
        RunbookError: A page or a record cannot be read.
    """
    moment = Moment(now=head.built_at, stale_after=head.stale_after)
    evidence = list(_evidence(root, files, moment, always))
    links = links_of([item.page for item in evidence])
    pages = {item.page.uri: annotated(item, links, folders=head.folders) for item in evidence}
    text, drawn = front_page(replace(head, name=_TITLE), evidence, front)
    return TeamSite(
        pages=pages,
        states={item.page.uri: item.state.value for item in evidence if item.state is not State.NO_STEPS},
        drawn={uri: page.drawn for uri, page in pages.items()} | {front: drawn},
        front=text,
        added=side_files(head, evidence),
    )


def watched_folder(root: Path) -> Path:
    """Give the folder in which new runs appear; it is made, since what is not there cannot be watched.

    Raises:
        OSError: It cannot be made.
    """
    place, _ = places(root, os.environ)
    (place.folder / RUNS).mkdir(parents=True, exist_ok=True)
    ignore_all(place.folder)
    return place.folder / RUNS


def faults_of(site: Path, pages: Mapping[str, Annotated], *, folders: bool) -> list[str]:
    """Look the built site over: each result is in it, and no secret."""
    mask = make_mask(known_secrets(os.environ, {}), authored=True)
    expected = {uri: page.results for uri, page in pages.items()}
    missing = missing_blocks(site, expected, folders=folders)
    return [*missing, *leaks(site, mask)]


def _evidence(
    root: Path, files: Mapping[str, str], moment: Moment, always: Collection[str]
) -> Iterator[PageEvidence]:
    with open_history(places(root, os.environ)) as history:
        for uri, path in files.items():
            if uri in always or history.runs(path, limit=1):
                found = page_evidence(site_page(path, uri), history, moment)
                if uri in always or found.state is not State.NO_STEPS:
                    yield found
