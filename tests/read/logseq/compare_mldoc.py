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
    from collections.abc import Iterable, Iterator, Sequence

    from runner.outline import Block
    from runner.read.logseq_blocks import RawBlock


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The first place where the two answers differ and no named difference tells why."""

    line: int
    what: str


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
        ours, reference = told_by_us(lines, raws), told_by_mldoc(nodes, text)
        found = self._first_disagreement(ours, reference)
        if found is None:
            return None
        page = Page(text=text, lines=lines, blocks=raws, nodes=nodes)
        for difference in DIFFERENCES:
            begins = difference.begins(page)
            if begins is not None and begins <= found.line:
                self.counts[difference.name] += 1
                return None
        return found

    def _first_disagreement(self, ours: list[Told], reference: list[Told]) -> Disagreement | None:
        for one, other in zip(ours, reference, strict=False):
            if (one.line, one.indent, one.level, one.marker) != (
                other.line,
                other.indent,
                other.level,
                other.marker,
            ):
                return Disagreement(min(one.line, other.line), f"block: ours {one}\n  mldoc {other}")
            if one.properties != other.properties and other.indent >= 0:
                return Disagreement(
                    _last(one, ours), f"properties: ours {one.properties}, mldoc {other.properties}"
                )
            if not self._codes_agree(one.codes, other.codes):
                return Disagreement(_last(one, ours), f"code: ours {one.codes}\n  mldoc {other.codes}")
            self.counts["blocks that agree"] += 1
        if len(ours) != len(reference):
            longer = ours if len(ours) > len(reference) else reference
            extra = longer[min(len(ours), len(reference))]
            return Disagreement(
                extra.line, f"block in {'ours' if longer is ours else 'mldoc'} alone: {extra}"
            )
        return None

    def _codes_agree(self, ours: list[Code], reference: list[Code]) -> bool:
        """Whether the fences are the same but for named differences, which are counted."""
        pairs = [sorted(codes, key=lambda code: code.inside) for codes in (ours, reference)]
        if len(ours) != len(reference):
            pairs[0] = [code for code in pairs[0] if not code.cut]
        names = [difference_in_code(*pair) for pair in zip(*pairs, strict=False)]
        if len(pairs[0]) != len(pairs[1]) or None in names:
            return False
        self.counts.update([name for name in names if name] + ["cut-fence"] * (len(ours) - len(reference)))
        self.counts["fences that agree"] += sum(name == "" for name in names)
        return True


def _last(block: Told, blocks: list[Told]) -> int:
    """The last line of a block: a difference within it may begin anywhere up to there."""
    behind = [other.line for other in blocks if other.line > block.line]
    return behind[0] - 1 if behind else sys.maxsize


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
    for name in ("pages", "pages that mldoc gives no answer for", "blocks that agree", "fences that agree"):
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
