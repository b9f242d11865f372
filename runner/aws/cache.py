"""The prompt cache: which prefix of a prompt was kept, which is kept now, and until when.

Counts and remembers; knows no JSON and reads no clock.
"""

from __future__ import annotations

import hashlib
import math
from threading import Lock
from typing import TYPE_CHECKING

from msgspec import Struct, field

from runner.aws.rules import Model, load_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from runner.aws.messages import Segment

Owner = tuple[str, str]


class Prefix(Struct, frozen=True, kw_only=True):
    """The prompt up to and with one block: its digest, its length and the mark that closes it, if any."""

    digest: bytes
    tokens: int
    ttl: str | None


class Kept(Struct, frozen=True, kw_only=True):
    """A prefix in the cache."""

    ttl: str
    until: datetime


class CacheUse(Struct, frozen=True, kw_only=True):
    """What one call read from the cache and wrote to it, in tokens; writes by their time to live."""

    read: int = 0
    written: dict[str, int] = field(default_factory=dict)

    @property
    def written_tokens(self) -> int:
        """All that was written."""
        return sum(self.written.values())


def prefixes(segments: Iterable[Segment]) -> tuple[Prefix, ...]:
    """Return the prefix that ends with each block."""
    found = []
    digest, characters = b"", 0.0
    for segment in segments:
        digest = hashlib.sha256(digest + segment.key.encode()).digest()
        characters += segment.characters
        ttl = segment.mark.ttl if segment.mark else None
        found.append(Prefix(digest=digest, tokens=count_tokens(characters), ttl=ttl))
    return tuple(found)


def count_tokens(characters: float) -> int:
    """Return about how many tokens a text of so many characters has."""
    return math.ceil(characters / load_rules().characters_per_token)


class PromptCache:
    """What is kept, for each owner: a region with the model id as the caller wrote it."""

    def __init__(self) -> None:
        self._kept: dict[Owner, dict[bytes, Kept]] = {}
        self._lock = Lock()

    def use(self, owner: Owner, prompt: Sequence[Prefix], model: Model, now: datetime) -> CacheUse:
        """Account for one call: read the longest kept prefix, write the rest up to the last mark.

        A mark below the model's minimum is passed over in silence, as the service does.
        """
        marks = [
            position
            for position, prefix in enumerate(prompt)
            if prefix.ttl and model.minimum_tokens is not None and prefix.tokens >= model.minimum_tokens
        ]
        with self._lock:
            kept = self._living(owner, now)
            hit = _longest(kept, prompt, marks)
            _renew(kept, prompt[: hit + 1], now)
            read = prompt[hit].tokens if hit >= 0 else 0
            return CacheUse(read=read, written=_write(kept, [prompt[m] for m in marks if m > hit], read, now))

    def _living(self, owner: Owner, now: datetime) -> dict[bytes, Kept]:
        kept = self._kept.get(owner, {})
        self._kept[owner] = {digest: entry for digest, entry in kept.items() if entry.until > now}
        return self._kept[owner]


def _longest(kept: dict[bytes, Kept], prompt: Sequence[Prefix], marks: Sequence[int]) -> int:
    # A mark finds what an earlier call kept at most so many blocks before it: a conversation's mark moves on.
    reach = load_rules().look_back
    seen = {position for mark in marks for position in range(max(0, mark - reach), mark + 1)}
    return max((position for position in seen if prompt[position].digest in kept), default=-1)


def _renew(kept: dict[bytes, Kept], prompt: Sequence[Prefix], now: datetime) -> None:
    # Whoever reads a prefix reads every shorter one in it. An entry keeps the time to live of its writing.
    for prefix in prompt:
        entry = kept.get(prefix.digest)
        if entry:
            kept[prefix.digest] = Kept(ttl=entry.ttl, until=now + load_rules().ttl[entry.ttl])


def _write(kept: dict[bytes, Kept], marked: Sequence[Prefix], read: int, now: datetime) -> dict[str, int]:
    written: dict[str, int] = {}
    done = read
    for prefix in marked:
        ttl = prefix.ttl or "5m"
        kept[prefix.digest] = Kept(ttl=ttl, until=now + load_rules().ttl[ttl])
        written[ttl] = written.get(ttl, 0) + prefix.tokens - done
        done = prefix.tokens
    return written
