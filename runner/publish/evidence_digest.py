"""What tells whether the results of a page have to be drawn again. Draws nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from runner.publish.digests import digest_of_words, room_digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runner.publish.evidence import PageEvidence
    from runner.publish.site import SitePage


def evidence_digest(evidence: PageEvidence, linking: Iterable[SitePage] = ()) -> str:
    """Give the digest of all that a page's results are drawn from, the templates among it.

    The moment of the site is left out: ages are put in later.

    Args:
        evidence: The page's.
        linking: The pages that are drawn as linking to it.
    """
    page = evidence.page
    steps = [
        (
            step.id,
            step.title,
            step.path,
            step.line,
            step.sha256,
            item.edited,
            item.recorded and item.recorded["id"],
        )
        for item in evidence.steps
        for step in (item.step,)
    ]
    runs = [[run.started_at.isoformat(), run.verdict.value, run.duration] for run in evidence.history]
    passed = evidence.last_passed.isoformat() if evidence.last_passed else None
    about = [
        page.path,
        page.uri,
        page.title,
        page.outline.dialect.value,
        evidence.state.value,
        passed,
        steps,
        runs,
        evidence.result,
        [[other.title, other.uri] for other in linking],
    ]
    return digest_of_words(room_digest("publish"), page.text, json.dumps(about))[:16]
