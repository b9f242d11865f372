"""The fenced code of a Logseq page, and what the reader refuses to guess about its fences.

Keeps the author's own text; gives no meaning to it.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from runner.outline import Fence, Finding, Level, Location
from runner.read.fences import split_info
from runner.read.logseq_blocks import CODE_KINDS, RegionKind
from runner.read.logseq_marks import LEADING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.read.logseq_blocks import RawBlock, Region, Scan

_FENCE = RegionKind.FENCE
_LONG_FENCE = "Logseq opens a fence with exactly three marks, so this one ends at the next mark; use three"
_CODE_SPAN = "Logseq opens a fence here that ends at line {}; write code within a line in single backticks"
_UNCLOSED = "this fence is never closed, so Logseq shows it as text; close it"
_ENDLESS = "this LaTeX environment is never closed, so Logseq takes in the rest of the page; close it"
_CUT = "Logseq ends the list item at line {}, before this fence is closed, and shows text; give it a bullet"
_SWALLOWED = "the fence opened at line {} takes in this bullet; close it before"
_REINDENTED = (
    "this line stands left of its block's text, so Logseq will change the code's indentation when it next "
    "saves the page; indent the fence by {} columns"
)


def read_code(region: Region, raw: RawBlock, lines: Sequence[str]) -> Fence:
    """Make the fence of a region, its code as the author indented it."""
    language, attributes = split_info(region.info)
    body = lines[region.start + 1 : region.end]
    if region.inside and region.inside is RegionKind.QUOTE:
        code = _unquoted(body, lines[region.start][: -len(region.info) - 3].count(">"))
    else:
        code = _dedented(body, _width(region, raw, lines))
    return Fence(
        language=language,
        attributes=attributes,
        code=f"{code}\n" if region.end > region.start + 1 else "",
        line=region.start + 1,
        end_line=region.end + 1,
    )


def _width(region: Region, raw: RawBlock, lines: Sequence[str]) -> int:
    """How many columns of the code are the page's: those of its marks, at most up to the block's text.

    In a list item its own column tells; `#+BEGIN_SRC` takes the first line's (Logseq does so too).
    """
    closing = lines[region.end]
    if region.kind is not _FENCE:
        first = lines[region.start + 1]
        return blank(first) if first.strip() else raw.column
    if region.inside:
        return min(len(lines[region.start]) - len(region.info) - 3, blank(closing))
    if region.start == raw.start and raw.indent >= 0:
        return min(raw.column, blank(closing))
    return min(raw.column, blank(closing), blank(lines[region.start]))


def blank(line: str) -> int:
    """How many white-space characters a line begins with."""
    return len(line) - len(line.lstrip(LEADING))


def _dedented(body: Sequence[str], width: int) -> str:
    text, margin = "\n".join(body), body[0][:width] if body else ""
    if len(margin) == width and not margin.strip(LEADING) and text.count(f"\n{margin}") == len(body) - 1:
        return text[len(margin) :].replace(f"\n{margin}", "\n")
    return "\n".join(line.lstrip(LEADING) if line[:width].strip(LEADING) else line[width:] for line in body)


def _unquoted(body: Sequence[str], depth: int) -> str:
    """Code of a quote so deep: some lines bear the marks and some not, so the code's own margin tells."""
    marks = re.compile(rf"[ \t]*(?:>[ \t]?){{0,{depth}}}")
    return textwrap.dedent("\n".join(marks.sub("", line, count=1) if ">" in line else line for line in body))


def find_faults(path: str, scan: Scan, lines: Sequence[str]) -> tuple[Finding, ...]:
    """Give what the reader of a page refuses to guess, in page order."""
    found = [(index, "unclosed-fence", _UNCLOSED) for index in scan.unclosed]
    found += [(index, "unclosed-latex", _ENDLESS) for index in scan.endless]
    findings = [_finding(path, index, code, message) for index, code, message in found]
    for raw in scan.blocks:
        for region in raw.regions:
            if region.kind in CODE_KINDS:
                findings += _region_faults(path, region, raw, lines)
    return tuple(sorted(findings, key=lambda finding: finding.location.line))


def _region_faults(path: str, region: Region, raw: RawBlock, lines: Sequence[str]) -> Iterator[Finding]:
    if region.cut >= 0:
        yield _finding(path, region.start, "cut-fence", _CUT.format(region.cut + 1), level=Level.WARNING)
    if region.kind is _FENCE:
        if region.info.startswith(("`", "~")):
            yield _finding(path, region.start, "long-fence", _LONG_FENCE)
        elif "```" in region.info:
            yield _finding(path, region.start, "code-span", _CODE_SPAN.format(region.end + 1))
        swallowed = _swallowed(region, raw, lines)
        if swallowed is not None:
            message = _SWALLOWED.format(region.start + 1)
            yield _finding(path, swallowed, "swallowed-bullet", message, level=Level.WARNING)
    index = _reindented(region, raw, lines)
    if index is not None:
        message = _REINDENTED.format(raw.column)
        yield _finding(path, index, "reindented-code", message, level=Level.WARNING)


def _swallowed(region: Region, raw: RawBlock, lines: Sequence[str]) -> int | None:
    body = lines[region.start + 1 : region.end]
    if not raw.bullet or "- " not in "\n".join(body):
        return None
    for index, line in enumerate(body, region.start + 1):
        if line.lstrip(LEADING).startswith("- ") and blank(line) <= raw.indent:
            return index
    return None


def _reindented(region: Region, raw: RawBlock, lines: Sequence[str]) -> int | None:
    """The first line of code left of the block's text, if the next save moves it against the other lines.

    Logseq writes a block's text at the block's column, and there a line that stood left of it has lost
    what it was indented.
    """
    column, width = raw.column, _width(region, raw, lines)
    if width >= column:
        return None
    places = [index for index in range(region.start + 1, region.end) if lines[index].strip()]
    lost = {min(max(blank(lines[index]) - width, 0), column - width) for index in places}
    left = (index for index in places if blank(lines[index]) < column)
    return next(left, None) if len(lost) > 1 else None


def _finding(path: str, index: int, code: str, message: str, *, level: Level = Level.ERROR) -> Finding:
    place = Location(path=path, line=index + 1, end_line=index + 1)
    return Finding(code=code, level=level, message=message, location=place)
