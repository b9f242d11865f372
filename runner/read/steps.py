"""A section to its steps: what runs, what is written, what a person does, and which prose is whose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from runner.expectations import Claim, Subject
from runner.model import NotRun, SectionKind, Step, StepKind
from runner.outline import Fence, Html, Text
from runner.read.captures import step_captures
from runner.read.claims import read_claim
from runner.read.fate import with_fate
from runner.read.fence_settings import is_left_out, read_fence_settings
from runner.read.fences import read_transcript
from runner.read.file_names import named_file
from runner.read.groups import Marked
from runner.read.inline import plain, read_sentences
from runner.read.manual import Instruction, manual_step, read_instruction, tells
from runner.read.named_commands import of_step
from runner.read.output_fences import beside_others, output_claim, said_of_output, shows_error
from runner.read.patience import asked_patience
from runner.read.prompts import shows_commands, without_bare_prompt
from runner.read.prose_claims import claims_under, lead_in, prose_claims, unread
from runner.read.roles import Around, Introduction, Role, fence_role, is_only_told, surely_runs, without_lead
from runner.read.sections import heading_text
from runner.read.similarity import asked_similarity, similar_claim, unusable_similarity
from runner.read.titles import step_title
from runner.read.told import only_tells_of_output
from runner.read.troubleshooting import read_step_advice, stands_aside
from runner.read.units import Way, hidden_expectation, read_units
from runner.read.words import without_number, words

if TYPE_CHECKING:
    from runner.outline import Finding
    from runner.read.sections import Section
    from runner.read.similarity import Similarity
    from runner.read.units import Unit


class _Draft(Struct):
    """A step that is still being read: prose behind its fence, up to the next step, may yet belong to it."""

    marked: Marked
    claims: list[Claim] = field(default_factory=list)
    prose: list[Text] = field(default_factory=list)
    behind: list[Text] = field(default_factory=list)
    exit_is_said: bool = False

    @property
    def step(self) -> Step:
        """The step as read so far."""
        return self.marked.step

    def finished(self) -> Marked:
        """The step with its claims; a claim of the exit status leaves that to the check.

        It is tried again where its prose asks for it and something is checked.
        """
        claims = [of_step(claim, self.step.source) for claim in self.claims]
        expectations = [item for claim in claims for item in claim.expectations]
        if any(item.subject is Subject.EXIT_STATUS for item in expectations) or any(
            words().unread_failure.search(claim.text.lower()) for claim in claims if not claim.expectations
        ):
            self.expect_failure()
        # Nothing is held against what a person does.
        manual = self.step.kind is StepKind.MANUAL
        claims = [unread(claim) for claim in claims] if manual else claims
        remedies = tuple(read_step_advice(self.behind))
        captures = tuple(step_captures(self.step, prose=self.prose, behind=self.behind))
        step = replace(self.step, claims=tuple(claims), remedies=remedies, captures=captures)
        manner = step.manner
        if (
            step.kind is StepKind.COMMAND
            and expectations
            and not (manner.retry or manner.background)
            and (retry := asked_patience(self.prose))
        ):
            step = replace(step, manner=replace(manner, retry=retry))
        return replace(self.marked, step=step)

    def expect_exit(self, status: int) -> None:
        """Take the exit status that the author says."""
        self.marked = replace(self.marked, step=replace(self.step, exit_status=status))
        self.exit_is_said = True

    def expect_failure(self) -> None:
        """Leave the exit status open, since the page shows an error; what the author says of it stands."""
        if not self.exit_is_said:
            self.marked = replace(self.marked, step=replace(self.step, exit_status=None))


class _State(Struct):
    """What has been met so far in a section; `prose` is what no step has taken yet.

    Attributes:
        after_fence: Whether a fence under this heading is a step already.
        beside: The prose, by its identity, behind code that does not run and may be what it speaks of; None
            where no such code stands behind the last step.
        similarity: What a comment asks of the output that the next fence shows.
    """

    heading: str
    after_fence: bool = False
    prose: list[Unit] = field(default_factory=list)
    beside: set[int] | None = None
    similarity: Similarity | None = None
    drafts: list[_Draft] = field(default_factory=list)
    finished: list[Marked] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    not_run: list[NotRun] = field(default_factory=list)

    def finish(self) -> None:
        """Finish the last step: right behind it, while its prose is remembered."""
        self.finished += [draft.finished() for draft in self.drafts[-1:]]

    def take_prose(self, unit: Unit) -> None:
        """Keep prose until it is known whose it is."""
        self.prose.append(unit)
        if self.beside is not None:
            self.beside.add(id(unit))


class SectionSteps(Struct, frozen=True, kw_only=True):
    """A section's steps with the texts that may mark them, its faults, and its fences that do not run."""

    marked: tuple[Marked, ...]
    findings: tuple[Finding, ...]
    not_run: tuple[NotRun, ...]


