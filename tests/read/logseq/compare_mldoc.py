"""Compare this reader with mldoc over generated outlines and folders of pages; `make compare-mldoc` runs it.

A disagreement that is no named difference ends the command with exit status 1, with the smallest page found.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random, SystemRandom
from typing import TYPE_CHECKING

from runner.outline import Fence
from runner.read.logseq import split_outline
from runner.read.logseq_split import scan_lines
from runner.read.source import with_plain_line_ends
from tests.read.logseq.differences import DIFFERENCES, IN_CODE, Page, difference_in_code
from tests.read.logseq.mldoc import Code, Mldoc, MldocError, Told, told_by_mldoc
from tests.read.logseq.outlines import awkward_page, realistic_page, tidy_page
from tests.read.logseq.reference import answer, load_reference

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from runner.outline import Block
    from runner.read.logseq_blocks import RawBlock


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The first place where the two answers differ and no named difference there tells why."""

    line: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Blocks of both answers from one that both begin up to the next such; `lines` are 1-based."""

    ours: list[Told]
    reference: list[Told]
    lines: range


def lines_of(text: str) -> list[str]:
    """The lines of a page as its reader gives them to the splitter."""
    lines = text.split("\n")
    return lines if lines[-1] else lines[:-1]


def told_by_us(lines: Sequence[str], raws: Sequence[RawBlock]) -> list[Told]:
    """Give a page's blocks as this reader tells them."""
    told = [Told(line=raw.start + 1, indent=raw.indent, level=raw.level, marker=raw.marker) for raw in raws]
    if not told or told[0].indent >= 0:
        told.insert(0, Told(line=1, indent=-1))
    split = split_outline("page.md", lines)
    owner: dict[int, tuple[Told, RawBlock]] = {}
    for own, raw in zip(told[len(told) - len(raws) :], raws, strict=True):
        owner.update(dict.fromkeys(range(raw.start + 1, raw.end + 2), (own, raw)))
    told[0].properties = tuple((item.name, str(item.value)) for item in split.properties)
    for block in _walk(split.blocks):
        _tell(block, owner)
    return told


def _tell(block: Block, owner: dict[int, tuple[Told, RawBlock]]) -> None:
    told, raw = owner[block.line]
    if block.properties and not told.properties:
        told.properties = tuple((item.name, str(item.value)) for item in block.properties)
    for part in block.parts:
        if isinstance(part, Fence):
            region = next(item for item in raw.regions if item.start + 1 == part.line)
            code = Code(
                language=part.language, text=part.code, inside=bool(region.inside), cut=region.cut >= 0
            )
            told.codes.append(code)


def _walk(blocks: Iterable[Block]) -> Iterator[Block]:
    pending = list(blocks)[::-1]
    while pending:
        block = pending.pop()
        yield block
        pending.extend(reversed(block.children))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


class Comparison:
    """Compares page by page and keeps the counts."""

    def __init__(self, mldoc: Mldoc) -> None:
        self.mldoc = mldoc
        self.counts: Counter[str] = Counter()

    def compare(self, text: str) -> Disagreement | None:
        """Compare one page; its lines end as this reader and mldoc both take them to."""
        text = with_plain_line_ends(text)
        self.counts["pages"] += 1
        try:
            nodes = self.mldoc.nodes(text)
        except MldocError:
            self.counts["pages that mldoc gives no answer for"] += 1
            return None
        lines = lines_of(text)
        raws = scan_lines(lines).blocks
        page = Page(text=text, lines=lines, blocks=raws, nodes=nodes)
        stretches = list(divided(told_by_us(lines, raws), told_by_mldoc(nodes, text)))
        known = named_places(page) if any(map(self._disagreement, stretches)) else {}
        for stretch in stretches:
            found = self._disagreement(stretch)
            if found is None:
                self.counts["blocks that agree"] += len(stretch.ours)
                self._count_codes(stretch)
                continue
            here = (name for name in known if any(line in stretch.lines for line in known[name]))
            name = next(here, None)
            if name is None:
                return found
            self.counts[name] += 1
            self.counts["blocks excused"] += len(stretch.ours)
        return None

    def _disagreement(self, stretch: Stretch) -> Disagreement | None:
        if len(stretch.ours) != 1 or len(stretch.reference) != 1:
            what = f"blocks: ours {stretch.ours}\n  mldoc {stretch.reference}"
            return Disagreement(stretch.lines.start, what)
        one, other = stretch.ours[0], stretch.reference[0]
        if one.properties != other.properties and other.indent >= 0:
            what = f"properties: ours {one.properties}, mldoc {other.properties}"
            return Disagreement(one.line, what)
        if names_in_code(one.codes, other.codes) is None:
            return Disagreement(one.line, f"code: ours {one.codes}\n  mldoc {other.codes}")
        return None

    def _count_codes(self, stretch: Stretch) -> None:
        names = names_in_code(stretch.ours[0].codes, stretch.reference[0].codes) or []
        self.counts.update(name for name in names if name)
        self.counts["fences that agree"] += names.count("")


