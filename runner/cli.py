"""The command line: flags to options, events to reports, errors to exit statuses. Decides nothing else."""

from __future__ import annotations

import json
import math
import os
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from runner import __version__
from runner.errors import RunbookError, UsageError
from runner.places import named

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

    from runner.api import Options, Prepared
    from runner.person import Questions
    from runner.results import Run
    from runner.run.interruption import Interruption

_INCLUDES = ("optional", "alternative")
_REPORTS = ("json",)
_FINDING_REPORTS = ("json", "github")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="runbook")
def cli() -> None:
    """How-To pages that run: execute a page's blocks as steps and check what it says will happen."""


def _stacked(*decorators: Callable[..., Any]) -> Callable[..., Any]:
    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


_shared = _stacked(
    click.argument("pages", nargs=-1, required=True, metavar="PAGE..."),
    click.option(
        "--var", "variables", multiple=True, metavar="NAME=VALUE", help="Set a variable of the page."
    ),
    click.option("--profile", help="Set the page's variable profile."),
    click.option("--region", help="Set the page's variable region."),
    click.option("--model", help="Set the page's variable model."),
    click.option("--vars", "vars_file", metavar="FILE", default="", help="Read variables from TOML or .env."),
    click.option(
        "--target", type=click.Choice(["auto", "live", "stand-in"]), help="What AWS commands talk to."
    ),
    click.option(
        "--include",
        metavar="KINDS",
        default="",
        help="Run these steps too: optional, alternative, or both with a comma.",
    ),
    click.option(
        "--choose", multiple=True, metavar="ID", help="Run an alternative in place of the first way."
    ),
    click.option("--step", "only", multiple=True, metavar="ID", help="Run this step alone (repeatable)."),
    click.option("--from", "first", metavar="ID", help="Begin with this step."),
    click.option("--until", "last", metavar="ID", help="End with this step."),
    click.option(
        "--output", type=click.Choice(["console", "json"]), default="console", help="What stdout gets."
    ),
)
_executing = _stacked(
    click.option(
        "--report", "reports", multiple=True, metavar="FORMAT=FILE", help="Write a report too: json."
    ),
    click.option("--keep-going", is_flag=True, help="Go on past failed and blocked steps."),
    click.option(
        "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="Limit a step."
    ),
    click.option(
        "--page-timeout",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help="Limit a page, its cleanup left out.",
    ),
    click.option(
        "--keep-output",
        metavar="DIR",
        default="",
        callback=named,
        help="Write the whole output of each step to files in this folder, masked.",
    ),
    click.option(
        "--workdir",
        metavar="DIR",
        default="",
        callback=named,
        help="Run in this folder, not in a temporary one.",
    ),
    click.option("--ignore-preconditions", is_flag=True, help="Run though a precondition is not met."),
    click.option("--resume", is_flag=True, help="Continue the page's newest run where it ended."),
    click.option("--sandbox", is_flag=True, help="Shut the page in: no network, one folder to write."),
    click.option("--allow-network", is_flag=True, help="Leave the sandbox the network."),
    click.option("--interactive", is_flag=True, help="Ask a person before each step."),
    click.option(
        "--allow-write",
        multiple=True,
        callback=named,
        metavar="PATH",
        help="Let file steps write below this place too (repeatable).",
    ),
)


@cli.command()
@_shared
@_executing
@click.option("--yes", is_flag=True, help="Let file steps overwrite files that differ.")
def execute(**flags: Any) -> int:  # noqa: ANN401 - click's own calling convention
    """Run pages as written, check what they say, and show what was checked and what was not."""
    return _execute(flags, [])


@cli.command()
@_shared
@_executing
@click.option("--check", is_flag=True, help="Write nothing; the exit status is 1 if a page would change.")
@click.option("--yes", is_flag=True, help="Write the pages without asking.")
def accept(**flags: Any) -> int:  # noqa: ANN401 - click's own calling convention
    """Run pages and write what they printed into their output fences that no longer hold."""
    from runner.accepting import accept_outputs

    runs: list[Run] = []
    status = _execute({**flags, "yes": False, "past_output": True}, runs)
    return accept_outputs(runs, status, flags)


