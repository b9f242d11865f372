"""Pages with their results: the text with its marks, and what is drawn at each. Writes nothing."""

from __future__ import annotations

import hashlib
import json
from html import escape
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.outline import Dialect
from runner.publish.drawing import SiteHead, draw_badge, draw_feed, draw_front, draw_page, in_order
from runner.publish.evidence import State
from runner.publish.evidence_digest import evidence_digest
from runner.publish.marks import FRONT, has_header, mark_body, marks_of
from runner.publish.page_text import PageText, page_text
from runner.publish.place import BADGES
from runner.publish.summary import site_as_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from runner.publish.evidence import PageEvidence
    from runner.publish.site import SitePage
    from runner.publish.site_links import Links

FEED = "failures.atom"
RESULTS = "results.json"
SITE_BADGE = f"{BADGES}/site.svg"
_NEEDS_A_PERSON = (State.FAILED, State.BLOCKED, State.UNKNOWN)
_SIGNS_OF_MARKDOWN = frozenset("`*_[]{}()#|\\~^=$!")


class Marked(Struct, frozen=True, kw_only=True):
    """A page's text with its marks.

    Attributes:
        linking: The pages that link to it, where its text does not list them.
        digest: Of all that its results are drawn from; each mark has it.
        results: How many marks the text has.
    """

    text: PageText
    linking: tuple[SitePage, ...]
    digest: str
    results: int


class Annotated(Struct, frozen=True, kw_only=True):
    """A page as it is published.

    Attributes:
        drawn: From a mark's name to its HTML.
        results: How many marks the text has.
    """

    text: PageText
    drawn: Mapping[str, str]
    results: int


def marked(evidence: PageEvidence, links: Links) -> Marked:
    """Give a page with its marks; what is drawn at them may be there already."""
    linking = tuple(_linking(evidence, links))
    digest = evidence_digest(evidence, linking)
    marks = list(marks_of(evidence, digest, header=has_header(evidence, linking)))
    text = page_text(evidence.page, marks, links)
    return Marked(text=text, linking=linking, digest=digest, results=len(marks))


def annotated(evidence: PageEvidence, links: Links, *, folders: bool = True) -> Annotated:
    """Give a page with its results.

    Args:
        evidence: The page's.
        links: All published pages.
        folders: Whether each page's address is a folder.
    """
    shown = marked(evidence, links)
    drawn = draw_page(evidence, shown.linking, folders=folders)
    return Annotated(text=shown.text, drawn=drawn, results=shown.results)


def _linking(evidence: PageEvidence, links: Links) -> Iterable[SitePage]:
    """The pages that link to a plain one, whose text stays as it is; an outline lists them itself."""
    if evidence.page.outline.dialect is Dialect.LOGSEQ:
        return ()
    references = links.references.get(evidence.page.uri, ())
    return {reference.page.uri: reference.page for reference in references}.values()


def front_page(head: SiteHead, pages: Sequence[PageEvidence], uri: str) -> tuple[str, dict[str, str]]:
    """Give the Markdown of the page that lists all pages, and what is drawn on it."""
    drawn = draw_front(head, pages, uri)
    body = mark_body(uri, FRONT, _digest(drawn))
    text = f"---\nhide: [toc]\n---\n\n# {_as_plain_markdown(head.name)}\n\n```runbook\n{body}\n```\n"
    return text, drawn


def side_files(head: SiteHead, pages: Sequence[PageEvidence]) -> dict[str, str]:
    """Give what a site has beside its pages, for feed readers, programs and other sites: uri and text."""
    badges = {badge_uri(page.page.uri): draw_badge("runbook", page.state.value) for page in pages}
    return {
        FEED: feed_of(head, pages),
        RESULTS: results_of(head, pages),
        **badges,
        SITE_BADGE: draw_badge("how-to pages", site_state(pages).value),
    }


def feed_of(head: SiteHead, pages: Sequence[PageEvidence]) -> str:
    """Give the Atom feed of the pages that need a person, the last run first."""
    bad = [page for page in pages if page.state in _NEEDS_A_PERSON]
    return draw_feed(head, sorted(bad, key=lambda page: page.history[-1].started_at, reverse=True))


def results_of(head: SiteHead, pages: Sequence[PageEvidence]) -> str:
    """Give the text of `results.json`."""
    return json.dumps(site_as_json(head, in_order(pages)), indent=1) + "\n"


def site_state(pages: Sequence[PageEvidence]) -> State:
    """Give the state of the page that needs a person most."""
    return in_order(pages)[0].state if pages else State.NOT_RUN


def badge_uri(uri: str) -> str:
    """Where the badge of a page lies."""
    return f"{BADGES}/{uri.removesuffix('.md')}.svg"


def _digest(drawn: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(drawn).encode()).hexdigest()[:16]


def _as_plain_markdown(name: str) -> str:
    return "".join(f"&#{ord(char)};" if char in _SIGNS_OF_MARKDOWN else escape(char) for char in name)
