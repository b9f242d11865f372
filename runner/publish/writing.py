"""A site's sources written to a folder: pages with marks, what is drawn there, the front page. Builds nothing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.publish.drawing import (
    SiteHead,
    draw_badge,
    draw_configuration,
    draw_feed,
    draw_front,
    draw_page,
    in_order,
)
from runner.publish.evidence import PageEvidence, State
from runner.publish.marks import FRONT, mark_body, marks_of
from runner.publish.page_text import page_text
from runner.publish.place import BADGES
from runner.publish.summary import site_as_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from runner.outline import Finding
    from runner.publish.docs_folder import DocsFolder
    from runner.publish.links import Links

FRONT_PAGE = "index.md"
# MkDocs draws the navigation into each page, so its cost grows with the square of the entries.
MOST_IN_NAVIGATION = 50
_NEEDS_A_PERSON = (State.FAILED, State.BLOCKED, State.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
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
    drawn = draw_page(evidence)
    marks = list(marks_of(evidence, _digest(drawn)))
    shown = page_text(page, marks, links)
    folder.write_doc(page.uri, shown.text)
    folder.write_evidence(page.uri, drawn)
    folder.write_doc(
        f"{BADGES}/{page.uri.removesuffix('.md')}.svg", draw_badge("runbook", evidence.state.value)
    )
    return len(marks), shown.findings


def _digest(drawn: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(drawn).encode()).hexdigest()[:16]


def _write_front(head: SiteHead, pages: Sequence[PageEvidence], folder: DocsFolder) -> None:
    drawn = draw_front(head, pages)
    folder.write_evidence(FRONT_PAGE, drawn)
    body = mark_body(FRONT_PAGE, FRONT, _digest(drawn))
    folder.write_doc(
        FRONT_PAGE, f"---\nhide: [toc]\n---\n\n# {_plain(head.name)}\n\n```runbook\n{body}\n```\n"
    )
    bad = [page for page in pages if page.state in _NEEDS_A_PERSON]
    bad.sort(key=lambda page: page.history[-1].started_at, reverse=True)
    folder.write_doc("failures.atom", draw_feed(head, bad))
    folder.write_doc("results.json", json.dumps(site_as_json(head, in_order(pages)), indent=1) + "\n")
    worst = in_order(pages)[0].state if pages else State.NOT_RUN
    folder.write_doc(f"{BADGES}/site.svg", draw_badge("how-to pages", worst.value))


def _plain(name: str) -> str:
    """A name as a heading, whatever signs of Markdown it has."""
    from html import escape

    return "".join(f"&#{ord(char)};" if char in "`*_[]{}()#|\\~^=$!" else escape(char) for char in name)
