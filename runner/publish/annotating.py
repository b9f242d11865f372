"""Pages with their results: the text with its marks, and what is drawn at each. Writes nothing."""

from __future__ import annotations

import hashlib
import json
from html import escape
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.publish.drawing import SiteHead, draw_badge, draw_feed, draw_front, draw_page, in_order
from runner.publish.evidence import State
from runner.publish.marks import FRONT, mark_body, marks_of
from runner.publish.page_text import PageText, page_text
from runner.publish.place import BADGES
from runner.publish.summary import site_as_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runner.publish.evidence import PageEvidence
    from runner.publish.site_links import Links

FEED = "failures.atom"
RESULTS = "results.json"
SITE_BADGE = f"{BADGES}/site.svg"
_NEEDS_A_PERSON = (State.FAILED, State.BLOCKED, State.UNKNOWN)
_SIGNS_OF_MARKDOWN = frozenset("`*_[]{}()#|\\~^=$!")


class Annotated(Struct, frozen=True, kw_only=True):
    """A page as it is published.

    Attributes:
        drawn: From a mark's name to its HTML.
        results: How many marks the text has.
    """

    text: PageText
    drawn: Mapping[str, str]
    results: int


def annotated(evidence: PageEvidence, links: Links) -> Annotated:
    """Give a page with its results."""
    drawn = draw_page(evidence)
    marks = list(marks_of(evidence, _digest(drawn)))
    return Annotated(text=page_text(evidence.page, marks, links), drawn=drawn, results=len(marks))


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
