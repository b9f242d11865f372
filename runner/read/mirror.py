"""Pages of the Markdown mirror that Logseq writes of a database graph. They are read and never written.

A mirror's pages are outlines whose properties are list items (`* key:: value`), long values on bullets below.
Source: Logseq's docs, "Logseq Markdown Syntax" and the decision record on the mirror, read 2026-11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.patterns import regex
from runner.read.graph_root import graph_root, is_mirror_root

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PROPERTY = regex(r"([ \t]*)\*[ \t]+([^\s:]+::(?:[ \t].*)?)$")
_VALUE = regex(r"[ \t]*-(?:[ \t]+(.*))?$")
_FENCE = regex(r"[ \t]*(?:-[ \t]+)?(?:```|~~~)")


def is_mirrored(page: Path) -> bool:
    """Whether Logseq writes a page itself, so that nothing else may write it."""
    root = graph_root(page)
    return root is not None and is_mirror_root(root)


def as_outline(lines: Sequence[str]) -> list[str]:
    """Give a mirror's lines with properties as outlines write them; each line keeps its number."""
    shown: list[str] = []
    indent, name, in_fence = -1, "", False
    for line in lines:
        in_fence ^= bool(_FENCE.match(line))
        match = None if in_fence else _PROPERTY.match(line)
        value = _VALUE.match(line) if name and _width(line) > indent else None
        if match:
            indent, name = len(match[1]), match[2].partition("::")[0]
            shown.append(match[1] + match[2])
        elif value and not in_fence:
            shown.append(f"{' ' * indent}{name}:: {value[1] or ''}")
        else:
            name = name if name and _width(line) > indent else ""
            shown.append(line)
    return shown


def _width(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
