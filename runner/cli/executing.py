"""The commands that run pages: execute and accept. Decides nothing of a run."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from runner.cli.console_guard import guarded
from runner.cli.flags import executing, gating, judging, options_of, shared
from runner.cli.reports import print_json, report_files, write_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from runner.api.options import Options
    from runner.api.preparing import Prepared
    from runner.person import Questions
    from runner.results import Run
    from runner.run.interruption import Interruption


@click.command()
@shared
@judging
@executing
@gating
@click.option(
    "--yes", is_flag=True, help="Let steps overwrite files that differ, delete and cost money in a cloud."
)
@guarded
def execute(**flags: Any) -> int:  # noqa: ANN401 - click's own calling convention
    """Run pages as written, check what they say, and show what was checked and what was not."""
    runs: list[Run] = []
    return _with_share(_execute(flags, runs), runs, flags["min_verified"])


def _with_share(status: int, runs: Sequence[Run], least: float | None) -> int:
    """The exit status, with the share of verified steps taken into account where one is asked for."""
    from runner.api.exits import EXIT_BLOCKED, EXIT_FAILED, EXIT_PASSED

    if least is None:
        return status
    from runner.api.verified_share import verified_share

    shortfall = verified_share(runs).shortfall(least)
    if not shortfall:
        return status
    click.echo(shortfall, err=True)
    return EXIT_FAILED if status in (EXIT_PASSED, EXIT_BLOCKED) else status


@click.command()
@shared
@executing
@click.option("--check", is_flag=True, help="Write nothing; the exit status is 1 if a page would change.")
@click.option("--yes", is_flag=True, help="Write the pages without asking.")
@guarded
def accept(**flags: Any) -> int:  # noqa: ANN401 - click's own calling convention
    """Run pages and write what they printed into their output fences that no longer hold."""
    from runner.accepting import accept_outputs
    from runner.api.refusing import refuse_mirrored_pages

    refuse_mirrored_pages(flags["pages"])
    runs: list[Run] = []
    status = _execute({**flags, "yes": False, "past_output": True}, runs)
    return accept_outputs(runs, status, flags)


def _execute(flags: dict[str, Any], runs: list[Run]) -> int:
    """Run the pages, one run each; what ran is in `runs` also where a later page could not be begun."""
    from runner.api.exits import exit_status
    from runner.run.interruption import Interruption

    options = options_of(flags)
    reports = _report_files(flags["reports"])
    if flags["interactive"]:
        _require_person()
    prepared, options = _ready(flags["pages"], options)
    interruption = Interruption()
    with interruption.installed():
        try:
            _run_pages(prepared, options, flags=flags, interruption=interruption, runs=runs)
        finally:
            # What ran is reported even where a later page could not be begun.
            _report(runs, reports, flags["output"], several=len(prepared) > 1)
    return exit_status(runs, interrupted=interruption.requested)


def _ready(pages: Sequence[str], options: Options) -> tuple[list[Prepared], Options]:
    """The pages, ready to be run, and the options with what a person was asked for."""
    from runner.api import refusing
    from runner.api.preparing import prepare
    from runner.plan.plan import missing_values

    prepared = prepare(pages, options)
    if missing := [page for page in prepared if missing_values(page.plan)]:
        options = _ask_for_values(missing, options)
        prepared = prepare(pages, options)
    refusing.refuse_missing_values(prepared)
    refusing.refuse_missing_folders(prepared, options)
    refusing.refuse_missing_sandbox(options)
    return prepared, options


def _run_pages(
    prepared: Sequence[Prepared],
    options: Options,
    *,
    flags: dict[str, Any],
    interruption: Interruption,
    runs: list[Run],
) -> None:
    questions: Questions | None = None
    for page in prepared:
        if interruption.requested or (questions is not None and questions.left):
            break
        questions = _questions(page) if flags["interactive"] else None
        quiet = flags["output"] == "json"
        ready = _allowed(page, interactive=flags["interactive"])
        runs.append(_run_page(ready, options, interruption, questions, quiet=quiet))


def _allowed(page: Prepared, *, interactive: bool) -> Prepared:
    """The page with nothing held back, where a person allows it or is asked of each step anyway."""
    if not page.held:
        return page
    from msgspec.structs import replace

    from runner import person
    from runner.api.preparing import public_plan

    if interactive or (person.is_present() and person.allows(public_plan(page), page.held)):
        return replace(page, held={})
    return page


def _require_person() -> None:
    from runner.person import require

    require()


def _questions(page: Prepared) -> Questions:
    from runner.person import Questions

    return Questions(page.plan)


def _run_page(
    page: Prepared, options: Options, interruption: Interruption, ask: Questions | None, *, quiet: bool
) -> Run:
    from runner.api.running import Attended, run_page
    from runner.report.console import console_reporter

    reporter = console_reporter(sys.stderr if quiet else sys.stdout, os.environ)
    try:
        return run_page(page, options, [reporter], interruption, attended=Attended(ask=ask))
    finally:
        reporter.close()


def _ask_for_values(pages: Sequence[Prepared], options: Options) -> Options:
    """Have a person give what is missing, where there is one."""
    from msgspec.structs import replace

    from runner import person

    if not person.is_present():
        return options
    return replace(options, asked={page.plan.procedure.path: person.ask_values(page.plan) for page in pages})


def _report_files(given: Sequence[str]) -> list[tuple[str, Path]]:
    if not given:
        return []
    from runner.report.formats import FORMATS

    return report_files(given, FORMATS)


def _report(runs: Sequence[Run], files: Sequence[tuple[str, Path]], output: str, *, several: bool) -> None:
    if not (files or output == "json") or not (runs or several):
        return
    from runner.report.result_json import run_as_json

    results = [run_as_json(run) for run in runs]
    for kind, file in files:
        if kind == "json":
            write_json(results, file, several=several)
        else:
            _write_report(kind, file, runs)
    if output == "json":
        print_json(results, several=several)


def _write_report(kind: str, file: Path, runs: Sequence[Run]) -> None:
    from runner.report.formats import report_text
    from runner.suite.judging import sum_up

    file.write_text(report_text(kind, sum_up(runs)), encoding="utf-8", errors="replace")
