"""The commands that look at recorded runs: list, show, compare, prune. Decides nothing of what they show."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

import click

from runner.cli.console_guard import guarded
from runner.cli.reports import print_json
from runner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from runner.report.lines import Line
    from runner.store.history import History
    from runner.store.records import Record

_AGE = r"(\d{1,6})([hdw])"
_HOURS = {"h": 1, "d": 24, "w": 168}
_LIST = "list"
_output = click.option(
    "--output", type=click.Choice(["console", "json"]), default="console", help="What stdout gets."
)
_shared = click.option("--shared", is_flag=True, help="Fetch the runs of other machines first.")


class _Runs(click.Group):
    """Takes a page, or nothing, for what is to be listed."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {*self.commands, *ctx.help_option_names}
        return super().parse_args(ctx, args if args and args[0] in own else [_LIST, *args])


@click.group(cls=_Runs, options_metavar="[PAGE] [OPTIONS]", subcommand_metavar="| show ID | ...")
def runs() -> None:
    """List the last run of each page, the newest first.

    With --all every run, or the runs of PAGE; with PAGE --step ID how that step came out in each of them.
    """


@runs.command(_LIST, hidden=True)
@click.argument("page", required=False)
@click.option("--all", "every", is_flag=True, help="All runs of all pages.")
@click.option("--step", metavar="ID", help="How this step of PAGE came out in each run.")
@_output
@_shared
@guarded
def list_runs(page: str | None, output: str, *, step: str | None, every: bool, shared: bool) -> None:
    """List the last run of each page, or all runs of PAGE, the newest first."""
    if step is not None:
        _list_step(page, step, output, shared=shared)
        return
    from runner.api.recorded import recorded_runs
    from runner.store.listing import no_runs, run_lines, runs_as_json

    with recorded_runs(shared=shared) as history:
        _say_notes(history)
        found = history.runs(page) if page or every else history.latest()
    if output == "json":
        print_json([runs_as_json(found)], several=False)
        return
    _write(run_lines(found))
    if not found:
        click.echo(no_runs(page or ""), err=True)


def _list_step(page: str | None, step: str, output: str, *, shared: bool) -> None:
    from runner.api.recorded import recorded_runs
    from runner.store.listing import no_runs
    from runner.store.step_history import step_lines, step_runs, step_runs_as_json

    if page is None:
        raise UsageError(f"runs --step {step}: name the page too: `runbook runs PAGE --step {step}`")
    with recorded_runs(shared=shared) as history:
        _say_notes(history)
        found = step_runs(page, history.past_runs(page), step)
    if output == "json":
        print_json([step_runs_as_json(found)], several=False)
        return
    _write(step_lines(found))
    if not found:
        click.echo(no_runs(page), err=True)


@runs.command()
@click.argument("run_id", metavar="ID")
@_output
@_shared
@guarded
def show(run_id: str, output: str, *, shared: bool) -> None:
    """Show a run as it was told. The first characters of its id are enough."""
    from runner.api.recorded import recorded_runs

    with recorded_runs(shared=shared) as history:
        _say_notes(history)
        record = history.find(run_id)
    if output == "json":
        print_json([record.whole()], several=False)
    else:
        _tell(record)


def _tell(record: Record) -> None:
    from runner.report.console import console_reporter
    from runner.store.rebuild import events_of

    reporter = console_reporter(sys.stdout, os.environ)
    for event in events_of(record):
        reporter.receive(event)
    reporter.close()


@runs.command()
@click.argument("words", nargs=-1, required=True, metavar="ID ID | PAGE")
@_output
@_shared
@guarded
def compare(words: tuple[str, ...], output: str, *, shared: bool) -> None:
    """Show which steps came out otherwise: of two runs, or of the last two of a page."""
    from runner.api.recorded import compare as compare_runs
    from runner.api.recorded import recorded_runs
    from runner.store.comparison import comparison_as_json, comparison_lines

    if len(words) > 2:  # noqa: PLR2004 - two runs are what is compared
        raise UsageError(f"runs compare {' '.join(words)}: write `runs compare ID ID` or `runs compare PAGE`")
    with recorded_runs(shared=shared) as history:
        _say_notes(history)
        found = compare_runs(history, words)
    if output == "json":
        print_json([comparison_as_json(found)], several=False)
    else:
        _write(comparison_lines(found))


@runs.command()
@click.option("--keep", type=click.IntRange(min=1), metavar="N", help="Keep the last N runs of each page.")
@click.option("--older-than", metavar="AGE", default="", help="Keep what is younger, such as 30d, 12h or 4w.")
@click.option("--dry-run", is_flag=True, help="Remove nothing; say what would be removed.")
def prune(keep: int | None, older_than: str, *, dry_run: bool) -> None:
    """Remove old runs; never the last run of a page, nor the last one that passed."""
    from runner.api.recorded import prune as prune_runs
    from runner.store.listing import run_lines

    done = prune_runs(keep=keep, older_than=_age(older_than), dry_run=dry_run)
    if dry_run:
        _write(run_lines(done.runs))
    count = f"{len(done.runs)} {'run' if len(done.runs) == 1 else 'runs'}"
    freed = f", {done.freed} bytes of outputs that no other run needs" if done.freed else ""
    click.echo(f"would remove {count}" if dry_run else f"removed {count}{freed}")


@runs.command("share")
def share_runs() -> None:
    """Copy the runs that the shared history lacks, such as those of a time when it could not be reached."""
    from runner.api.recorded import share_runs as share

    count = share()
    click.echo(f"copied {count} {'run' if count == 1 else 'runs'}")


def _age(text: str) -> timedelta | None:
    from datetime import timedelta

    if not text:
        return None
    match = re.fullmatch(_AGE, text)
    if match is None:
        message = f"--older-than {text}: this is no age; write a number with h, d or w, such as 30d"
        raise UsageError(message)
    return timedelta(hours=int(match[1]) * _HOURS[match[2]])


def _say_notes(history: History) -> None:
    for note in history.notes:
        click.echo(f"runbook: {note}", err=True)


def _write(lines: Iterable[Line]) -> None:
    from runner.report.console import write_lines

    write_lines(lines, sys.stdout, os.environ)