def read_steps(section: Section, path: str) -> SectionSteps:
    """Give the section's steps with their ids and claims."""
    state = _State(heading=section.title)
    for unit in read_units(section.blocks):
        _take(unit, section, path, state)
    _settle(state)
    if not (state.drafts or state.not_run) and section.number and tells(section.title):
        told = Instruction(title=without_number(section.title))
        _add(state, section, manual_step(told, section, line=section.line, end_line=section.line), own="")
    state.finish()
    return SectionSteps(
        marked=tuple(state.finished), findings=tuple(state.findings), not_run=tuple(state.not_run)
    )


def _take(unit: Unit, section: Section, path: str, state: _State) -> None:
    match unit.part:
        case Fence() if unit.aside:
            # What an exercise shows is no output of the page's own commands.
            state.not_run.append(replace(_not_run(unit.part), shows_output=False))
        case Fence():
            _take_fence(unit.part, unit, section, path, state)
        case _ if unit.aside:
            pass
        case Html():
            _take_hidden(unit.part, state)
        case Text() if unit.block.level:
            _settle(state)
            state.heading, state.after_fence = heading_text(unit.block), False
        case Text():
            told = _instruction(unit, section)
            if told is None:
                state.take_prose(unit)
            else:
                _take_instruction(told, unit, section, state)


def _instruction(unit: Unit, section: Section) -> Instruction | None:
    runs = section.number and section.kind is not SectionKind.PRECONDITIONS
    return read_instruction(unit) if runs else None


def _take_instruction(told: Instruction, unit: Unit, section: Section, state: _State) -> None:
    part = unit.part
    _settle(state)
    step = manual_step(told, section, line=part.line, end_line=part.end_line)
    own = plain(part.text).lower() if isinstance(part, Text) else ""
    _add(state, section, step, own=own, ways=unit.ways)
    # The first sentence is the instruction.
    told_further = read_sentences(part.text, line=part.line)[1:] if isinstance(part, Text) else ()
    state.drafts[-1].claims += filter(None, map(read_claim, told_further))


def _take_hidden(part: Html, state: _State) -> None:
    state.similarity = asked_similarity(part) or state.similarity
    sentence = hidden_expectation(part)
    if sentence and state.drafts:
        _settle(state)
        for found in read_sentences(sentence, line=part.line):
            state.drafts[-1].claims.append(read_claim(found) or Claim(text=found.text, line=found.line))


def _around(fence: Fence, state: _State, introduction: Introduction | None) -> Around:
    heading = state.heading if not state.after_fence else ""
    return Around(
        introduction=introduction,
        heading=heading,
        said=without_lead(heading).lower() if introduction is None else introduction.last(),
        prose=state.prose,
        under=state.heading,
        behind_command=_behind_command(state),
        bare=not state.prose,
        told=not surely_runs(fence) and only_tells_of_output(state.prose),
        noted=_noted(state),
    )


def _noted(state: _State) -> str:
    part = state.prose[-1].part if state.prose else None
    return Introduction(unit=state.prose[-1], text=part).last() if isinstance(part, Text) else ""


def _behind_command(state: _State) -> bool:
    return bool(state.drafts) and state.drafts[-1].step.kind is StepKind.COMMAND and state.beside is None


def _take_fence(fence: Fence, unit: Unit, section: Section, path: str, state: _State) -> None:
    introduction = _introduction(state)
    around = _around(fence, state, introduction)
    role = fence_role(fence, around)
    if role is not Role.OUTPUT:
        state.similarity = None
        role = Role.NONE if is_left_out(fence) else role
    if role is Role.OUTPUT:
        introduction = None if is_only_told(fence, around) else introduction
        _settle(state, introduction)
        _take_output(fence, introduction, path, state)
    elif role is Role.NONE:
        state.not_run.append(_not_run(fence))
        if fence.language.lower() not in words().static and state.beside is None:
            state.beside = set()
    else:
        step = _step_of(fence, role, around, section, state)
        settings = read_fence_settings(fence, path, runs=step.kind is StepKind.COMMAND)
        state.findings += settings.findings
        step = replace(step, timeout=settings.timeout, name=settings.name, manner=settings.manner)
        step = with_fate(step, settings.fate)
        _begin(state, section, step, introduction, ways=unit.ways)
        if settings.exit_status is not None:
            state.drafts[-1].expect_exit(settings.exit_status)


def _take_output(fence: Fence, introduction: Introduction | None, path: str, state: _State) -> None:
    draft = state.drafts[-1]
    fence = replace(fence, code=without_bare_prompt(fence.code))
    said = said_of_output(introduction, draft.marked.own)
    if not state.similarity:
        claim = output_claim(fence, said, source=draft.step.source)
    else:
        claim = similar_claim(fence, state.similarity)
        if not claim.expectations:
            state.findings.append(unusable_similarity(fence, state.similarity, path))
    draft.claims.append(beside_others(claim, draft.claims))
    if shows_error(fence, said):
        draft.expect_failure()
    state.similarity = None


