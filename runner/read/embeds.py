"""Embedded blocks and pages of a graph put where they are embedded, and references shown by their text.

Reads other pages only for an outline that names them; changes none. What stands outside a graph, is missing
or goes in a circle stays as it is written, and is a finding.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from runner.model import SectionKind
from runner.outline import Block, Finding, Level, Location, Text
from runner.patterns import regex
from runner.read.graph import find_graph
from runner.read.outline import nest_headings
from runner.read.places import Places
from runner.read.sections import NUMBERED, heading_text
from runner.read.settings import NAMES
from runner.read.tree import moved, names_others, paragraph, rebuilt, walk
from runner.read.words import is_numbered, section_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runner.model import Procedure
    from runner.outline import Outline, Part
    from runner.read.graph import Target
    from runner.read.sections import Section

_CODE = r"(?P<ticks>`+)[^`].*?(?<!`)(?P=ticks)(?!`)"
_ID = r"\(\((?P<id>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\)\)"
EMBED = regex(
    rf"{_CODE}|\{{\{{embed\s+(?:{_ID}|\[\[(?P<page>[^\[\]\n]+)\]\])\s*\}}\}}", re.DOTALL | re.IGNORECASE
)
_REFERENCE = regex(rf"{_CODE}|\{{\{{embed[^}}]*\}}\}}|(?<!\]\(){_ID}", re.DOTALL | re.IGNORECASE)
# As deep as Logseq itself goes.
_DEEPEST = 5
_MOST_LINES = 20_000
_LEFT_OUT = (
    SectionKind.GOAL,
    SectionKind.PRECONDITIONS,
    SectionKind.CLEANUP,
    SectionKind.TROUBLESHOOTING,
    SectionKind.REFERENCES,
)
_OUTSIDE = (
    "the page lies in no Logseq graph, so what it embeds cannot be found; put it below a folder with "
    "`logseq/config.edn`, or write the steps here"
)
_MISSING = "the {} that this embeds does not exist; correct the embed, or write the steps here"
_CYCLE = "the {} that this embeds is one that the embed itself stands in; embed another block"
_DEPTH = (
    f"this is embedded more than {_DEEPEST} deep, where Logseq stops too; embed the {{}} where it is needed"
)
_SIZE = f"the page embeds more than {_MOST_LINES:,} lines; embed the blocks that it needs alone"
_SECTIONS = (
    "the page embedded here has sections that are no steps ({}), so they are left out; embed the block that "
    "holds its steps"
)
_SETTINGS = "the settings of an embedded page ({}) do not hold here; write them on this page"


class _Standing(Struct, frozen=True, kw_only=True):
    """What a block stands in.

    Attributes:
        file: The page on which it is written.
        within: The pages and blocks that it is part of, as file and id; a page's id is empty.
        depth: How many embeds lead to it.
        among_steps: Whether it stands under a heading whose fences run.
    """

    file: Path
    within: frozenset[tuple[Path, str]]
    depth: int = 0
    among_steps: bool = False


class Whole(Struct, frozen=True, kw_only=True):
    """An outline with what it embeds.

    Attributes:
        places: Which page each line is of.
        unread: The embeds that are left as written.
    """

    outline: Outline
    places: Places
    unread: tuple[Finding, ...] = ()

    def graded(self, running: Iterable[Section]) -> Iterator[Finding]:
        """Give the embeds left as written, as errors where steps run: one of them may be missing."""
        if not self.unread:
            return
        blocks = (block for section in running for block in walk(section.blocks))
        spans = [(part.line, part.end_line) for block in blocks for part in block.parts]
        for finding in self.unread:
            runs = any(first <= finding.location.line <= last for first, last in spans)
            yield replace(finding, level=Level.ERROR) if runs else finding

    def settled(self, procedure: Procedure) -> Procedure:
        """Give each line of the outline's procedure its page and its own number."""
        return self.places.settled(procedure)


def with_embeds(outline: Outline) -> Whole:
    """Put what an outline embeds in its place."""
    file = Path(outline.path).resolve()
    embedder = _Embedder(outline.path, file)
    blocks = embedder.expand(outline.blocks, _Standing(file=file, within=frozenset({(file, "")})))
    findings = (*outline.findings, *embedder.findings)
    return Whole(
        outline=replace(outline, blocks=blocks, findings=findings),
        places=embedder.places,
        unread=tuple(embedder.unread),
    )


