"""A site's sources written to a folder: pages with marks, what is drawn at them. Builds nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.outline import Dialect, Finding, Level, Location
from runner.publish.annotating import front_page, marked, side_files
from runner.publish.drawing import draw_configuration, draw_page
from runner.publish.evidence import State
from runner.publish.inline_text import Asset
from runner.publish.plain_links import follow_links
from runner.publish.same_titles import places_of
from runner.publish.status import with_status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runner.publish.docs_folder import DocsFolder
    from runner.publish.drawing import SiteHead
    from runner.publish.evidence import PageEvidence
    from runner.publish.inline_text import Asset
    from runner.publish.site import SitePage
    from runner.publish.site_links import Links

FRONT_PAGE = "index.md"
# MkDocs draws the navigation into each page, so its cost grows with the square of the entries.
MOST_IN_NAVIGATION = 50


class Written(Struct, frozen=True, kw_only=True):
    """What was written, and what to tell of the pages.

    Attributes:
        results: How many results each page's Markdown has, by its uri.
        together: Whether the navigation in each page tells the states of all, so that none is built alone.
    """

    results: Mapping[str, int]
    together: bool
    findings: tuple[Finding, ...]


def write_site(
    head: SiteHead, pages: Sequence[PageEvidence], folder: DocsFolder, *, links: Links, site: Path
) -> Written:
    """Write all that an engine builds a site of.

    Args:
        head: What is said of the site.
        pages: Its pages, in any order.
        folder: Where the sources go; what an earlier site left there is removed.
        links: Where a link in a page leads to.
        site: Where the engine is told to put the HTML.
    """
    listed = len(pages) <= MOST_IN_NAVIGATION
    results: dict[str, int] = {}
    findings: list[Finding] = []
    for evidence in pages:
        count, found = _write_page(evidence, folder, links, sign=listed and head.signs)
        results[evidence.page.uri] = count
        findings += found
    results[FRONT_PAGE] = 1
    _write_front(head, pages, folder)
    navigation = _navigation(pages) if listed else []
    folder.write_configuration(
        draw_configuration(name=head.name, url=head.url, site=str(site), navigation=navigation)
    )
    folder.write_assets()
    folder.remove_others()
    folder.keep_digests()
    return Written(results=results, together=listed and head.signs, findings=tuple(findings))


def _navigation(pages: Sequence[PageEvidence]) -> list[tuple[str, str]]:
    places = places_of(pages)
    named = [(item.page.title, item.page.uri) for item in pages]
    return [(f"{title} ({places[uri]})" if uri in places else title, uri) for title, uri in named]


def _write_page(
    evidence: PageEvidence, folder: DocsFolder, links: Links, *, sign: bool
) -> tuple[int, Sequence[Finding]]:
    page = evidence.page
    shown = marked(evidence, links)
    assets, findings = shown.text.assets, shown.text.findings
    if page.outline.dialect is Dialect.COMMONMARK:
        followed = follow_links(page, links)
        assets, findings = followed.pictures, followed.findings
    missing = [asset for asset in assets if not folder.copy_doc(Path(asset.path), asset.uri)]
    text = shown.text.text
    if sign and evidence.state is not State.NO_STEPS:
        text = with_status(text, evidence.state.value)
    folder.write_doc(page.uri, text)
    if not folder.keeps_evidence(page.uri, shown.digest):
        folder.write_evidence(page.uri, draw_page(evidence, shown.linking), shown.digest)
    return shown.results, (*findings, *(_missing(page, asset) for asset in missing))


def _missing(page: SitePage, asset: Asset) -> Finding:
    line = next(
        (number for number, text in enumerate(page.text.split("\n"), 1) if Path(asset.path).name in text), 1
    )
    return Finding(
        code="missing-file",
        level=Level.WARNING,
        message=f"{asset.path} is no file, so the site does not have it; correct the link",
        location=Location(path=page.path, line=line, end_line=line),
    )


def _write_front(head: SiteHead, pages: Sequence[PageEvidence], folder: DocsFolder) -> None:
    text, drawn = front_page(head, pages, FRONT_PAGE)
    folder.write_doc(FRONT_PAGE, text)
    folder.write_evidence(FRONT_PAGE, drawn)
    for uri, text in side_files(head, pages).items():
        folder.write_doc(uri, text)
