"""Contents in which no shape of a secret was found, known by their digests. Finds nothing itself.

A known secret is looked for anew each time; what is kept here may be removed at any time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from runner.publish.aging import without_ages
from runner.publish.digests import digest

if TYPE_CHECKING:
    from pathlib import Path


class _Clean(msgspec.Struct, frozen=True, kw_only=True):
    """The digest of the rules, and those of the contents."""

    rules: str
    clean: frozenset[str]


class Proven:
    """What was looked over before by the same rules.

    Those that nobody asked for again are forgotten when it is kept.
    """

    def __init__(self, file: Path, rules: str) -> None:
        self._file = file
        self._rules = rules
        self._before = _read(file, rules)
        self._now: set[str] = set()

    def has(self, digest: str) -> bool:
        """Whether the content of this digest was looked over."""
        known = digest in self._before or digest in self._now
        if known:
            self._now.add(digest)
        return known

    def add(self, digest: str) -> None:
        """Note that nothing was found in a content, by its digest."""
        self._now.add(digest)

    def keep(self) -> None:
        """Write it down.

        Raises:
            OSError: The file cannot be written.
        """
        self._file.write_bytes(msgspec.json.encode(_Clean(rules=self._rules, clean=frozenset(self._now))))


def _read(file: Path, rules: str) -> frozenset[str]:
    try:
        said = msgspec.json.decode(file.read_bytes(), type=_Clean)
    except (OSError, msgspec.MsgspecError):
        return frozenset()
    return said.clean if said.rules == rules else frozenset()


def content_digest(content: bytes) -> str:
    """Give the digest by which a content is known, whatever the ages on it."""
    return digest(without_ages(content))
