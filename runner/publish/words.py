"""States, moments and spans of time in the words of a published page. Draws nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from runner.read.journals import MONTHS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

_MINUTE = 60
_LEAST_SECONDS = 0.1
_AGES = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


class Word(Struct, frozen=True, kw_only=True):
    """What a reader is told of a state: a word for a badge, and what it means for a page."""

    word: str
    meaning: str = ""


WORDS = {
    "passed": Word(word="Passed", meaning="what was checked is as the page says"),
    "failed": Word(word="Failed", meaning="what happened is not what the page says"),
    "blocked": Word(
        word="Blocked", meaning="the environment was not ready; nothing says that the page is wrong"
    ),
    "unverified": Word(
        word="Unverified", meaning="nothing that the page says was checked, so this is no proof that it works"
    ),
    "unknown": Word(word="Unknown", meaning="the last run did not come to its end"),
    "stale": Word(word="Stale", meaning="it passed, but that was before the last edit or too long ago"),
    "not-run": Word(word="Not run", meaning="no run of this page is recorded"),
    "no-steps": Word(word="No steps", meaning="there is nothing on this page to run"),
    "verified": Word(word="Verified"),
    "ran": Word(word="Ran"),
    "manual": Word(word="Manual"),
    "skipped": Word(word="Skipped"),
}
# Where a run took place, by the `host` of its record.
HOSTS = {
    "github": "GitHub Actions",
    "gitlab": "GitLab CI",
    "jenkins": "Jenkins",
    "circleci": "CircleCI",
    "buildkite": "Buildkite",
    "ci": "CI",
    "local": "a local machine",
}


def duration_in_words(seconds: float) -> str:
    """Give a span as a person says it: `12 ms`, `1.4 s`, `3 min 20 s`."""
    if seconds >= _MINUTE:
        return f"{int(seconds // _MINUTE)} min {int(seconds % _MINUTE)} s"
    return f"{seconds:.1f} s" if seconds >= _LEAST_SECONDS else f"{round(seconds * 1000)} ms"


def moment_in_words(moment: datetime) -> str:
    """Give a moment as `22 November 2026, 07:41 UTC`, whatever the machine's language."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment:%Y, %H:%M} UTC"


def age_in_words(age: timedelta) -> str:
    """Give an age in its largest whole unit: `3 days`, `1 hour`, `less than a minute`."""
    for seconds, unit in _AGES:
        count = int(age.total_seconds()) // seconds
        if count:
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return "less than a minute"


def effects_in_words(effects: Mapping[str, Sequence[str]]) -> list[tuple[str, list[str]]]:
    """Give what a step changed, as verbs with names; those without a name are left out.

    Args:
        effects: As `runbook-result/1` has them. Old records do not tell new files from changed ones.
    """
    created, removed = set(effects.get("created", ())), set(effects.get("removed", ()))
    verbs = dict.fromkeys(created, "created") | dict.fromkeys(removed, "removed")
    told: dict[str, list[str]] = {"exported": [*effects["env_set"]], "unset": [*effects["env_unset"]]}
    for verb in ("created", "changed", "removed"):
        told[verb] = [name for name in effects["files"] if verbs.get(name, "changed") == verb]
    return [(verb, names) for verb, names in told.items() if names]
