"""What the page advises for failures: rows of symptom and remedy. Matches nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from runner.model import Remedy, SectionKind
from runner.outline import Block, BlockKind, Fence, Text
from runner.read.inline import plain, read_sentences
from runner.read.remedy_forms import (
    bare_symptom,
    column_kind,
    conditional,
    is_mixed,
    label_of,
    leads_to_remedy,
    may_advise,
    names_symptom,
    row_of,
    sounds_wrong,
)
from runner.read.sections import heading_text
from runner.read.units import read_units
from runner.read.words import section_kind, without_number, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runner.outline import Part
    from runner.read.sections import Section

_ENDS = (".", "!", "?", ":", ";")


class _Draft(Struct):
    """A row whose remedy may go on; one that is no row takes up what belongs to it all the same.

    Attributes:
        goes_on: Whether the paragraphs and lists behind it are its remedy.
    """

    symptom: str
    line: int
    texts: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    goes_on: bool = False
    counts: bool = True

    @property
    def waits(self) -> bool:
        """Whether what stands behind the row is still its remedy."""
        return self.goes_on or (bool(self.texts) and self.texts[-1].endswith(":") and not self.code)

    def take(self, parts: Iterable[Part]) -> None:
        """Add parts to the remedy; an output shown before any of it belongs to the symptom."""
        for part in parts:
            if isinstance(part, Text):
                self.say(part.text)
            elif isinstance(part, Fence):
                self._take_fence(part)

    def say(self, text: str) -> None:
        """Add a text to the remedy; a cause is none."""
        kind, rest = label_of(text)
        shown = plain(rest if kind == "remedy" else text)
        if shown and kind != "cause":
            self.texts.append(shown)

    def _take_fence(self, fence: Fence) -> None:
        shows = words().output | words().error
        if fence.language.lower() in shows and not self.texts and not self.code:
            first = next((line.strip() for line in fence.code.split("\n") if line.strip()), "")
            self.symptom += f" `{first}`" if first and "`" not in first else ""
        else:
            self.code.append(fence.code.rstrip("\n"))

    def row(self) -> Remedy:
        """The row as it was read."""
        ended = [text if text.endswith(_ENDS) else f"{text}." for text in self.texts[:-1]]
        remedy = " ".join((*ended, *self.texts[-1:]))
        # A remedy that is nothing but a fence is told by it.
        told = remedy or (self.code[0] if self.code else "")
        return Remedy(symptom=self.symptom, remedy=told, line=self.line, code=tuple(self.code))


class _Rows:
    """The rows of a section so far, and the one that is open."""

    def __init__(self, *, mixed: bool) -> None:
        self.drafts: list[_Draft] = []
        self._mixed = mixed
        self._open: _Draft | None = None

    def begin(self, symptom: str, line: int, *, goes_on: bool = False, counts: bool = True) -> _Draft:
        """Begin a row; a text that is no symptom begins one that counts for nothing."""
        counts = counts and not (self._mixed and not sounds_wrong(symptom))
        draft = _Draft(symptom=symptom, line=line, goes_on=goes_on, counts=counts)
        self.drafts.append(draft)
        self._open = draft
        return draft

    def close(self) -> None:
        """End the open row."""
        self._open = None

    def take(self, block: Block) -> Iterable[Block]:
        """Take a block; gives the blocks under it that are still to be taken."""
        if block.kind is BlockKind.TABLE:
            self._take_table(block)
            return ()
        if block.kind is BlockKind.HEADING:
            return self._take_heading(block)
        text = _text_of(block)
        if text is None:
            return self._take_bare(block)
        taken = [self._take_line(part, block) for part in _labelled_lines(text)]
        if True not in taken:
            self._follow(block)
        return ()

    def _take_heading(self, block: Block) -> Iterable[Block]:
        self.close()
        title = without_number(heading_text(block))
        if section_kind(title) not in (SectionKind.OTHER, SectionKind.TROUBLESHOOTING):
            return ()
        kind, rest = label_of(title)
        telling = (child for child in block.children if child.children or _text_of(child) is not None)
        first = next(telling, None)
        if kind == "other" or not names_symptom(title) or (first is not None and _is_row(first)):
            return block.children
        draft = self.begin(bare_symptom(rest if kind == "symptom" else title), block.line)
        draft.take((*block.parts[1:], *_body(block.children)))
        self.close()
        return ()

    def _take_bare(self, block: Block) -> Iterable[Block]:
        """A block without text of its own: a fence belongs to the open row, anything else is looked into."""
        if self._open is not None and any(isinstance(part, Fence) for part in block.parts):
            self._open.take(block.parts)
        return block.children

    def _take_line(self, text: Text, block: Block) -> bool:
        kind, rest = label_of(text.text)
        body = (*(part for part in block.parts if part is not text and part.line > text.line),)
        if kind == "symptom" and rest:
            told = bare_symptom(rest)
            self.begin(told, text.line, counts=names_symptom(rest), goes_on=True).take(
                (*body, *_body(block.children))
            )
            return True
        if kind in ("remedy", "cause"):
            if self._open is not None and kind == "remedy":
                self._open.take((text, *body, *_body(block.children)))
            return True
        return kind != "other" and self._take_row(text, block, body)

    def _take_row(self, text: Text, block: Block, body: tuple[Part, ...]) -> bool:
        if self._take_sentences(text):
            if self._open is not None:
                self._open.take((*body, *_body(block.children)))
            return True
        has_body = bool(block.children or any(isinstance(part, Fence) for part in body))
        symptom, remedy = _row(text.text, has_body=has_body)
        if not symptom:
            return False
        draft = self.begin(bare_symptom(symptom), text.line, goes_on=not (remedy or has_body))
        draft.take((*([Text(text=remedy, line=text.line, end_line=text.end_line)] if remedy else ()), *body))
        draft.take(_body(block.children))
        return True

    def _take_sentences(self, text: Text) -> bool:
        begun = False
        for form, line in _conditionals(text, behind_step=False):
            if form is not None:
                self.begin(form[0], line).say(form[1])
                begun = True
        return begun

    def _follow(self, block: Block) -> None:
        """What is no row goes on with the open one, if that has nothing else to say."""
        if self._open is not None and self._open.waits:
            self._open.take((*block.parts, *_body(block.children)))
        elif block.kind is BlockKind.PARAGRAPH:
            self.close()

    def _take_table(self, block: Block) -> None:
        head, *rows = [part for part in block.parts if isinstance(part, Text)]
        columns = [column_kind(cell) for cell in _cells(head.text)]
        at_symptom = columns.index("symptom") if "symptom" in columns else 0
        fixes = [index for index, kind in enumerate(columns) if kind == "remedy"] or [len(columns) - 1]
        known = "symptom" in columns or "remedy" in columns
        if not known and len(columns) != 2:  # noqa: PLR2004 - of more columns nobody knows which
            return
        for row in rows:
            cells = _cells(row.text)
            symptom = cells[at_symptom] if at_symptom < len(cells) else ""
            draft = self.begin(bare_symptom(symptom), row.line)
            remedies = (cells[index] for index in fixes if index < len(cells) and index != at_symptom)
            draft.texts += [plain(cell) for cell in remedies if cell]
        self.close()


def read_remedies(section: Section) -> Iterator[Remedy]:
    """Give the rows of a section of Troubleshooting in page order, those without a remedy too."""
    rows = _Rows(mixed=is_mixed(section.title))
    pending = list(section.blocks)[::-1]
    while pending:
        pending += reversed(tuple(rows.take(pending.pop())))
    return (draft.row() for draft in rows.drafts if draft.counts)


def read_step_advice(texts: Iterable[Text]) -> Iterator[Remedy]:
    """Give what the prose right behind a step advises for its failure."""
    for text in texts:
        draft: _Draft | None = None
        for form, line in _conditionals(text, behind_step=True):
            if form is None:
                continue
            draft = _Draft(symptom=form[0], line=line, texts=[plain(form[1])])
            yield draft.row()


def stands_aside(text: Text) -> bool:
    """Whether a text is a note, or says only what to do about a failure, so that it introduces nothing."""
    if words().note.match(plain(text.text).lower()):
        return True
    found = read_sentences(text.text, line=text.line)
    return bool(found) and all(
        not sentence.introduces and conditional(sentence.text, behind_step=True) for sentence in found
    )


def _conditionals(text: Text, *, behind_step: bool) -> Iterator[tuple[tuple[str, str] | None, int]]:
    """For each sentence its symptom and remedy with its line; a remedy goes on to the next condition."""
    if not may_advise(text.text):
        return
    found: list[tuple[list[str], int]] = []
    for sentence in read_sentences(text.text, line=text.line):
        leads = sentence.introduces and behind_step
        form = None if leads else conditional(sentence.text, behind_step=behind_step)
        if form is not None:
            found.append(([form.symptom, form.remedy], sentence.line))
        elif found and not behind_step:
            found[-1][0][1] += f" {sentence.text}"
    yield from (((symptom, remedy), line) for (symptom, remedy), line in found)


def _row(text: str, *, has_body: bool) -> tuple[str, str]:
    """The symptom and the remedy of a text, nothing where it is no row."""
    form = row_of(text)
    if form is not None and form.symptom:
        return form.symptom, form.remedy
    if not has_body:
        return "", ""
    lead = leads_to_remedy(text)
    return lead or (text if names_symptom(text) and sounds_wrong(plain(text)) else ""), ""


def _is_row(block: Block) -> bool:
    """Whether a block under a heading is a row or the label of one, so that the heading only groups."""
    if block.kind in (BlockKind.TABLE, BlockKind.HEADING):
        return True
    text = _text_of(block)
    if text is None:
        return any(child.kind is BlockKind.TABLE for child in block.children)
    kind = label_of(text.text)[0]
    if kind:
        return kind == "symptom"
    if any(form for form, _ in _conditionals(text, behind_step=True)):
        return True
    return bool(leads_to_remedy(text.text)) or _is_plain_row(text.text)


def _text_of(block: Block) -> Text | None:
    return next((part for part in block.parts if isinstance(part, Text)), None)


def _is_plain_row(text: str) -> bool:
    form = row_of(text)
    return form is not None and bool(form.remedy) and sounds_wrong(plain(form.symptom))


def _labelled_lines(text: Text) -> list[Text]:
    """A text by its lines where more than one is labelled, as a question and its answer are."""
    lines = text.text.split("\n")
    if sum(bool(label_of(line)[0]) for line in lines) < 2:  # noqa: PLR2004 - one is the text's own
        return [text]
    return [
        Text(text=line, line=text.line + index, end_line=text.line + index)
        for index, line in enumerate(lines)
        if line.strip()
    ]


def _body(blocks: Iterable[Block]) -> Iterator[Part]:
    return (unit.part for unit in read_units(blocks))


def _cells(row: str) -> list[str]:
    """The cells of a table's row; a bar in code divides nothing."""
    cells, inside = [""], False
    for piece in row.split(" | "):
        cells[-1] += f" | {piece}" if inside else piece
        inside = cells[-1].count("`") % 2 == 1
        if not inside:
            cells.append("")
    return [cell.strip() for cell in cells[:-1]] if not inside else [cell.strip() for cell in cells]