def _execute(flags: dict[str, Any], runs: list[Run]) -> int:
    """Run the pages, one run each; what ran is in `runs` also where a later page could not be begun."""
    from runner.api import (
        exit_status,
        prepare,
        refuse_missing_folders,
        refuse_missing_sandbox,
        refuse_missing_values,
    )
    from runner.plan.plan import missing_values
    from runner.run.interruption import Interruption

    options = _options(flags)
    reports = [file for _, file in _report_files(flags["reports"], _REPORTS)]
    if flags["interactive"]:
        _require_person()
    prepared = prepare(flags["pages"], options)
    if missing := [page for page in prepared if missing_values(page.plan)]:
        options = _ask_for_values(missing, options)
        prepared = prepare(flags["pages"], options)
    refuse_missing_values(prepared)
    refuse_missing_folders(prepared, options)
    refuse_missing_sandbox(options)
    interruption = Interruption()
    questions: Questions | None = None
    with interruption.installed():
        try:
            for page in prepared:
                if interruption.requested or (questions is not None and questions.left):
                    break
                questions = _questions(page) if flags["interactive"] else None
                quiet = flags["output"] == "json"
                runs.append(_run_page(page, options, interruption, questions, quiet=quiet))
        finally:
            # What ran is reported even where a later page could not be begun.
            _report(runs, reports, flags["output"], several=len(prepared) > 1)
    return exit_status(runs, interrupted=interruption.requested)


def _require_person() -> None:
    from runner.person import require

    require()


def _questions(page: Prepared) -> Questions:
    from runner.person import Questions

    return Questions(page.plan)


def _run_page(
    page: Prepared, options: Options, interruption: Interruption, ask: Questions | None, *, quiet: bool
) -> Run:
    from runner.api import run_page
    from runner.report.console import console_reporter

    reporter = console_reporter(sys.stderr if quiet else sys.stdout, os.environ)
    try:
        return run_page(page, options, [reporter], interruption, ask=ask)
    finally:
        reporter.close()


def _ask_for_values(pages: Sequence[Prepared], options: Options) -> Options:
    """Have a person give what is missing, where there is one."""
    from runner import person

    if not person.is_present():
        return options
    return replace(options, asked={page.plan.procedure.path: person.ask_values(page.plan) for page in pages})


def _report(runs: Sequence[Run], files: Sequence[Path], output: str, *, several: bool) -> None:
    from runner.report.result_json import run_as_json

    results = [run_as_json(run) for run in runs]
    if not results and not several:
        return
    for file in files:
        _write_json(results, file, several=several)
    if output == "json":
        _print_json(results, several=several)


@cli.command()
@_shared
def plan(**flags: Any) -> int:  # noqa: ANN401 - click's own calling convention
    """Show what would run, every variable, and how each sentence is read. Runs nothing."""
    from runner.api import prepare, public_plan
    from runner.report.console import write_lines
    from runner.report.plan_lines import plan_lines
    from runner.report.result_json import plan_as_json

    prepared = prepare(flags["pages"], _options(flags))
    if flags["output"] == "json":
        results = [
            plan_as_json(public_plan(page), target=page.target, tool_version=__version__) for page in prepared
        ]
        _print_json(results, several=len(prepared) > 1)
        return 0
    for page in prepared:
        write_lines(plan_lines(public_plan(page), page.target, page.notes), sys.stdout, os.environ)
    return 0