class _Embedder:
    """Expands one outline; what it finds is in `findings`, `unread` and `places`."""

    def __init__(self, path: str, file: Path) -> None:
        self.places = Places()
        self.findings: list[Finding] = []
        self.unread: list[Finding] = []
        self._path = path
        self._file = file
        self._graph = find_graph(file)

    def expand(self, blocks: Iterable[Block], standing: _Standing) -> tuple[Block, ...]:
        return rebuilt(blocks, standing, enter=_enter, make=self._block)

    def _block(self, block: Block, children: tuple[Block, ...], standing: _Standing) -> tuple[Block, ...]:
        """A block that only embeds gives its place to what it embeds."""
        if not any(map(names_others, block.parts)):
            return (block if children == block.children else replace(block, children=children),)
        parts: list[Part] = []
        inner: list[Block] = []
        embeds = False
        for piece in (piece for part in block.parts for piece in self._pieces(part, standing)):
            if isinstance(piece, tuple):
                inner += piece
                embeds = True
            elif embeds:
                inner.append(paragraph(piece))
            else:
                parts.append(piece)
        inner += children
        bare = embeds and not parts and not block.level and not _expects(block)
        return tuple(inner) if bare else (replace(block, parts=tuple(parts), children=tuple(inner)),)

    def _pieces(self, part: Part, standing: _Standing) -> Iterator[Part | tuple[Block, ...]]:
        """A part cut at what it embeds."""
        if not isinstance(part, Text) or not names_others(part):
            yield part
            return
        start = 0
        for match in EMBED.finditer(part.text):
            line = part.line + part.text.count("\n", 0, match.start())
            blocks = None if match["ticks"] else self._embedded(match, line, standing)
            if blocks is not None:
                yield from self._text(part, start, match.start())
                yield blocks
                start = match.end()
        yield from self._text(part, start, len(part.text))

    def _text(self, part: Text, start: int, end: int) -> Iterator[Text]:
        piece = part.text[start:end]
        if start == 0 and end == len(part.text):
            yield replace(part, text=self._with_references(piece))
        elif piece.strip():
            start += len(piece) - len(piece.lstrip())
            line = part.line + part.text.count("\n", 0, start)
            text = piece.strip()
            yield Text(text=self._with_references(text), line=line, end_line=line + text.count("\n"))

    def _with_references(self, text: str, depth: int = 0) -> str:
        """Logseq shows a reference as its block's first line; one to a block that is missing, as written."""
        graph = self._graph
        if graph is None or "((" not in text or depth == _DEEPEST:
            return text

        def shown(match: re.Match[str]) -> str:
            target = graph.block(match["id"]) if match["id"] else None
            first = "" if target is None else _first_line(target.blocks[0])
            return self._with_references(first, depth + 1) if first else match[0]

        return _REFERENCE.sub(shown, text)

    def _embedded(self, match: re.Match[str], line: int, standing: _Standing) -> tuple[Block, ...] | None:
        """The blocks that take an embed's place, None where it is left as written."""
        target = self._target(match)
        problem = self._problem(match, target, standing)
        if target is None or problem[0]:
            self.unread.append(self._finding(line, *problem))
            return None
        return self._taken(target, line, standing)

    def _target(self, match: re.Match[str]) -> Target | None:
        if self._graph is None:
            return None
        return self._graph.block(match["id"]) if match["id"] else self._graph.whole(match["page"])

    def _problem(self, match: re.Match[str], target: Target | None, standing: _Standing) -> tuple[str, str]:
        """Why an embed is left as written, as the code and message of a finding; empty where it is not."""
        what = f"block `{match['id']}`" if match["id"] else f"page `{match['page']}`"
        if self._graph is None:
            return "embed-outside-graph", _OUTSIDE
        if target is None:
            return "missing-embed", _MISSING.format(what)
        if (target.file, target.id) in standing.within:
            return "embed-cycle", _CYCLE.format(what)
        if standing.depth == _DEEPEST:
            return "embed-depth", _DEPTH.format(what)
        if self.places.size + len(target.lines) > _MOST_LINES:
            return "embed-size", _SIZE
        return "", ""

    def _taken(self, target: Target, line: int, standing: _Standing) -> tuple[Block, ...]:
        path = "" if target.file == self._file else target.shown_from(self._path)
        by = self.places.add(path, target.lines, anchor=line)
        blocks = nest_headings(moved(target.blocks, by))
        if standing.among_steps:
            blocks = self._steps_alone(blocks, line)
        if path:
            self._tell_settings(target, line)
        self.findings += [
            replace(finding, location=replace(place, line=place.line + by, end_line=place.end_line + by))
            for finding in target.findings
            for place in (finding.location,)
        ]
        inside = replace(
            standing,
            file=target.file,
            within=standing.within | {(target.file, target.id)},
            depth=standing.depth + 1,
        )
        return self.expand(blocks, inside)

    def _steps_alone(self, blocks: tuple[Block, ...], line: int) -> tuple[Block, ...]:
        """Leave out the sections of an embedded page that are no steps: under a heading of steps all run."""
        left_out: list[str] = []

        def make(block: Block, children: tuple[Block, ...], _: None) -> tuple[Block, ...]:
            if block.level and section_kind(heading_text(block)) in _LEFT_OUT:
                left_out.append(heading_text(block))
                return ()
            return (replace(block, children=children),)

        kept = rebuilt(blocks, None, enter=lambda _, __: None, make=make)
        if left_out:
            message = _SECTIONS.format(", ".join(reversed(left_out)))
            self.findings.append(self._finding(line, "embed-sections", message))
        return kept

    def _tell_settings(self, target: Target, line: int) -> None:
        names = [f"`{item.name}`" for item in target.properties if item.name in NAMES]
        if names:
            message = _SETTINGS.format(", ".join(names))
            self.findings.append(self._finding(line, "embed-settings", message))

    def _finding(self, line: int, code: str, message: str) -> Finding:
        place = Location(path=self._path, line=line, end_line=line)
        return Finding(code=code, level=Level.WARNING, message=message, location=place)


def _enter(block: Block, standing: _Standing) -> _Standing:
    """What a block's children stand in; mostly what it stands in itself."""
    if not block.properties and (standing.among_steps or not block.level):
        return standing
    ids = frozenset(
        (standing.file, str(item.value).lower()) for item in block.properties if item.name == "id"
    )
    if block.level and not standing.among_steps:
        title = heading_text(block)
        standing = replace(standing, among_steps=is_numbered(title) or section_kind(title) in NUMBERED)
    return replace(standing, within=standing.within | ids) if ids else standing


def _expects(block: Block) -> bool:
    return any(item.name == "expect" for item in block.properties)


def _first_line(block: Block) -> str:
    first = next((part for part in block.parts if isinstance(part, Text)), None)
    return first.text.split("\n")[0].strip() if first else ""
