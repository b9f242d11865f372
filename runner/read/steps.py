"""A section to its steps: what runs, what is written, what a person does, and which prose is whose."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from runner.model import (
    BlockKind,
    Claim,
    Expectation,
    Fence,
    Html,
    Predicate,
    SectionKind,
    Step,
    StepKind,
    Strength,
    Subject,
    Text,
)
from runner.read.fences import read_fence_settings, read_transcript
from runner.read.inline import SpanKind, plain, read_sentences, read_spans
from runner.read.phrasebook import read_claim
from runner.read.sections import heading_text
from runner.read.units import hidden_expectation, is_item, read_units
from runner.read.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.model import Finding
    from runner.read.inline import Sentence
    from runner.read.sections import Section
    from runner.read.units import Unit

_LEAD = re.compile(r"^\(?(?:optional|optionally|alternative|alternatively)\)?[:,.]?\s*", re.IGNORECASE)
_FILE_NAME = re.compile(r"[\w.~/@+-]*[\w/]\.[\w.-]+|\.?[A-Za-z][\w-]*|[\w.~/@+ -]*/[\w.@+-]+")


@dataclass(slots=True)
class _Draft:
    """A step that is still being read: prose behind its fence may yet belong to it."""

    step: Step
    claims: list[Claim] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    """What has been met so far in a section; `prose` is what no step has taken yet."""

    heading: str
    prose: list[Unit] = field(default_factory=list)
    drafts: list[_Draft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Introduction:
    """The prose that leads to a fence."""

    unit: Unit
    text: Text

    def sentences(self) -> tuple[Sentence, ...]:
        """Its sentences; the last one is what leads to the fence."""
        return read_sentences(self.text.text, line=self.text.line)

    def last(self) -> str:
        """Its last sentence in lower case, without a mark such as "(Optional)" before it."""
        sentences = self.sentences()
        return _LEAD.sub("", sentences[-1].text).lower() if sentences else ""


def read_steps(section: Section, path: str) -> tuple[tuple[Step, ...], tuple[Finding, ...]]:
    """Give the section's steps with their ids and claims."""
    state = _State(heading=section.title)
    for unit in read_units(section.blocks):
        _take(unit, section, path, state)
    _settle(state)
    steps = [replace(draft.step, claims=tuple(draft.claims)) for draft in state.drafts]
    return tuple(_with_groups(steps)), tuple(state.findings)


def _take(unit: Unit, section: Section, path: str, state: _State) -> None:
    match unit.part:
        case Fence():
            _take_fence(unit.part, section, path, state)
        case Html():
            _take_hidden(unit.part, state)
        case Text() if unit.block.level:
            _settle(state)
            state.heading = heading_text(unit.block)
        case Text() if section.kind is not SectionKind.PRECONDITIONS and _is_manual(unit, section):
            _settle(state)
            _add(state, section, _manual(unit, section))
        case Text():
            state.prose.append(unit)


def _take_hidden(part: Html, state: _State) -> None:
    sentence = hidden_expectation(part)
    if sentence and state.drafts:
        for found in read_sentences(sentence, line=part.line):
            state.drafts[-1].claims.append(read_claim(found) or Claim(text=found.text, line=found.line))


def _take_fence(fence: Fence, section: Section, path: str, state: _State) -> None:
    language = fence.language.lower()
    introduction = _introduction(state)
    if language in words().shell or language in words().console:
        settings = read_fence_settings(fence, path)
        state.findings += settings.findings
        step = _command(fence, section, introduction, state, console=language in words().console)
        step = replace(step, timeout=settings.timeout, exit_status=settings.exit_status, name=settings.name)
        _begin(state, section, step, introduction)
        return
    kind, file = _data_role(fence, introduction)
    if kind is not None:
        step = _draft_step(fence, section, introduction, state)
        _begin(state, section, replace(step, kind=kind, file=file), introduction)
    elif _shows_output(fence, introduction, state):
        _settle(state, introduction)
        similar = introduction is not None and words().similar.search(introduction.last())
        state.drafts[-1].claims.append(_shape_claim(fence) if similar else _output_claim(fence))


def _introduction(state: _State) -> _Introduction | None:
    """The prose that leads to a fence: the nearest before it that is no note."""
    for unit in reversed(state.prose):
        if isinstance(unit.part, Text) and not words().note.match(plain(unit.part.text).lower()):
            back = not unit.leads and _looks_back(unit.part, state)
            return None if back else _Introduction(unit=unit, text=unit.part)
    return None


def _begin(state: _State, section: Section, step: Step, introduction: _Introduction | None) -> None:
    """Add a step; of the prose since the last one it takes its introduction, the last one the rest."""
    own = [] if introduction is None else [introduction.unit]
    state.prose = [unit for unit in state.prose if unit not in own]
    _settle(state)
    _add(state, section, step)
    if introduction is not None:
        state.drafts[-1].claims += _claims(introduction.text, introducing=True)


def _looks_back(text: Text, state: _State) -> bool:
    """Whether prose between two fences only tells what the first one did."""
    sentences = read_sentences(text.text, line=text.line)
    if not state.drafts or any(sentence.introduces for sentence in sentences):
        return False
    return all(read_claim(sentence) for sentence in sentences)


def _settle(state: _State, introduction: _Introduction | None = None) -> None:
    """Give the prose that no step has taken to the last step; what introduces its output claims nothing."""
    if state.drafts:
        for unit in state.prose:
            if isinstance(unit.part, Text):
                introducing = introduction is not None and unit is introduction.unit
                state.drafts[-1].claims += _claims(unit.part, introducing=introducing)
                state.drafts[-1].claims += _properties(unit)
    state.prose = []


