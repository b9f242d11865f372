"""A site's sources written to a folder: pages with marks, what is drawn at them. Builds nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.outline import Finding, Level, Location
from runner.publish.annotating import annotated, front_page, side_files
from runner.publish.drawing import draw_configuration

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
    """

    results: Mapping[str, int]
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
    results: dict[str, int] = {}
    findings: list[Finding] = []
    for evidence in pages:
        count, found = _write_page(evidence, folder, links)
        results[evidence.page.uri] = count
        findings += found
    results[FRONT_PAGE] = 1
    _write_front(head, pages, folder)
    navigation = (
        [(page.page.title, page.page.uri) for page in pages] if len(pages) <= MOST_IN_NAVIGATION else []
    )
    folder.write_configuration(
        draw_configuration(name=head.name, url=head.url, site=str(site), navigation=navigation)
    )
    folder.write_assets()
    folder.remove_others()
    return Written(results=results, findings=tuple(findings))


def _write_page(evidence: PageEvidence, folder: DocsFolder, links: Links) -> tuple[int, Sequence[Finding]]:
    page = evidence.page
    shown = annotated(evidence, links)
    missing = [asset for asset in shown.text.assets if not folder.copy_doc(Path(asset.path), asset.uri)]
    folder.write_doc(page.uri, shown.text.text)
    folder.write_evidence(page.uri, shown.drawn)
    return shown.results, (*shown.text.findings, *(_missing(page, asset) for asset in missing))


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
