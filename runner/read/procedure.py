"""An outline to its procedure: the one entrance of this room beside `read_source`."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from runner.model import Procedure, SectionKind, StepKind
from runner.outline import BlockKind
from runner.read.block_hash import block_sha256
from runner.read.groups import with_groups
from runner.read.includes import find_included_commands
from runner.read.outline import read_outline
from runner.read.preconditions import read_preconditions
from runner.read.sections import NUMBERED, heading_text, read_sections
from runner.read.settings import read_settings
from runner.read.steps import read_steps
from runner.read.tree import names_others, walk
from runner.read.troubleshooting import read_remedies
from runner.read.words import section_kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runner.model import Settings, Step
    from runner.outline import Outline
    from runner.read.embeds import Whole
    from runner.read.source import Source

_RUNNING = (
    SectionKind.PRECONDITIONS,
    SectionKind.PROCEDURE,
    SectionKind.VERIFICATION,
    SectionKind.CLEANUP,
)


def read_procedure(source: Source) -> Procedure:
    """Read what a page means; its faults are among the findings, never raised."""
    return procedure_of(read_outline(source))


def procedure_of(outline: Outline) -> Procedure:
    """Give an outline its meaning, with that of what it embeds."""
    if not any(names_others(part) for block in walk(outline.blocks) for part in block.parts):
        return _procedure(outline)
    from runner.read.embeds import with_embeds

    whole = with_embeds(outline)
    return whole.settled(_procedure(whole.outline, whole))


def _procedure(outline: Outline, whole: Whole | None = None) -> Procedure:
    settings, findings = read_settings(outline)
    sections = read_sections(outline)
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
        preconditions=tuple(
            item
            for section in sections
            if section.kind is SectionKind.PRECONDITIONS
            for item in read_preconditions(section)
        ),
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


def _with_page_claims(steps: Iterable[Step], settings: Settings) -> tuple[Step, ...]:
    """Give the page's own `expect` sentences to its last command: they speak of where the page ends."""
    found = list(steps)
    for index in range(len(found) - 1, -1, -1):
        step = found[index]
        if step.kind is StepKind.COMMAND and not step.alternative and step.section_kind in NUMBERED:
            found[index] = replace(step, claims=(*step.claims, *settings.expect))
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
