"""Where the results of a page are drawn, and the ids by which what draws them finds them. Draws nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes

from runner.model import SectionKind
from runner.outline import Dialect
from runner.publish.evidence import State
from runner.publish.site import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.model import Step
    from runner.publish.evidence import PageEvidence, StepEvidence
    from runner.publish.site import SitePage

HEADER = "run"
FRONT = "front"


def marks_of(evidence: PageEvidence, digest: str, *, header: bool = True) -> Iterator[Mark]:
    """Give the mark of the page's run, then those of its steps.

    Args:
        evidence: The page's.
        digest: Of all that is drawn, so that an engine which knows pages by their text alone sees a change.
        header: Whether anything is drawn under the page's title.
    """
    uri = evidence.page.uri
    if header:
        yield Mark(line=0, body=mark_body(uri, HEADER, digest))
    for item in shown_steps(evidence):
        body = mark_body(uri, item.step.id, digest)
        yield Mark(line=item.step.end_line, body=body, path=item.step.path)


def has_header(evidence: PageEvidence, linked: Sequence[object]) -> bool:
    """Whether anything is drawn under a page's title, given what is known to link to it."""
    return bool(linked) or evidence.state is not State.NO_STEPS


def shown_steps(evidence: PageEvidence) -> list[StepEvidence]:
    """Give the steps that have a place on their page; none where the page never ran."""
    return [item for item in evidence.steps if evidence.result and stands_on(evidence.page, item.step)]


def stands_on(page: SitePage, step: Step) -> bool:
    """Whether a page shows a step: its own, and what an outline embeds; not those of pages that run first."""
    if step.path in ("", page.path):
        return True
    return page.outline.dialect is Dialect.LOGSEQ and step.section_kind is not SectionKind.PRECONDITIONS


def mark_body(uri: str, show: str, digest: str) -> str:
    """Give the text of one mark's fence.

    A file's name is quoted as in an address: what Markdown or a plugin would read in it is gone then.
    """
    return f"page: {quote(os.fsencode(uri))}\nshow: {show}\ndigest: {digest}"


def marked_page(quoted: str) -> str:
    """Give the uri that a mark names."""
    return os.fsdecode(unquote_to_bytes(quoted))
