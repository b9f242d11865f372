"""Regular expressions that are compiled when they are first used. Knows none of them.

A module names the patterns that it may need; a page needs a few of them, and to compile them all took longer
than to run a short page.
"""

from __future__ import annotations

import re
from typing import AnyStr, cast


class _Regex:
    """Stands for a pattern; each method of it is looked up once."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        found = getattr(re.compile(self.pattern, self._flags), name)
        self.__dict__[name] = found
        return found


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, but a fault in the pattern shows when it is first used: for patterns of our own."""
    return cast("re.Pattern[AnyStr]", _Regex(pattern, flags))
