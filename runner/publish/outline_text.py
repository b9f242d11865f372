"""The blocks of a Logseq page to pieces of Markdown that Python-Markdown shows as a reader expects.

Reads no file, and puts in nothing of a page that is not published.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from runner.outline import Block, BlockKind, Fence, Html, Text
from runner.patterns import regex
from runner.publish.embedded import Embedding, embedding
from runner.publish.escapes import as_line, as_text, fence_lines
from runner.publish.hidden_parts import hidden_parts
from runner.publish.inline_marks import block_id
from runner.publish.inline_text import Scene, inline_markdown
from runner.publish.pieces import Piece, deeper
from runner.publish.shown_data import shown_data
from runner.publish.sibling_styles import bearings, leads
from runner.publish.tables import table_lines
from runner.read.embeds import EMBED
from runner.read.tree import names_others

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runner.outline import Part, Property
    from runner.publish.sibling_styles import Bearing

_DEEPEST_HEADING = 6
_MOST_LINES = 20_000
_RULES = ("---", "***", "___")
_PLANNED = regex(r"[ \t]*(?:SCHEDULED|DEADLINE): *<[^<>]*>[ \t]*$")
_BEGIN = regex(r"[ \t]*(?:-[ \t]+)?#\+BEGIN_(\w+)[ \t]*(.*)", re.IGNORECASE)
_COMMENT = regex(r"<!--(?:(?!-->|<!--).)*-->", re.DOTALL)
_QUOTE = "> "
_BREAK = "  "


class Standing(Struct, frozen=True, kw_only=True):
    """Where a block stands on the page that is made.

    Attributes:
        rank: The rank of the heading that it stands under.
        place: Which stretch it is of.
        within: The pages and blocks that it is part of, as uri and id; a page's id is empty.
        prose: Whether it stands straight under a heading.
    """

    scene: Scene
    prefix: str = ""
    rank: int = 1
    place: int = 0
    within: frozenset[tuple[str, str]] = frozenset()
    depth: int = 0
    prose: bool = True


class _Siblings(Struct, frozen=True, kw_only=True):
    """Blocks that are still to be made."""

    blocks: Sequence[Block]
    standing: Standing


class _One(Struct, frozen=True, kw_only=True):
    block: Block
    lead: str
    standing: Standing


_Step = Piece | _Siblings | _One


class OutlineText(Struct, kw_only=True):
    """Makes the pieces of one page.

    Attributes:
        places: The path of each stretch; the first is the page's own.
    """

    places: list[str] = field(default_factory=lambda: [""])
    _bearings: dict[int, Bearing] = field(default_factory=dict)
    _hidden: dict[str, dict[int, list[Fence]]] = field(default_factory=dict)
    _lines: dict[str, list[str]] = field(default_factory=dict)
    _anchors: set[str] = field(default_factory=set)
    _embedded: int = 0

    def pieces(self, blocks: Sequence[Block], standing: Standing) -> list[Piece]:
        """Make blocks and all that stands under them, as deep as they may nest."""
        made: list[Piece] = []
        pending: list[Iterator[_Step]] = [iter((_Siblings(blocks=blocks, standing=standing),))]
        while pending:
            step = next(pending[-1], None)
            match step:
                case None:
                    pending.pop()
                case Piece():
                    made.append(step)
                case _Siblings():
                    pending.append(self._each(step.blocks, step.standing))
                case _One():
                    pending.append(self._block(step.block, step.lead, step.standing))
        return made

    def _each(self, blocks: Sequence[Block], standing: Standing) -> Iterator[_Step]:
        if blocks and id(blocks[0]) not in self._bearings:
            self._bearings |= bearings(blocks)
        lines = self._source(standing)
        for block, lead in zip(
            blocks, leads(blocks, self._bearings, lines, prose=standing.prose), strict=True
        ):
            yield _One(block=block, lead=lead, standing=standing)

    def _source(self, standing: Standing) -> list[str]:
        page = standing.scene.source
        if page.uri not in self._lines:
            self._lines[page.uri] = page.text.split("\n")
        return self._lines[page.uri]

    def _block(self, block: Block, lead: str, standing: Standing) -> Iterator[_Step]:
        if identifier := block_id(block):
            standing = replace(standing, within=standing.within | {(standing.scene.source.uri, identifier)})
        match block.kind:
            case BlockKind.HEADING:
                yield from self._heading(block, standing)
            case BlockKind.QUOTE:
                yield from self._quote(block, standing)
            case BlockKind.TABLE:
                yield self._table(block, standing)
            case _:
                yield from self._item(block, lead, standing)

    def _heading(self, block: Block, standing: Standing) -> Iterator[_Step]:
        """A heading's own first line; what else the block holds is the body."""
        rank = min(standing.rank + 1, _DEEPEST_HEADING)
        first = block.parts[0] if block.parts else None
        title, rest = _first_line(first) if isinstance(first, Text) else ("", None)
        label = " ".join(inline_markdown(title, block.line, standing.scene).split())
        marker = f"{block.marker} " if block.marker else ""
        shown = f"{'#' * rank} {self._anchor(block, standing)}{marker}{label}"
        yield _piece(standing, (shown,), (block.line, block.line))
        parts = (*((rest,) if rest else ()), *block.parts[isinstance(first, Text) :])
        under = replace(standing, rank=rank, prose=True)
        yield from self._content(replace(block, parts=parts), "", under, anchored=True)
        yield _Siblings(blocks=block.children, standing=under)

    def _item(self, block: Block, lead: str, standing: Standing) -> Iterator[_Step]:
        """An item or paragraph; code that has a bullet of its own stands in what the bullet stands in."""
        parts = self._parts(block, standing)
        led = lead if parts and _is_prose(parts[0]) else ""
        prose = standing.prose and self._bearings[id(block)].heading
        inside = standing
        if led or prose != standing.prose:
            prefix = deeper(standing.prefix) if led else standing.prefix
            inside = replace(standing, prefix=prefix, prose=prose)
        yield from self._content(block, led, inside)
        yield _Siblings(blocks=block.children, standing=inside)

    def _quote(self, block: Block, standing: Standing) -> Iterator[_Step]:
        lines = self._source(standing)
        opening = _BEGIN.match(lines[block.line - 1]) if block.line <= len(lines) else None
        if opening is None:
            inside = replace(standing, prefix=standing.prefix + _QUOTE, prose=False)
        else:
            name = opening[1].lower()
            kind = shown_data().admonitions.get(name, "note")
            title = as_text(opening[2].strip()).replace('"', "&quot;")
            shown = f' "{title}"' if title else ' ""' if name == "quote" else ""
            yield _piece(standing, (f"!!! {kind}{shown}",), (block.line, block.line))
            inside = replace(standing, prefix=deeper(standing.prefix), prose=False)
        yield from self._content(block, "", inside)
        yield _Siblings(blocks=block.children, standing=inside)

    def _table(self, block: Block, standing: Standing) -> Piece:
        rows = [part for part in block.parts if isinstance(part, Text)]
        source = self._source(standing)[block.line - 1 : block.end_line]
        return _piece(standing, table_lines(rows, source, standing.scene), (block.line, block.end_line))

    def _parts(self, block: Block, standing: Standing) -> tuple[Part, ...]:
        """A block's parts, and the formulas that stand between them."""
        page = standing.scene.source
        if page.uri not in self._hidden:
            self._hidden[page.uri] = hidden_parts(page, standing.scene)
        formulas = self._hidden[page.uri].get(block.line, []) if self._hidden[page.uri] else []
        return (
            tuple(sorted((*block.parts, *formulas), key=lambda part: part.line)) if formulas else block.parts
        )

    def _content(
        self, block: Block, lead: str, standing: Standing, *, anchored: bool = False
    ) -> Iterator[_Step]:
        """What a block itself holds: its text, its properties, its code."""
        anchor = "" if anchored else self._anchor(block, standing)
        shown = [item for item in block.properties if shown_data().is_shown(item.name)]
        parts = self._parts(block, standing)
        if anchor and not (parts and _is_prose(parts[0])):
            yield _piece(standing, (anchor,), (block.line, block.line))
            anchor = ""
        for index, part in enumerate(parts):
            if index == 1 or (index == 0 and not _is_prose(part)):
                yield from _properties(shown, standing)
                shown = []
            yield from self._part(part, anchor, lead, standing)
            anchor = lead = ""
        yield from _properties(shown, standing)

    def _part(self, part: Part, anchor: str, lead: str, standing: Standing) -> Iterator[_Step]:
        span = (part.line, part.end_line)
        match part:
            case Fence():
                yield _piece(standing, fence_lines(part.language, part.code), span)
            case Html():
                markup = _markup(part)
                if markup:
                    yield _piece(standing, fence_lines("html", markup), span)
            case Text():
                for piece in self._cut(part, standing):
                    if isinstance(piece, Text):
                        made = list(_paragraphs(piece, anchor, lead, standing))
                        yield from made
                        anchor, lead = ("", "") if made else (anchor, lead)
                    else:
                        yield from piece

    def _cut(self, part: Text, standing: Standing) -> Iterator[Text | list[_Step]]:
        """A text cut at what it embeds."""
        if not names_others(part):
            yield part
            return
        start = 0
        for match in EMBED.finditer(part.text):
            line = part.line + part.text.count("\n", 0, match.start())
            found = None if match["ticks"] else self._embedding(match, line, standing)
            if found is not None:
                yield from _stretch(part, start, match.start())
                yield self._container(found, line, standing)
                start = match.end()
        yield from _stretch(part, start, len(part.text))

    def _embedding(self, match: re.Match[str], line: int, standing: Standing) -> Embedding | None:
        found = embedding(match, line, standing.scene, within=standing.within, depth=standing.depth)
        if found is not None and self._embedded + found.size > _MOST_LINES:
            standing.scene.tell("embed-size", f"the page embeds more than {_MOST_LINES:,} lines", line)
            return None
        self._embedded += found.size if found else 0
        return found

    def _container(self, found: Embedding, line: int, standing: Standing) -> list[_Step]:
        """What is embedded, in a note that links to where it is written."""
        self.places.append(found.page.path)
        title = standing.scene.link(as_text(found.page.title), found.page, found.id).replace('"', "&quot;")
        scene = replace(standing.scene, source=found.page, quiet=True)
        inside = replace(
            standing,
            scene=scene,
            prefix=deeper(standing.prefix),
            place=len(self.places) - 1,
            within=standing.within | {(found.page.uri, found.id)},
            depth=standing.depth + 1,
            prose=True,
        )
        opening = _piece(standing, (f'!!! quote "{title}"',), (line, line))
        return [opening, _Siblings(blocks=found.blocks, standing=inside)]

    def _anchor(self, block: Block, standing: Standing) -> str:
        """The place that references to a block lead to: on its own page, once."""
        identifier = block_id(block)
        if not identifier or standing.depth or identifier in self._anchors:
            return ""
        self._anchors.add(identifier)
        return f'<span id="{identifier}"></span>'


