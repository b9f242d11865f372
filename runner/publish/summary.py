"""A site's state as one JSON object, for other programs. Draws nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runner.publish.evidence import count_states

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runner.publish.drawing import SiteHead
    from runner.publish.evidence import PageEvidence

SCHEMA = "runbook-site/1"


def site_as_json(head: SiteHead, pages: Sequence[PageEvidence]) -> dict[str, Any]:
    """Give the object of `results.json`; a page's `uri` is that of its Markdown."""
    return {
        "schema": SCHEMA,
        "name": head.name,
        "built_at": head.built_at.isoformat(),
        "counts": count_states(pages),
        "pages": [_page(page) for page in pages],
    }


def _page(evidence: PageEvidence) -> dict[str, Any]:
    result = evidence.result
    return {
        "page": evidence.page.path,
        "uri": evidence.page.uri,
        "title": evidence.page.title,
        "state": evidence.state.value,
        "edited_steps": [item.step.id for item in evidence.edited],
        "last_passed": evidence.last_passed.isoformat() if evidence.last_passed else None,
        "last_run": None
        if result is None
        else {
            name: result[name]
            for name in ("verdict", "target", "started_at", "duration", "counts", "claims", "tool_version")
        },
    }
