"""Formulas of several lines, which an outline does not hold, and what a site cannot show. Renders nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runner.outline import Fence
from runner.patterns import regex
from runner.read.logseq_blocks import RegionKind
from runner.read.logseq_split import scan_lines

if TYPE_CHECKING:
    from runner.publish.inline_text import Scene
    from runner.publish.site import SitePage

_MAY_HIDE = regex(r"\$\$|\\begin\{|#\+BEGIN_(?:QUERY|EXPORT)", re.IGNORECASE)
_BEGIN = regex(r"[ \t]*(?:-[ \t]+)?#\+BEGIN_(QUERY|EXPORT)", re.IGNORECASE)
_LEFT_OUT = (
    "what stands between `#+BEGIN_{0}` and `#+END_{0}` is Logseq's own, so it is left out; "
    "write what it shows"
)


def hidden_parts(page: SitePage, scene: Scene) -> dict[int, list[Fence]]:
    """Give a page's formulas as code, by the line on which their block begins."""
    if not _MAY_HIDE.search(page.text):
        return {}
    found: dict[int, list[Fence]] = {}
    lines = page.text.split("\n")
    for raw in scan_lines(lines).blocks:
        for region in raw.regions:
            if region.kind is not RegionKind.HIDDEN:
                continue
            texts = [raw.text(lines, index, raw.column) for index in range(region.start, region.end + 1)]
            begin = _BEGIN.match(texts[0])
            if begin:
                scene.tell("left-out", _LEFT_OUT.format(begin[1].upper()), region.start + 1)
            elif texts[0].lstrip().startswith(("$$", "\\")):
                found.setdefault(raw.start + 1, []).append(
                    Fence(
                        language="latex",
                        attributes="",
                        code="\n".join(texts) + "\n",
                        line=region.start + 1,
                        end_line=region.end + 1,
                    )
                )
    return found