@cli.command()
@click.argument("pages", nargs=-1, required=True, metavar="PAGE...")
@click.option(
    "--output", type=click.Choice(["console", "json", "github"]), default="console", help="What stdout gets."
)
@click.option(
    "--report", "reports", multiple=True, metavar="FORMAT=FILE", help="Write a report too: json, github."
)
def check(pages: tuple[str, ...], output: str, reports: tuple[str, ...]) -> int:
    """Find faults of pages and commands that a reader should know of. Runs nothing."""
    from runner.api import check_pages
    from runner.outline import Level
    from runner.report.console import write_lines
    from runner.report.findings import finding_lines, findings_as

    files = _report_files(reports, _FINDING_REPORTS)
    findings = check_pages(pages)
    for kind, file in files:
        file.write_text(findings_as(kind, findings), encoding="utf-8", errors="replace")
    if output == "console":
        write_lines(finding_lines(findings), sys.stdout, os.environ)
    else:
        sys.stdout.write(findings_as(output, findings))
    return int(any(finding.level is Level.ERROR for finding in findings))


@cli.command(context_settings={"ignore_unknown_options": False})
@click.argument("words", nargs=-1, metavar="[PAGE | show ID]")
@click.option("--output", type=click.Choice(["console", "json"]), default="console", help="What stdout gets.")
def runs(words: tuple[str, ...], output: str) -> int:
    """List the recorded runs, the newest first, or show one as it was told."""
    from runner.api import find_runs
    from runner.report.console import console_reporter, write_lines
    from runner.store.listing import no_runs, run_lines, runs_as_json
    from runner.store.rebuild import events_of
    from runner.store.records import the_record

    if len(words) > 1 + (words[:1] == ("show",)) or words == ("show",):
        raise UsageError(f"runs {' '.join(words)}: write `runs`, `runs PAGE` or `runs show ID`")
    if words[:1] != ("show",):
        found = find_runs(words[0] if words else None)
        if output == "json":
            _print_json([runs_as_json(found)], several=False)
        else:
            write_lines(run_lines(found), sys.stdout, os.environ)
            if not found:
                click.echo(no_runs(*words), err=True)
        return 0
    record = the_record(words[1], find_runs(None))
    if output == "json":
        _print_json([record.result], several=False)
        return 0
    reporter = console_reporter(sys.stdout, os.environ)
    for event in events_of(record):
        reporter.receive(event)
    reporter.close()
    return 0


@cli.group("stand-in")
def stand_in() -> None:
    """Serve a stand-in for a cloud service on this machine."""


@stand_in.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; a free one if not given.")
def bedrock(port: int) -> int:
    """Serve the stand-in for Amazon Bedrock in the foreground until Ctrl-C."""
    import signal
    import threading

    from runner.aws.stand_in import serve

    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with serve(port=port) as served:
        click.echo(served.url)
        click.echo(f"point the AWS CLI at it with AWS_ENDPOINT_URL={served.url}; Ctrl-C ends it", err=True)
        stopped.wait()
    return 0


def _options(flags: dict[str, Any]) -> Options:
    from runner.api import Options
    from runner.plan.selection import Selection

    for name in ("timeout", "page_timeout"):
        if not math.isfinite(flags.get(name) or 1.0):
            flag = "--" + name.replace("_", "-")
            raise UsageError(f"{flag}: this is no number of seconds; write one such as 300")
    included = [word.strip() for word in flags["include"].split(",") if word.strip()]
    unknown = [word for word in included if word not in _INCLUDES]
    if unknown:
        raise UsageError(f"--include {unknown[0]}: known are {', '.join(_INCLUDES)}")
    return Options(
        variables=_variables(flags["variables"]),
        shorthands={name: flags[name] for name in ("profile", "region", "model") if flags[name] is not None},
        vars_file=flags["vars_file"],
        target=flags["target"] or "",
        selection=Selection(
            optional="optional" in included,
            alternative="alternative" in included,
            choose=flags["choose"],
            only=flags["only"],
            first=flags["first"],
            last=flags["last"],
        ),
        timeout=flags.get("timeout"),
        page_timeout=flags.get("page_timeout"),
        keep_output=flags.get("keep_output", ""),
        workdir=flags.get("workdir", ""),
        past_output=flags.get("past_output", False),
        keep_going=flags.get("keep_going", False),
        ignore_preconditions=flags.get("ignore_preconditions", False),
        yes=flags.get("yes", False),
        sandbox=flags.get("sandbox", False),
        allow_network=flags.get("allow_network", False),
        allow_write=flags.get("allow_write", ()),
        resume=flags.get("resume", False),
    )


