"""Pages and their steps as TAP 14: a test a page, a subtest its steps. Knows no CI.

Source: Test Anything Protocol, version 14, read 2026-11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.outcomes import Ending
from runner.report.visible import visible
from runner.results import Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from runner.outcomes import PageOutcome
    from runner.results import StepResult

_NO_PROOF = "nothing that the page says was checked"
_INDENT = "    "
_SKIPPED = frozenset({Status.SKIPPED, Status.MANUAL})


def tap(pages: Sequence[PageOutcome]) -> str:
    """Give the text of the report, in the order of the pages."""
    lines = ["TAP version 14", f"1..{len(pages)}"]
    for number, page in enumerate(pages, start=1):
        lines += _page(number, page)
    return "\n".join(lines) + "\n"


def _page(number: int, page: PageOutcome) -> Iterator[str]:
    steps = page.run.steps if page.run else ()
    if steps:
        yield f"# Subtest: {_plain(page.path)}"
        yield f"{_INDENT}1..{len(steps)}"
        for place, result in enumerate(steps, start=1):
            yield from (f"{_INDENT}{line}" for line in _step(place, result))
    unrun = page.ending in (Ending.NOT_RUN, Ending.EMPTY)
    # `not ok` with this directive is a failure that is expected; `ok` with it is one that did not come.
    directive = " # SKIP" if unrun else " # TODO" if page.known else ""
    good = unrun or (page.exit_status == 0 and not page.known)
    yield f"{'ok' if good else 'not ok'} {number} - {_plain(page.path)}{directive}"
    yield from _comments(page.reason or (_NO_PROOF if page.ending is Ending.UNVERIFIED else ""))


def _step(number: int, result: StepResult) -> Iterator[str]:
    step = result.planned.step
    name = _plain(f"{step.id} {step.title}")
    if result.status in _SKIPPED:
        yield f"ok {number} - {name} # SKIP {_plain(result.reason or result.status)}"
        return
    good = result.status in (Status.VERIFIED, Status.RAN)
    yield f"{'ok' if good else 'not ok'} {number} - {name}"
    if not good:
        yield from _comments(result.reason or "")


def _comments(text: str) -> Iterator[str]:
    """A text as lines that a reader of TAP shows and does not count."""
    yield from (f"# {_plain(line)}" for line in text.split("\n") if line)


def _plain(text: str) -> str:
    """A name without the signs that mean something to a reader of TAP."""
    return visible(text.replace("\n", " ")).replace("\\", "\\\\").replace("#", "\\#")
