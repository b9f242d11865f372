"""The commands that only read pages: plan and check. Decides nothing of what they show."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from runner import __version__
from runner.cli.console_guard import guarded
from runner.cli.flags import judging, options_of, shared
from runner.cli.reports import print_json, report_files

_FINDING_REPORTS = ("json", "github", "sarif")


@click.command()
@shared
@judging
@guarded
def plan(**flags: Any) -> int:  # noqa: ANN401 - click's own calling convention
    """Show what would run, every variable, and how each sentence is read. Runs nothing."""
    from runner.api.aws_commands import with_aws_faults
    from runner.api.preparing import prepare, public_plan
    from runner.plan.strength import weighed_plan
    from runner.report.console import write_lines
    from runner.report.plan_lines import plan_lines
    from runner.report.result_json import plan_as_json

    prepared = [with_aws_faults(page) for page in prepare(flags["pages"], options_of(flags))]
    plans = [(page, weighed_plan(public_plan(page))) for page in prepared]
    if flags["output"] == "json":
        results = [
            plan_as_json(
                shown, target=page.target, tool_version=__version__, notes=(*shown.notes, *page.notes)
            )
            for page, shown in plans
        ]
        print_json(results, several=len(prepared) > 1)
        return 0
    for page, shown in plans:
        write_lines(plan_lines(shown, page.target, page.notes), sys.stdout, os.environ)
    return 0


@click.command()
@click.argument("pages", nargs=-1, metavar="[PATH]...")
@click.option(
    "--output", type=click.Choice(["console", *_FINDING_REPORTS]), default="console", help="What stdout gets."
)
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="FORMAT=FILE",
    help=f"Write a report too: {', '.join(_FINDING_REPORTS)}.",
)
@guarded
def check(pages: tuple[str, ...], output: str, reports: tuple[str, ...]) -> int:
    """Find faults of pages and commands that a reader should know of. Runs nothing."""
    from runner.api.checking import check_pages
    from runner.outline import Level
    from runner.report.console import write_lines
    from runner.report.findings import finding_lines, findings_as
    from runner.report.github_log import inert_json

    files = report_files(reports, _FINDING_REPORTS)
    findings = check_pages(pages)
    for kind, file in files:
        file.write_text(findings_as(kind, findings), encoding="utf-8", errors="replace")
    if output == "console":
        write_lines(finding_lines(findings), sys.stdout, os.environ)
    else:
        text = findings_as(output, findings)
        sys.stdout.write(text if output == "github" else inert_json(text, os.environ))
    return int(any(finding.level is Level.ERROR for finding in findings))