def _piece(standing: Standing, lines: Iterable[str], span: tuple[int, int], lead: str = "") -> Piece:
    return Piece(
        prefix=standing.prefix,
        lines=tuple(lines),
        lead=lead,
        place=standing.place,
        first=span[0],
        last=span[1],
    )


def _is_prose(part: Part) -> bool:
    """Whether a part is text with more than an embed at its start."""
    if not isinstance(part, Text):
        return False
    embed = EMBED.match(part.text) if names_others(part) else None
    return embed is None or bool(embed["ticks"])


def _markup(part: Html) -> str:
    """What a reader is shown of HTML: all but comments, as code."""
    first, _, rest = _COMMENT.sub("", part.text).partition("\n")
    return f"{first}\n{textwrap.dedent(rest)}".strip()


def _first_line(part: Text) -> tuple[str, Text | None]:
    title, _, rest = part.text.partition("\n")
    if not rest.strip():
        return title, None
    return title, Text(text=rest, line=part.line + 1, end_line=part.end_line)


def _stretch(part: Text, start: int, end: int) -> Iterator[Text]:
    piece = part.text[start:end]
    if piece.strip():
        start += len(piece) - len(piece.lstrip())
        line = part.line + part.text.count("\n", 0, start)
        text = piece.strip()
        yield Text(text=text, line=line, end_line=line + text.count("\n"))


