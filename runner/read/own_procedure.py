"""One outline to its procedure, with what it embeds. Follows no link to the pages that it asks for first."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec.structs import replace

from runner.model import Procedure, SectionKind, StepKind
from runner.outline import BlockKind
from runner.read.block_hash import block_sha256
from runner.read.groups import with_groups
from runner.read.includes import find_included_commands
from runner.read.named_commands import of_step
from runner.read.sections import NUMBERED, heading_text, read_sections
from runner.read.settings import read_settings
from runner.read.steps import read_steps
from runner.read.tree import may_link, names_others, walk
from runner.read.troubleshooting import read_remedies
from runner.read.words import section_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runner.model import Precondition, Settings, Step
    from runner.outline import Outline
    from runner.read.embeds import Whole
    from runner.read.prerequisites import Asked
    from runner.read.sections import Section

_RUNNING = (
    SectionKind.PRECONDITIONS,
    SectionKind.PROCEDURE,
    SectionKind.VERIFICATION,
    SectionKind.CLEANUP,
)


def own_procedure(outline: Outline) -> tuple[Procedure, tuple[Asked, ...]]:
    """Give an outline its meaning, with that of what it embeds, and the links under its preconditions."""
    if not any(names_others(part) for block in walk(outline.blocks) for part in block.parts):
        sections = read_sections(outline)
        return _procedure(outline, sections), _asked(sections)
    from runner.read.embeds import with_embeds

    whole = with_embeds(outline)
    sections = read_sections(whole.outline)
    asked = (whole.places.settled_link(item) for item in _asked(sections))
    return whole.settled(_procedure(whole.outline, sections, whole)), tuple(asked)


def _asked(sections: Iterable[Section]) -> tuple[Asked, ...]:
    needed = [section for section in sections if section.kind is SectionKind.PRECONDITIONS]
    if not any(map(may_link, (block for section in needed for block in walk(section.blocks)))):
        return ()
    from runner.read.prerequisites import asked_pages

    return tuple(item for section in needed for item in asked_pages(section))


def _procedure(outline: Outline, sections: Sequence[Section], whole: Whole | None = None) -> Procedure:
    settings, findings = read_settings(outline)
    running = [section for section in sections if section.kind in _RUNNING]
    found = [read_steps(section, outline.path) for section in running]
    marked = [item for section in found for item in section.marked]
    marked.sort(key=lambda item: whole.places.order(item.step.line) if whole else (item.step.line,))
    return Procedure(
        path=outline.path,
        title=_title(outline),
        dialect=outline.dialect,
        sha256=outline.sha256,
        settings=settings,
        preconditions=_preconditions(sections),
        steps=_with_page_claims(with_groups(marked), settings),
        troubleshooting=tuple(
            row
            for section in sections
            if section.kind is SectionKind.TROUBLESHOOTING
            for row in read_remedies(section)
        ),
        not_run=tuple(fence for section in found for fence in section.not_run),
        findings=(
            *outline.findings,
            *findings,
            *(whole.graded(running) if whole else ()),
            *find_included_commands(outline.path, (item.step for item in marked)),
            *(finding for section in found for finding in section.findings),
        ),
    )


def _preconditions(sections: Iterable[Section]) -> tuple[Precondition, ...]:
    stated = [section for section in sections if section.kind is SectionKind.PRECONDITIONS]
    if not stated:
        return ()
    from runner.read.preconditions import read_preconditions

    return tuple(item for section in stated for item in read_preconditions(section))


def _with_page_claims(steps: Iterable[Step], settings: Settings) -> tuple[Step, ...]:
    """Give the page's own `expect` sentences to its last command: they speak of where the page ends."""
    found = list(steps)
    for index in range(len(found) - 1, -1, -1):
        step = found[index]
        if step.kind is StepKind.COMMAND and not step.alternative and step.section_kind in NUMBERED:
            found[index] = replace(
                step, claims=(*step.claims, *(of_step(claim, step.source) for claim in settings.expect))
            )
            break
    return tuple(replace(step, sha256=block_sha256(step)) for step in found)


def _title(outline: Outline) -> str:
    for item in outline.properties:
        if item.name == "title" and str(item.value).strip():
            return str(item.value).strip()
    named = [item for item in outline.blocks if item.kind is BlockKind.HEADING and item.level == 1]
    # Where the page's sections stand at the first level, as in an outline, the first of them names no page.
    if named and (len(named) == 1 or section_kind(heading_text(named[0])) is SectionKind.OTHER):
        return heading_text(named[0])
    stem = re.sub(r"___", "/", PurePath(outline.path).stem)
    return unquote(stem)
