"""The command that makes reports of recorded runs. Decides nothing of what they hold."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from runner.cli.places import named
from runner.cli.reports import report_files
from runner.report.formats import FORMATS
from runner.report.github_log import commands_stopped, inert_json, on_github

if TYPE_CHECKING:
    from runner.outcomes import SuiteOutcome

# What acts on GitHub, and is meant to.
_ACTS = "github"


@click.command()
@click.argument("runs", nargs=-1, metavar="[RUN]...")
@click.option("--format", "kind", type=click.Choice(FORMATS), required=True, help="What to make of the runs.")
@click.option("--out", default="", callback=named, metavar="FILE", help="Where to; else stdout.")
@click.option("--allow-unverified", is_flag=True, help="Count pages as passed on which nothing was checked.")
def report(runs: tuple[str, ...], kind: str, out: str, *, allow_unverified: bool) -> None:
    """Make a report of recorded runs, by their ids; without any, of the last run of each page."""
    from runner.report.formats import report_text
    from runner.suite.stored import stored_outcome

    files = report_files([f"{kind}={out}"], FORMATS) if out else []
    outcome = stored_outcome(runs, allow_unverified=allow_unverified)
    for _, file in files:
        file.write_text(report_text(kind, outcome), encoding="utf-8", errors="replace")
    if not files:
        _print(kind, outcome)


def _print(kind: str, outcome: SuiteOutcome) -> None:
    """Print a report; on GitHub what is in it cannot act, unless it is what GitHub is to read."""
    from runner.report.formats import report_text

    text = report_text(kind, outcome)
    if kind in ("json", "jsonl"):
        sys.stdout.write(inert_json(text, os.environ))
    elif kind == _ACTS or not on_github(os.environ):
        sys.stdout.write(text)
    else:
        with commands_stopped(sys.stdout, os.environ):
            sys.stdout.write(text)
    sys.stdout.flush()