def _paragraphs(part: Text, anchor: str, lead: str, standing: Standing) -> Iterator[Piece]:
    """A text's paragraphs; each line is one for the reader too, as Logseq shows it."""
    gathered: list[str] = []
    lines = part.text.split("\n")
    for offset, line in enumerate([*lines, ""]):
        if line.strip() and not _PLANNED.match(line):
            gathered.append(line.strip())
        elif gathered and (not line.strip() or offset == len(lines)):
            first = part.line + offset - len(gathered)
            yield _paragraph(gathered, anchor, (first, part.line + offset - 1), lead, standing)
            anchor = lead = ""
            gathered = []


def _paragraph(lines: list[str], anchor: str, span: tuple[int, int], lead: str, standing: Standing) -> Piece:
    if len(lines) == 1 and lines[0] in _RULES:
        # With `---` an item would be a rule as a whole, bullet and all.
        return _piece(standing, ("***",), span, lead)
    made = inline_markdown("\n".join(lines), span[0], standing.scene)
    shown = [as_line(line.strip()) for line in made.split("\n") if line.strip()] or [""]
    shown[0] = anchor + shown[0]
    return _piece(standing, [line + _BREAK for line in shown[:-1]] + shown[-1:], span, lead)


def _properties(items: Sequence[Property], standing: Standing) -> Iterator[Piece]:
    if not items:
        return
    made = [
        f"*{as_text(item.name)}:* {inline_markdown(str(item.value), item.line, standing.scene)}"
        for item in items
    ]
    span = (items[0].line, items[0].line)
    yield _piece(standing, [line + _BREAK for line in made[:-1]] + made[-1:], span)
