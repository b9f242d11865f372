"""What pages mean, layer by layer, from the case files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runner.outline import Fence
from runner.read.outline import read_outline
from runner.read.procedure import procedure_of
from runner.read.source import Source
from tests.cases import Case, hold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runner.expectations import Claim
    from runner.model import Step
    from runner.outline import Block, Outline


def outline_of(case: Case) -> Outline:
    return read_outline(Source(path=case.page_name, text=case.page, sha256="0"))


@pytest.mark.cases("outline")
def test_a_page_is_split_into_its_outline(case: Case, *, rewrite: bool) -> None:
    outline = outline_of(case)
    head = [f"{outline.dialect} {[(item.name, item.value) for item in outline.properties]}"]
    hold(case, "outline", "\n".join([*head, *_blocks(outline.blocks, 0)]), rewrite=rewrite)


@pytest.mark.cases("steps")
def test_an_outline_is_read_as_steps(case: Case, *, rewrite: bool) -> None:
    procedure = procedure_of(outline_of(case))
    hold(case, "steps", "\n".join(_steps(procedure.steps)), rewrite=rewrite)


@pytest.mark.cases("findings")
def test_what_cannot_be_read_as_meant_is_said(case: Case, *, rewrite: bool) -> None:
    procedure = procedure_of(outline_of(case))
    shown = [f"{finding.level} {finding.code} {finding}" for finding in procedure.findings]
    hold(case, "findings", "\n".join(shown), rewrite=rewrite)


@pytest.mark.cases("settings")
def test_settings_and_the_sections_that_never_run_are_read(case: Case, *, rewrite: bool) -> None:
    procedure = procedure_of(outline_of(case))
    shown = [f"title: {procedure.title}"]
    shown += [f"variable: {item}" for item in procedure.settings.variables]
    settings = procedure.settings
    shown += [f"target: {settings.target!r} stand-in: {settings.stand_in!r} timeout: {settings.timeout}"]
    shown += [f"needs: {item.text!r} {item.program!r} {item.version!r}" for item in procedure.preconditions]
    shown += [
        f"remedy: {row.symptom!r} → {row.remedy!r} line {row.line}" for row in procedure.troubleshooting
    ]
    hold(case, "settings", "\n".join(shown), rewrite=rewrite)


def _blocks(blocks: Iterable[Block], depth: int) -> Iterator[str]:
    for block in blocks:
        kind = f"h{block.level}" if block.level else block.kind.value
        marks = f"{' ordered' if block.ordered else ''}{f' {block.marker}' if block.marker else ''}"
        properties = "".join(f" {item.name}::{item.value}" for item in block.properties)
        yield f"{'  ' * depth}{kind} {block.line}-{block.end_line}{marks}{properties}"
        for part in block.parts:
            text = part.code if isinstance(part, Fence) else part.text
            language = f" {part.language}" if isinstance(part, Fence) else ""
            kind = type(part).__name__.lower()
            yield f"{'  ' * depth}  .{kind}{language} {part.line}-{part.end_line} {text!r}"
        yield from _blocks(block.children, depth + 1)


def _steps(steps: Iterable[Step]) -> Iterator[str]:
    for step in steps:
        marks = f"{' optional' if step.optional else ''}{' alternative' if step.alternative else ''}"
        stands = f" for {','.join(step.stands_for)}" if step.stands_for else ""
        file = f" → {step.file}" if step.file else ""
        place = f"{step.line}-{step.end_line}"
        yield f"{step.id} {step.kind}{marks}{stands} [{step.section}] {step.title!r}{file} {place}"
        if step.exit_status is None:
            yield "  any exit status"
        if step.source != step.code:
            yield f"  source: {step.source!r}"
        for claim in step.claims:
            yield from _claim(claim)


def _claim(claim: Claim) -> Iterator[str]:
    readings = "; ".join(expectation.reading for expectation in claim.expectations) or "UNCHECKED"
    yield f"  {claim.line}: {claim.text} => {readings}"