def divided(ours: Sequence[Told], reference: Sequence[Told]) -> Iterator[Stretch]:
    """Divide a page where both answers begin the same block."""
    same = {head(block) for block in ours} & {head(block) for block in reference}
    parts = list(zip(_parted(ours, same), _parted(reference, same), strict=True))
    ends = [part[0][0].line for part in parts[1:]] + [sys.maxsize]
    for (one, other), end in zip(parts, ends, strict=True):
        start = one[0].line
        yield Stretch(ours=one, reference=other, lines=range(start, max(end, start + 1)))


def _parted(blocks: Sequence[Told], heads: Collection[tuple[object, ...]]) -> Iterator[list[Told]]:
    starts = [index for index, block in enumerate(blocks) if head(block) in heads]
    for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True):
        yield list(blocks[start:end])


def head(block: Told) -> tuple[object, ...]:
    """What tells a block from the others."""
    return block.line, block.indent, block.level, block.marker


def named_places(page: Page) -> dict[str, set[int]]:
    """The lines where each named difference may show."""
    return {difference.name: set(difference.places(page)) for difference in DIFFERENCES}


def names_in_code(ours: list[Code], reference: list[Code]) -> list[str] | None:
    """The named differences between a block's fences, empty where there is none; None if one has no name."""
    one, other = (sorted(codes, key=lambda code: code.inside) for codes in (ours, reference))
    if len(ours) != len(reference):
        one = [code for code in one if not code.cut]
    names = [difference_in_code(*pair) for pair in zip(one, other, strict=False)]
    if len(one) != len(other) or None in names:
        return None
    return [name or "" for name in names] + ["cut-fence"] * (len(ours) - len(reference))


def smallest(comparison: Comparison, text: str) -> str:
    """Take lines away as long as the two still disagree."""
    lines = text.split("\n")
    index = 0
    while index < len(lines):
        fewer = [*lines[:index], *lines[index + 1 :]]
        if comparison.compare("\n".join(fewer)) is not None:
            lines, index = fewer, 0
        else:
            index += 1
    return "\n".join(lines)


def generated(seed: int, count: int) -> Iterator[tuple[str, str]]:
    """Give named pages: for each of `count` an awkward, and by turns a tidy or a realistic one."""
    for number in range(count):
        random = Random(f"{seed}-{number}")
        yield f"seed {seed}, awkward page {number}", awkward_page(random)
        tidy = realistic_page(random, 2000) if number % 10 == 0 else tidy_page(random)
        yield f"seed {seed}, tidy page {number}", tidy


def in_folders(folders: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Give the Markdown pages in folders."""
    for folder in folders:
        for file in sorted(folder.rglob("*.md")):
            yield str(file), file.read_text(encoding="utf-8-sig", errors="replace")


def stale(mldoc: Mldoc) -> int:
    """Say which recorded answers mldoc gives no longer."""
    pages = [page.name for page in load_reference() if answer(mldoc, page.page) != page.told]
    for name in pages:
        say(f"reference.json: mldoc answers otherwise: {name}")
    return len(pages)


def report(counts: Counter[str], disagreements: int) -> None:
    """Say what was compared, the named differences with their reasons, and the disagreements left."""
    for name in (
        "pages",
        "pages that mldoc gives no answer for",
        "blocks that agree",
        "fences that agree",
        "blocks excused",
    ):
        say(f"{counts[name]:>9,} {name}")
    say("Differences on purpose:")
    for name, reason in [*((item.name, item.reason) for item in DIFFERENCES), *IN_CODE.items()]:
        say(f"{counts[name]:>9,} {name}: {reason}")
    say(f"{disagreements:>9,} other disagreements")


def main() -> int:
    """Compare; 0 where every disagreement is a named difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mldoc", type=Path, required=True, help="the folder with mldoc's node_modules")
    parser.add_argument("--seed", type=int, default=None, help="default: one of chance, which is printed")
    parser.add_argument("--pages", type=int, default=5000, help="how many pages of each kind to generate")
    parser.add_argument("--show", type=int, default=5, help="how many disagreements to print")
    parser.add_argument("folders", nargs="*", type=Path, help="folders of pages to compare as well")
    arguments = parser.parse_args()
    seed = SystemRandom().randrange(10**6) if arguments.seed is None else arguments.seed
    say(f"seed {seed}")
    disagreements = 0
    with Mldoc(arguments.mldoc) as mldoc:
        comparison = Comparison(mldoc)
        disagreements += stale(mldoc)
        for name, text in (*in_folders(arguments.folders), *generated(seed, arguments.pages)):
            found = comparison.compare(text)
            if found is None:
                continue
            disagreements += 1
            if disagreements <= arguments.show:
                page = smallest(Comparison(mldoc), with_plain_line_ends(text))
                say(f"{name}, line {found.line}:\n  {page!r}\n  {Comparison(mldoc).compare(page)}")
        report(comparison.counts, disagreements)
    return 1 if disagreements else 0


if __name__ == "__main__":
    sys.exit(main())
