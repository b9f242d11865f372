"""A changed page as a unified diff in styled lines. Changes and prints nothing."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING

from runner.report.lines import Line, Style, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

_STYLES = {"+": Style.GOOD, "-": Style.BAD, "@": Style.DIM}


def page_diff(path: str, before: str, after: str) -> Iterator[Line]:
    """Give the diff of a page's text; line ends are not told apart."""
    old, new = ([line.rstrip("\r") for line in text.split("\n")] for text in (before, after))
    for line in unified_diff(old, new, fromfile=path, tofile=f"{path} (accepted)", lineterm=""):
        yield Line(text=printable(line), style=_STYLES.get(line[:1], Style.PLAIN))
