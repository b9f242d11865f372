"""Faults in how a page is written, which a reader of it would stumble over. Looks at one page alone."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from runner.outline import Block, BlockKind, Finding, Html, Level, Location
from runner.read.similarity import odd_comment
from runner.read.tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runner.model import Procedure
    from runner.outline import Outline


def find_faults(outline: Outline, procedure: Procedure) -> Iterator[Finding]:
    """Give the faults that need no other page: headings, names of steps, outputs that nothing prints."""
    yield from _skipped_levels(outline.path, outline.blocks, above=0)
    yield from _same_names(procedure)
    yield from _orphaned_outputs(procedure)
    yield from _odd_comments(outline)


def _skipped_levels(path: str, blocks: Iterable[Block], *, above: int) -> Iterator[Finding]:
    pending = [(block, above) for block in reversed(list(blocks))]
    while pending:
        block, parent = pending.pop()
        level = block.level if block.kind is BlockKind.HEADING else parent
        if parent and level > parent + 1:
            message = (
                f"this heading is of level {level} under one of level {parent}; make it level {parent + 1}"
            )
            yield _finding(path, block.line, "heading-level", message)
        pending += [(child, level) for child in reversed(block.children)]


def _same_names(procedure: Procedure) -> Iterator[Finding]:
    named = defaultdict(list)
    for step in procedure.steps:
        if step.name:
            named[step.name].append(step)
    for name, steps in named.items():
        for step in steps[1:]:
            if (step.path, step.line) == (steps[0].path, steps[0].line):
                continue  # The same block, embedded again.
            message = f"step {step.id} is named `{name}` like step {steps[0].id}; give it a name of its own"
            yield _finding(
                step.path or procedure.path, step.line, "duplicate-name", message, level=Level.ERROR
            )


def _orphaned_outputs(procedure: Procedure) -> Iterator[Finding]:
    for fence in procedure.not_run:
        if fence.shows_output:
            message = "this shows an output of no command that runs; move it right behind its command"
            yield _finding(fence.path or procedure.path, fence.line, "output-without-command", message)


def _odd_comments(outline: Outline) -> Iterator[Finding]:
    for part in (part for block in walk(outline.blocks) for part in block.parts if isinstance(part, Html)):
        name = odd_comment(part)
        if name:
            message = (
                f"the comment `{name}` is not heeded; the one that is known is `expected_similarity=0.8`"
            )
            yield _finding(outline.path, part.line, "unknown-comment", message)


def _finding(path: str, line: int, code: str, message: str, *, level: Level = Level.WARNING) -> Finding:
    place = Location(path=path, line=line, end_line=line)
    return Finding(code=code, level=level, message=message, location=place)
