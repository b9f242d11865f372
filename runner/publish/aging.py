"""The ages on a page, put in when all else of it is made: what is drawn does not change by the minute.

It finds the places that a template left for them, and knows of no run.
"""

from __future__ import annotations

from datetime import UTC, datetime

from runner.patterns import regex
from runner.publish.words import age_in_words

# Nothing but what `age_in_words` says, so that no other text can pass for an age.
_OLD_AGE = regex(
    rb'(<span class="rb-age" data-began="[^"<>]*">)(?:\d+ (?:day|hour|minute)s?|less than a minute)</span>'
)
_AGE = regex(r'(<span class="rb-age" data-began="([^"]*)">)[^<]*(</span>)')


def with_ages(html: str, now: datetime | None = None) -> str:
    """Give HTML with the ages that its runs have now, or at another moment."""
    moment = now or datetime.now(UTC)
    return _AGE.sub(lambda match: f"{match[1]}{_age(match[2], moment)}{match[3]}", html)


def without_ages(html: bytes) -> bytes:
    """Give HTML as it is at any moment."""
    return _OLD_AGE.sub(rb"\1</span>", html)


def _age(began: str, now: datetime) -> str:
    """The age in words; nothing for what no template of ours wrote."""
    try:
        return age_in_words(now - datetime.fromisoformat(began))
    except (ValueError, TypeError):
        return ""
