"""Where this reader answers otherwise than mldoc on purpose, each with its reason and how it is told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.read.logseq_blocks import RegionKind
from runner.read.logseq_regions import LIST_OPENING
from tests.read.logseq.mldoc import Places

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from runner.read.logseq_blocks import RawBlock
    from tests.read.logseq.mldoc import Code, Node

# Differences within one fence: the rest of the page is compared all the same.
IN_CODE = {
    "own-indentation": "Logseq trims lines left of the block's text and all lines in lists and quotes; the "
    "author's own indentation is kept, for the code is to run",
    "braces": "`{...}` behind the marks are settings of the fence, not its language",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page with both answers' material."""

    text: str
    lines: Sequence[str]
    blocks: Sequence[RawBlock]
    nodes: Sequence[Node]


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference that excuses the blocks in which it stands, up to the next that both answers begin.

    Attributes:
        places: The 1-based lines where it may show.
    """

    name: str
    reason: str
    places: Callable[[Page], Iterable[int]]


def _cut_fence(page: Page) -> Iterator[int]:
    return (region.start + 1 for block in page.blocks for region in block.regions if region.cut >= 0)


def _line_with(pattern: str, *, but: re.Pattern[str] | None = None) -> Callable[[Page], Iterator[int]]:
    """The lines that match."""
    wanted = re.compile(pattern)

    def places(page: Page) -> Iterator[int]:
        return (
            index
            for index, line in enumerate(page.lines, 1)
            if wanted.match(line) and not (but and but.match(line))
        )

    return places


def _region_with(kinds: Collection[RegionKind], pattern: str) -> Callable[[Page], Iterator[int]]:
    """The regions of these kinds with a line in which the pattern is found."""
    wanted = re.compile(pattern)

    def places(page: Page) -> Iterator[int]:
        return (
            region.start + 1
            for block in page.blocks
            for region in block.regions
            if region.kind in kinds and any(map(wanted.search, page.lines[region.start : region.end + 1]))
        )

    return places


def _rest_of_line(page: Page) -> list[int]:
    places = Places(page.text)
    closing = re.compile(r"(?:</\w+>|-->|\$\$|/>)[ \t]*\S")
    before, found = None, [index + 1 for index, line in enumerate(page.lines) if closing.search(line)]
    for name, _, start, _ in page.nodes:
        if before in _ENDS_IN_LINE and not places.at_line_start(start) and name != "Paragraph":
            found.append(places.line(start))
        before = name
    return found


_ENDS_IN_LINE = ("Raw_Html", "Displayed_Math", "Latex_Environment", "Hiccup")


def _hiccup(page: Page) -> Iterator[int]:
    places = Places(page.text)
    return (places.line(start) for name, _, start, _ in page.nodes if name == "Hiccup")


def _marker_at_end(page: Page) -> list[int]:
    ends = re.search(r"[A-Z-]{3,}$", page.text)
    return [page.text.count("\n") + 1] if ends else []


DIFFERENCES = (
    Difference(
        name="cut-fence",
        reason="mldoc gives up a fence in a list item at an empty line, an item or text at column 0; it is "
        "kept whole up to its closing mark, with a warning, for the author meant code",
        places=_cut_fence,
    ),
    Difference(
        name="malformed-item",
        reason="an item without text deeper in a list makes mldoc end that list behind its first line; the "
        "lines between stay in the list here",
        places=_line_with(r"[ \t]+(?:\d+\.|[*+][ \t])", but=LIST_OPENING),
    ),
    Difference(
        name="parenthesis-list",
        reason="`1)` makes a list as `1.` does: its items are steps",
        places=_line_with(r"[ \t]*\d+\)[ \t]+\S"),
    ),
    Difference(
        name="rest-of-line",
        reason="mldoc starts blocks, properties and fences in the middle of a line, behind what closes HTML "
        "or math; a block begins with its line here",
        places=_rest_of_line,
    ),
    Difference(
        name="math-inside",
        reason="math in a list or quote hides no fence here",
        places=_region_with((RegionKind.LIST, RegionKind.QUOTE), r"\$\$|\\begin\{"),
    ),
    Difference(
        name="quote-in-quote",
        reason="mldoc gives up some fences in a list or quote in a quote or `#+BEGIN_x`; they are kept here",
        places=_region_with(
            (RegionKind.QUOTE, RegionKind.CONTAINER), r"^[> \t-]*(?:[*+]|\d+\.)[ \t]|^[ \t]*>"
        ),
    ),
    Difference(
        name="directive",
        reason="Org's `#+NAME: value` is prose here; mldoc takes those behind properties for properties",
        places=_line_with(r"[ \t]*(?:-[ \t]+)?#\+[^: ]+:"),
    ),
    Difference(
        name="marker-at-end",
        reason="a task marker without a text is no marker; mldoc takes it for one where the page ends there",
        places=_marker_at_end,
    ),
    Difference(
        name="front-matter",
        reason="front matter ends at a line `---`; mldoc ends it at any `---`, in a table or a bullet too",
        places=lambda page: [1] if page.text.startswith("---") else [],
    ),
    Difference(
        name="hiccup",
        reason="HTML as Clojure vectors (`[:div ...]`) over several lines is prose here",
        places=_hiccup,
    ),
)


def difference_in_code(ours: Code, reference: Code) -> str | None:
    """The name of the difference between two fences: empty where there is none, None if it has no name."""
    if (ours.language, ours.text) == (reference.language, reference.text):
        return ""
    if ours.language != reference.language and not reference.language.startswith("{"):
        return None
    if _trimmed(ours.text) == _trimmed(reference.text):
        return "own-indentation" if ours.language == reference.language else "braces"
    return None


def _trimmed(text: str) -> list[str]:
    return [line.strip("> \t") for line in text.split("\n")]