def _variables(given: Sequence[str]) -> dict[str, str]:
    found = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals or not name:
            # What was given may be a secret, so only what looks like a name is repeated.
            shown = f" {name}" if name.replace("-", "_").isidentifier() and not equals else ""
            raise UsageError(
                f"--var{shown}: this is no NAME=VALUE; write --var {shown.strip() or 'name'}=value"
            )
        found[name] = value
    return found


def _report_files(given: Sequence[str], known: Sequence[str]) -> list[tuple[str, Path]]:
    """The reports that are asked for: format and file."""
    files = []
    for item in given:
        kind, equals, file = item.partition("=")
        if not equals or not file or kind not in known:
            raise UsageError(f"--report {item}: write FORMAT=FILE, where FORMAT is {', '.join(known)}")
        if Path(file).is_dir():
            raise UsageError(f"--report {item}: {file} is a folder; name a file")
        if not Path(file).parent.is_dir():
            raise UsageError(f"--report {item}: the folder {Path(file).parent} does not exist; make it first")
        files.append((kind, Path(file)))
    return files


def _json_text(results: Sequence[object], *, several: bool) -> str:
    return json.dumps(results if several else results[0], indent=2, ensure_ascii=False) + "\n"


def _write_json(results: Sequence[object], file: Path, *, several: bool) -> None:
    file.write_text(_json_text(results, several=several), encoding="utf-8", errors="replace")


def _print_json(results: Sequence[object], *, several: bool) -> None:
    sys.stdout.write(_json_text(results, several=several))
    sys.stdout.flush()


def main() -> None:
    """Run the command line and leave with the contract's exit status."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # the caller closed it, as `>&-` does
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open to the end
        _never_refuse(getattr(sys, name))
    sys.exit(_status())


def _never_refuse(stream: TextIO) -> None:
    """Write what an old encoding cannot show as `?`, rather than end with an error over a check mark."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")


def _status() -> int:
    try:
        return _invoke()
    except RunbookError as error:
        _complain(f"runbook: {error}")
        return error.exit_status
    except BrokenPipeError:
        _write_no_more()  # the reader closed the pipe, as `| head` does
        return 1
    except OSError as error:
        _write_no_more()
        place = f"{error.filename}: " if error.filename else ""
        _complain(f"runbook: {place}{error.strerror or error}; check the disk and the place of the output")
        return 3
    except Exception as error:  # noqa: BLE001 - the last place that can say it in words
        return _internal(error)


def _write_no_more() -> None:
    """Let what is still to be written to stdout go nowhere, so that Python does not complain at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _invoke() -> int:
    """Run the command, with click's own errors told as click tells them."""
    try:
        return cli.main(standalone_mode=False) or 0
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        said = StringIO()
        error.show(said)
        _complain(said.getvalue().rstrip("\n"))
        return error.exit_code


def _internal(error: Exception) -> int:
    if os.environ.get("RUNBOOK_DEBUG"):
        import traceback

        _complain(traceback.format_exc())
    said = f"{type(error).__name__}: {error}"
    _complain(f"runbook: internal error: {said}; RUNBOOK_DEBUG=1 shows where, please report it")
    return 3


def _complain(text: str) -> None:
    """Write what went wrong to stderr; it may quote a value or a line of a page, so it is masked."""
    from runner.api import masked_error

    click.echo(masked_error(text), err=True)
