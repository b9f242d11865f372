"""The commands that run nothing: plan, check and runs. Decides nothing of what they show."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from runner import __version__
from runner.cli.flags import options_of, shared
from runner.cli.reports import print_json, report_files
from runner.errors import UsageError

if TYPE_CHECKING:
    from runner.store.records import Record


_FINDING_REPORTS = ("json", "github")


@click.command()
@shared
def plan(**flags: Any) -> int:  # noqa: ANN401 - click's own calling convention
    """Show what would run, every variable, and how each sentence is read. Runs nothing."""
    from runner.api.aws_commands import with_aws_faults
    from runner.api.preparing import prepare, public_plan
    from runner.report.console import write_lines
    from runner.report.plan_lines import plan_lines
    from runner.report.result_json import plan_as_json

    prepared = [with_aws_faults(page) for page in prepare(flags["pages"], options_of(flags))]
    if flags["output"] == "json":
        results = [
            plan_as_json(public_plan(page), target=page.target, tool_version=__version__) for page in prepared
        ]
        print_json(results, several=len(prepared) > 1)
        return 0
    for page in prepared:
        write_lines(plan_lines(public_plan(page), page.target, page.notes), sys.stdout, os.environ)
    return 0


@click.command()
@click.argument("pages", nargs=-1, required=True, metavar="PAGE...")
@click.option(
    "--output", type=click.Choice(["console", "json", "github"]), default="console", help="What stdout gets."
)
@click.option(
    "--report", "reports", multiple=True, metavar="FORMAT=FILE", help="Write a report too: json, github."
)
def check(pages: tuple[str, ...], output: str, reports: tuple[str, ...]) -> int:
    """Find faults of pages and commands that a reader should know of. Runs nothing."""
    from runner.api.checking import check_pages
    from runner.outline import Level
    from runner.report.console import write_lines
    from runner.report.findings import finding_lines, findings_as

    files = report_files(reports, _FINDING_REPORTS)
    findings = check_pages(pages)
    for kind, file in files:
        file.write_text(findings_as(kind, findings), encoding="utf-8", errors="replace")
    if output == "console":
        write_lines(finding_lines(findings), sys.stdout, os.environ)
    else:
        sys.stdout.write(findings_as(output, findings))
    return int(any(finding.level is Level.ERROR for finding in findings))


@click.command()
@click.argument("words", nargs=-1, metavar="[PAGE | show ID]")
@click.option("--output", type=click.Choice(["console", "json"]), default="console", help="What stdout gets.")
def runs(words: tuple[str, ...], output: str) -> int:
    """List the recorded runs, the newest first, or show one as it was told."""
    from runner.api.recorded import find_runs
    from runner.store.records import the_record

    if len(words) > 1 + (words[:1] == ("show",)) or words == ("show",):
        raise UsageError(f"runs {' '.join(words)}: write `runs`, `runs PAGE` or `runs show ID`")
    if words[:1] == ("show",):
        _show(the_record(words[1], find_runs(None)), output)
    else:
        found = find_runs(words[0] if words else None)
        _list(found, output)
        if not found and output == "console":
            _say_none(*words)
    return 0


def _list(found: list[Record], output: str) -> None:
    from runner.report.console import write_lines
    from runner.store.listing import run_lines, runs_as_json

    if output == "json":
        print_json([runs_as_json(found)], several=False)
    else:
        write_lines(run_lines(found), sys.stdout, os.environ)


def _say_none(page: str = "") -> None:
    from runner.store.listing import no_runs

    click.echo(no_runs(page), err=True)


def _show(record: Record, output: str) -> None:
    from runner.report.console import console_reporter
    from runner.store.rebuild import events_of

    if output == "json":
        print_json([record.result], several=False)
        return
    reporter = console_reporter(sys.stdout, os.environ)
    for event in events_of(record):
        reporter.receive(event)
    reporter.close()
