"""What happens after the runs of `runbook accept`: show, ask, write. Runs nothing and parses no flags."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runner.api.exits import EXIT_FAILED, EXIT_INTERRUPTED, exit_status
from runner.errors import PageError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TextIO

    from runner.edit.accept import Proposal
    from runner.report.lines import Line
    from runner.results import Run


def accept_outputs(runs: Sequence[Run], status: int, flags: Mapping[str, Any]) -> int:
    """Show what the pages' output fences would become, and write it if that is wanted.

    Args:
        runs: The runs of the pages.
        status: The exit status of these runs.
        flags: `check`, that nothing may be written; `yes`, that nobody is asked; `output`, for stdout.

    Raises:
        UsageError: There is something to write, and nobody to ask.
        PageError: A page is no longer the one that ran, or cannot be written.
    """
    from runner.edit.accept import as_accepted
    from runner.report.console import write_lines
    from runner.run.pages import replace_page

    if status == EXIT_INTERRUPTED:
        return status
    stream = sys.stderr if flags["output"] == "json" else sys.stdout
    proposals = [_proposal(run) for run in runs]
    for proposal in proposals:
        write_lines(_told(proposal), stream, os.environ)
    changed = [proposal for proposal in proposals if proposal.text != proposal.before]
    if flags["check"] or not changed:
        return EXIT_FAILED if changed else status
    if not (flags["yes"] or _agreed(changed, stream)):
        print("nothing was written", file=stream)
        return EXIT_FAILED
    for proposal in changed:
        replace_page(proposal.path, proposal.text)
        print(f"written: {proposal.path}", file=stream)
    after = [as_accepted(run, proposal) for run, proposal in zip(runs, proposals, strict=True)]
    return exit_status(after, interrupted=False)


def _proposal(run: Run) -> Proposal:
    """Give the run's page with what it printed in its output fences; nothing is written."""
    from runner.edit.accept import propose

    procedure = run.plan.procedure
    data = Path(procedure.path).read_bytes()
    if hashlib.sha256(data).hexdigest() != procedure.sha256:
        raise PageError(f"{procedure.path}: it was changed while it ran, so nothing is written; run it again")
    return propose(data.decode("utf-8"), run)


def _told(proposal: Proposal) -> Iterator[Line]:
    from runner.report.lines import Line, Style
    from runner.report.page_diff import page_diff

    yield Line(text="")
    if proposal.text == proposal.before and not proposal.refused:
        yield Line(text=f"{proposal.path}: no output fence to rewrite", style=Style.DIM)
        return
    yield from page_diff(proposal.path, proposal.before, proposal.text)
    for refusal in proposal.refused:
        place = f"{proposal.path}:{refusal.line}"
        text = f"{place}: the output of step {refusal.step} is not accepted: {refusal.reason}"
        yield Line(text=text, style=Style.WARN)


def _agreed(changed: Sequence[Proposal], stream: TextIO) -> bool:
    if not (sys.stdin.isatty() and stream.isatty()):
        raise UsageError(
            "nothing was written, since nobody can be asked; --yes writes without asking, --check only looks"
        )
    import click

    what = changed[0].path if len(changed) == 1 else f"{len(changed)} pages"
    return click.confirm(f"Write {what}?", default=False, err=stream is sys.stderr)