def _properties(unit: Unit) -> Iterator[Claim]:
    for item in unit.block.properties:
        if item.name == "expect":
            for sentence in read_sentences(str(item.value), line=item.line):
                yield read_claim(sentence) or Claim(text=sentence.text, line=sentence.line)


def _claims(text: Text, *, introducing: bool) -> Iterator[Claim]:
    for sentence in read_sentences(text.text, line=text.line):
        if sentence.introduces and introducing:
            continue
        claim = read_claim(sentence)
        if claim is not None:
            yield claim


def _add(state: _State, section: Section, step: Step) -> None:
    number = f"{section.number}.{len(state.drafts) + 1}"
    state.drafts.append(_Draft(step=replace(step, id=number), claims=list(step.claims)))


def _draft_step(fence: Fence, section: Section, introduction: _Introduction | None, state: _State) -> Step:
    title, marks = _title(introduction, state, section)
    return Step(
        id="",
        kind=StepKind.COMMAND,
        title=title,
        section=section.title,
        section_kind=section.kind,
        line=fence.line,
        end_line=fence.end_line,
        language=fence.language,
        code=fence.code,
        code_line=fence.line + 1,
        source=fence.code,
        optional=bool(words().optional.search(marks)),
        alternative=bool(words().alternative.search(marks)),
    )


def _command(
    fence: Fence, section: Section, introduction: _Introduction | None, state: _State, *, console: bool
) -> Step:
    transcript = read_transcript(fence.code, console=console)
    step = replace(_draft_step(fence, section, introduction, state), source=transcript.commands)
    if transcript.output:
        shown = replace(fence, code=transcript.output + "\n")
        return replace(step, claims=(_output_claim(shown),))
    return step


def _title(introduction: _Introduction | None, state: _State, section: Section) -> tuple[str, str]:
    """A step's title, and the text in which marks such as "(Optional)" are looked for."""
    heading = state.heading or section.title
    if introduction is None or not introduction.sentences():
        return heading, heading.lower()
    # A list item says first what to do; a paragraph may tell much before it leads to the fence.
    place = 0 if introduction.unit.block.kind is BlockKind.ITEM else -1
    title = _LEAD.sub("", introduction.sentences()[place].text.rstrip(":. "))
    marks = plain(introduction.text.text).lower()
    return title[:1].upper() + title[1:] or heading, f"{marks}\n{heading.lower()}"


def _data_role(fence: Fence, introduction: _Introduction | None) -> tuple[StepKind | None, str | None]:
    """Whether a data fence is written to a file, is shown to a person, or is neither."""
    if introduction is None or fence.language.lower() in words().output | words().error:
        return None, None
    name = _named_file(introduction.text)
    if words().edit.match(introduction.last()):
        return StepKind.MANUAL, None
    if name and words().create.search(introduction.last()):
        return StepKind.FILE, name
    return None, None


def _named_file(text: Text) -> str | None:
    """The first code span or bold word that looks like a file, one with a dot or slash before others."""
    spans = [span for span in read_spans(text.text) if span.kind in (SpanKind.CODE, SpanKind.EMPHASIS)]
    names = [span.text for span in spans if _FILE_NAME.fullmatch(span.text.strip())]
    dotted = [name for name in names if "." in name or "/" in name]
    return next(iter([*dotted, *names]), None)


def _shows_output(fence: Fence, introduction: _Introduction | None, state: _State) -> bool:
    if not state.drafts or state.drafts[-1].step.kind is not StepKind.COMMAND:
        return False
    language = fence.language.lower()
    if language not in words().output | words().error | {"", "json"}:
        return False
    if not state.prose:
        return True
    return introduction is not None and bool(words().introduces_output.search(introduction.last()))


def _shape_claim(fence: Fence) -> Claim:
    """Output that the page calls similar: to compare it exactly would be wrong, so it stays unchecked."""
    return Claim(text="output fence", line=fence.line)


def _output_claim(fence: Fence) -> Claim:
    error = fence.language.lower() in words().error
    stream = Subject.STDERR if error else Subject.STDOUT
    expectation = Expectation(
        subject=stream,
        predicate=Predicate.EQUALS,
        reading=f"{stream} is the output shown at line {fence.line}",
        strength=Strength.STRONG if fence.code.strip() else Strength.WEAK,
        objects=(fence.code,),
    )
    return Claim(text="output fence", line=fence.line, expectations=(expectation,))


def _is_manual(unit: Unit, section: Section) -> bool:
    if not is_item(unit) or not isinstance(unit.part, Text) or section.number == "":
        return False
    shown = _LEAD.sub("", plain(unit.part.text)).lower()
    if words().note.match(shown) or shown.endswith(":"):
        return False
    return bool(words().manual.match(shown))


def _manual(unit: Unit, section: Section) -> Step:
    shown = plain(unit.part.text) if isinstance(unit.part, Text) else ""
    sentences = read_sentences(unit.part.text, line=unit.part.line) if isinstance(unit.part, Text) else ()
    title = _LEAD.sub("", sentences[0].text if sentences else shown).rstrip(". ")
    return Step(
        id="",
        kind=StepKind.MANUAL,
        title=title,
        section=section.title,
        section_kind=section.kind,
        line=unit.part.line,
        end_line=unit.part.end_line,
        optional=bool(words().optional.search(shown.lower())),
        alternative=bool(words().alternative.search(shown.lower())),
    )


def _with_groups(steps: list[Step]) -> Iterator[Step]:
    """Say of each alternative in whose place it runs: the command steps before it in its section."""
    main: list[str] = []
    for step in steps:
        if step.alternative:
            yield replace(step, stands_for=tuple(main))
            continue
        if step.kind is StepKind.COMMAND and not step.optional:
            main.append(step.id)
        yield step