def _not_run(fence: Fence) -> NotRun:
    output = fence.language.lower() in words().output | words().error
    shows_output = output and not shows_commands(fence.code)
    return NotRun(
        line=fence.line, end_line=fence.end_line, language=fence.language, shows_output=shows_output
    )


def _introduction(state: _State) -> Introduction | None:
    """The prose that leads to a fence: the nearest before it that is no note."""
    for unit in reversed(state.prose):
        if isinstance(unit.part, Text) and not stands_aside(unit.part):
            back = not unit.leads and _looks_back(unit.part, state)
            return None if back else Introduction(unit=unit, text=unit.part)
    return None


def _begin(
    state: _State, section: Section, step: Step, introduction: Introduction | None, *, ways: tuple[Way, ...]
) -> None:
    """Add a step; of the prose since the last one it takes its introduction, the last one the rest."""
    if introduction is not None:
        state.prose = [unit for unit in state.prose if unit is not introduction.unit]
    _settle(state)
    behind, ahead = _claims_around(introduction)
    if introduction is not None and id(introduction.unit) in (state.beside or ()):
        behind = [unread(claim) for claim in behind]
    if state.drafts:
        state.drafts[-1].claims += behind
        state.drafts[-1].behind += [] if introduction is None else [introduction.text]
        behind = []
    own = "" if introduction is None else plain(introduction.text.text).lower()
    _add(state, section, step, own=own, ways=ways)
    state.drafts[-1].claims += [*behind, *ahead]
    state.drafts[-1].prose += [] if introduction is None else [introduction.text]


def _claims_around(introduction: Introduction | None) -> tuple[list[Claim], list[Claim]]:
    """The claims that an introduction opens with, which look back, and the others, which look ahead."""
    behind: list[Claim] = []
    ahead: list[Claim] = []
    found = behind
    for sentence in introduction.sentences() if introduction is not None else ():
        claim = None if sentence.introduces else read_claim(sentence)
        if claim is None:
            found = ahead
        else:
            found.append(claim)
    return behind, ahead


def _looks_back(text: Text, state: _State) -> bool:
    """Whether prose between two fences only tells what the first one did."""
    sentences = read_sentences(text.text, line=text.line)
    if not state.drafts or any(sentence.introduces for sentence in sentences):
        return False
    return all(read_claim(sentence) for sentence in sentences)


def _settle(state: _State, introduction: Introduction | None = None) -> None:
    """Give the prose that no step has taken to the last step; what introduces its output claims nothing."""
    if state.drafts:
        leading = {unit.under for unit in state.prose}
        before: Text | None = None
        for unit in state.prose:
            if isinstance(unit.part, Text) and not unit.quoted:
                leads = unit.part.text.lower() in leading
                introducing = leads or (introduction is not None and unit is introduction.unit)
                claims = claims_under(
                    unit.under or lead_in(before, unit.part), prose_claims(unit.part, introducing=introducing)
                )
                state.drafts[-1].claims += map(unread, claims) if id(unit) in (state.beside or ()) else claims
                before = unit.part
                state.drafts[-1].prose.append(unit.part)
                state.drafts[-1].behind.append(unit.part)
    state.prose = []


def _add(state: _State, section: Section, step: Step, *, own: str, ways: tuple[Way, ...] = ()) -> None:
    place = section.title or state.heading
    numbered = replace(step, id=f"{section.number}.{len(state.drafts) + 1}", section=place)
    heading = (state.heading or section.title).lower()
    marked = Marked(
        step=numbered,
        own=without_number(own),
        heading=without_number(heading),
        above=section.above,
        ways=ways,
    )
    state.finish()
    state.drafts.append(_Draft(marked=marked, claims=list(step.claims)))
    state.beside = None
    state.after_fence = state.after_fence or step.kind is not StepKind.MANUAL


def _step_of(fence: Fence, role: Role, around: Around, section: Section, state: _State) -> Step:
    kinds = {Role.FILE: StepKind.FILE, Role.MANUAL: StepKind.MANUAL}
    heading = state.heading or section.title
    step = Step(
        id="",
        kind=kinds.get(role, StepKind.COMMAND),
        title=step_title(around.introduction, heading),
        section="",
        section_kind=section.kind,
        line=fence.line,
        end_line=fence.end_line,
        language=fence.language,
        code=fence.code,
        code_line=fence.line + 1,
        source=fence.code,
        file=named_file(around.text(), fence) if role is Role.FILE else None,
    )
    return _with_transcript(step, fence, role) if step.kind is StepKind.COMMAND else step


def _with_transcript(step: Step, fence: Fence, role: Role) -> Step:
    transcript = read_transcript(fence.code, console=role is Role.CONSOLE)
    shown = replace(fence, code=transcript.output + "\n")
    lines = tuple(fence.line + 1 + place for place in transcript.places)
    claims = (output_claim(shown, "", lines, source=transcript.commands),) if transcript.output else ()
    return replace(step, source=transcript.commands, claims=claims)
