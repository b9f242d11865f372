"""A procedure's lines as those of another page, for the page that takes it in. Reads no page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from runner.outline import line_text

if TYPE_CHECKING:
    from runner.expectations import Claim
    from runner.model import Procedure, Step


def on_page(procedure: Procedure, path: str) -> Procedure:
    """Give each line that has no page yet the page at a path."""
    settings = procedure.settings
    variables = tuple(item if item.path else replace(item, path=path) for item in settings.variables)
    return replace(
        procedure,
        settings=replace(settings, variables=variables),
        preconditions=tuple(
            item if item.path else replace(item, path=path) for item in procedure.preconditions
        ),
        steps=tuple(_step(step, path) for step in procedure.steps),
        troubleshooting=tuple(
            row if row.path else replace(row, path=path) for row in procedure.troubleshooting
        ),
        not_run=tuple(fence if fence.path else replace(fence, path=path) for fence in procedure.not_run),
    )


def _step(step: Step, path: str) -> Step:
    retry = step.manner.retry
    if retry is not None and retry.said and not retry.path:
        step = replace(step, manner=replace(step.manner, retry=replace(retry, path=path)))
    return replace(step, path=step.path or path, claims=tuple(_claim(claim, path) for claim in step.claims))


def _claim(claim: Claim, path: str) -> Claim:
    """A reading may name the line too, as that of a fence does."""
    if claim.path:
        return claim
    named, with_page = line_text(claim.line), line_text(claim.line, path)
    expectations = tuple(
        replace(item, reading=item.reading.replace(named, with_page)) for item in claim.expectations
    )
    return replace(claim, path=path, expectations=expectations)
