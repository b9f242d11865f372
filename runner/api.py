"""The use cases, and the only wiring: pages in, plans and events out. Prints nothing."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from runner import __version__
from runner.config import Config, find_config, read_variables
from runner.errors import PageError, UsageError
from runner.model import Source, StepKind
from runner.outline import Level
from runner.plan.plan import DEFAULT_TIMEOUT, Request, make_plan, missing_values, secret_values
from runner.plan.programs import calls_program
from runner.plan.selection import Selection
from runner.plan.values import Values, secret_inputs
from runner.read.outline import read_outline
from runner.read.procedure import procedure_of, read_procedure
from runner.read.source import read_source
from runner.results import Run, RunFinished, Target, Verdict
from runner.run.masked import masked
from runner.run.masking import known_secrets, make_mask
from runner.store.place import places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from runner.aws.stand_in import StandIn
    from runner.model import Plan, Procedure, Settings
    from runner.outline import Finding
    from runner.report.console import Reporter
    from runner.results import Event
    from runner.run.asking import Ask
    from runner.run.execute import Circumstances
    from runner.run.interruption import Interruption
    from runner.run.masking import Mask
    from runner.run.sandbox import Sandbox
    from runner.store.recorder import Beginning
    from runner.store.records import Record

EXIT_PASSED, EXIT_FAILED, EXIT_USAGE, EXIT_INTERNAL, EXIT_BLOCKED, EXIT_NOTHING, EXIT_INTERRUPTED = (
    *range(6),
    130,
)
_ON_THE_PAGE = (Source.PAGE, Source.LIFTED)
_GRAVEST = (EXIT_INTERNAL, EXIT_USAGE, EXIT_FAILED, EXIT_BLOCKED, EXIT_PASSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the reader asks, as every edge gives it.

    Attributes:
        target: `auto`, `live` or `stand-in`; empty leaves it to page and configuration.
        timeout: Seconds a step.
        page_timeout: Seconds a page, its cleanup left out.
        keep_output: The folder for the whole output of the steps; empty for none.
        resume: Whether the page's newest run is continued.
        asked: What a person was asked for: page → variable → value.
        sandbox: Whether the page's shell is shut in; `allow_network` leaves it the network.
        past_output: Whether a step that fails by its output fences alone does not end the run.
        yes: Whether files that differ may be overwritten outside a temporary folder.
    """

    variables: Mapping[str, str] = field(default_factory=dict)
    shorthands: Mapping[str, str] = field(default_factory=dict)
    vars_file: str = ""
    target: str = ""
    selection: Selection = field(default_factory=Selection)
    timeout: float | None = None
    page_timeout: float | None = None
    keep_output: str = ""
    workdir: str = ""
    keep_going: bool = False
    past_output: bool = False
    ignore_preconditions: bool = False
    yes: bool = False
    allow_write: tuple[str, ...] = ()
    resume: bool = False
    sandbox: bool = False
    allow_network: bool = False
    asked: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A page that is ready to be run or shown: its plan, its target, and what a person should know.

    Attributes:
        root: The folder of the nearest configuration, else the current one.
    """

    plan: Plan
    target: Target | None
    notes: tuple[str, ...] = ()
    root: Path = field(default_factory=Path.cwd)


def prepare(paths: Sequence[str], options: Options) -> list[Prepared]:
    """Read and plan pages; nothing of them is run.

    Raises:
        PageError: A page cannot be read as its author meant it; the text names every fault.
        UsageError: A variable, step or setting cannot be used as asked.
    """
    # Before anything can go wrong over them.
    _hidden_in_errors(os.environ, {}, options.variables.items())
    config = find_config(Path.cwd())
    values = Values(
        variables=options.variables,
        shorthands=options.shorthands,
        environment=os.environ,
        file=read_variables(options.vars_file) if options.vars_file else {},
        config=config.variables,
    )
    request = Request(
        values=values,
        selection=options.selection,
        timeout=options.timeout,
        default_timeout=config.timeout or DEFAULT_TIMEOUT,
        lift=config.lift,
    )
    return [_prepare(path, options, config, request) for path in paths]


def _prepare(path: str, options: Options, config: Config, request: Request) -> Prepared:
    procedure = _read(path)
    errors = [finding for finding in procedure.findings if finding.level is Level.ERROR]
    if errors:
        raise PageError("\n".join(str(finding) for finding in errors))
    values = replace(request.values, asked=options.asked.get(path, {}))
    _hidden_in_errors({}, secret_inputs(procedure, values))
    plan = make_plan(procedure, replace(request, values=values))
    target, notes = _settle_target(plan, options.target or procedure.settings.target or config.target)
    notes = (*notes, *_without_effect(procedure.settings))
    notes = masked(notes, _mask(plan, os.environ))
    return Prepared(plan=plan, target=target, notes=notes, root=_root(config))


def _root(config: Config) -> Path:
    return Path(config.path).parent if config.path else Path.cwd()


def _read(path: str) -> Procedure:
    try:
        return read_procedure(read_source(path))
    except RecursionError:
        raise PageError(
            f"{path}:1: its lists or quotes are nested too deeply to be read; flatten them"
        ) from None


def _without_effect(settings: Settings) -> Iterator[str]:
    """Name the settings that the page gives and no command of this version heeds."""
    for name in ("allow", "needs", "expect-verdict", "because"):
        if getattr(settings, name.replace("-", "_")):
            yield f"the setting `{name}` is known and has no effect yet"


def check_pages(paths: Sequence[str]) -> list[Finding]:
    """Find the faults of pages, in page order; nothing of them is run.

    Raises:
        PageError: A page cannot be read at all.
    """
    mask = make_mask(_hidden_in_errors(os.environ, {}))
    return [masked(finding, mask) for path in paths for finding in _check(path)]


def _check(path: str) -> list[Finding]:
    from runner.plan.commands import find_risky_commands
    from runner.plan.instructions import find_told_otherwise
    from runner.plan.unread import find_unread_files
    from runner.read.faults import find_faults
    from runner.read.missing_links import find_missing_links

    source = read_source(path)
    outline = read_outline(source)
    procedure = procedure_of(outline)
    findings = [
        *procedure.findings,
        *find_faults(outline, procedure),
        *find_missing_links(outline, source.lines()),
        *find_risky_commands(procedure),
        *find_unread_files(procedure),
        *find_told_otherwise(procedure),
    ]
    return sorted(findings, key=lambda finding: finding.location.line)


def refuse_missing_values(prepared: Sequence[Prepared]) -> None:
    """Refuse pages that cannot be run before the reader gives a value.

    Raises:
        UsageError: Names every such variable of every page, each with its place.
    """
    missing = [text for page in prepared if (text := missing_values(page.plan))]
    if missing:
        raise UsageError("\n".join(missing))


def refuse_missing_folders(prepared: Sequence[Prepared], options: Options) -> None:
    """Refuse working folders that do not exist, before any page runs.

    Raises:
        UsageError: Names the first such folder.
    """
    for page in prepared:
        asked = _asked_folder(page.plan, options)
        if asked is not None and not asked.is_dir():
            path = page.plan.procedure.path
            raise UsageError(f"{path}: the working folder {asked} does not exist; make it, or name another")


def _asked_folder(plan: Plan, options: Options) -> Path | None:
    page = plan.procedure
    if options.workdir:
        return Path(options.workdir)
    return Path(page.path).parent / page.settings.workdir if page.settings.workdir else None


def _settle_target(plan: Plan, choice: str) -> tuple[Target | None, tuple[str, ...]]:
    """Decide what the page's AWS commands will talk to, as the contract's `--target auto` says."""
    from runner.aws.profiles import profile_is_configured

    stand_in = plan.procedure.settings.stand_in
    commands = [planned.text for planned in plan.steps if planned.step.kind is StepKind.COMMAND]
    if choice == "stand-in":
        return Target.STAND_IN, ()
    if not stand_in and not calls_program(commands, "aws"):
        return None, ()
    profiles = _profiles(plan)
    missing = [name for name in profiles if not profile_is_configured(name, os.environ)]
    if choice == "live" or not missing:
        return Target.LIVE, ()
    if stand_in:
        return Target.STAND_IN, (f"the AWS profile {missing[0]} is not configured, so the stand-in answers",)
    return Target.LIVE, (f"the AWS profile {missing[0]} is not configured; --target stand-in needs none",)


def _profiles(plan: Plan) -> list[str]:
    lifted = [item.value for item in plan.variables if item.name.partition("@")[0] == "profile"]
    return lifted or [os.environ.get("AWS_PROFILE") or "default"]


def run_page(
    prepared: Prepared,
    options: Options,
    reporters: Sequence[Reporter],
    interruption: Interruption,
    *,
    ask: Ask | None = None,
) -> Run:
    """Run one page; the reporters receive every event, the last one also where the run is interrupted.

    Raises:
        EnvironmentNotReadyError: The stand-in or the shell cannot be started.
    """
    from runner.run.execute import Circumstances

    plan = prepared.plan
    with ExitStack() as stack:
        begin = _beginning(prepared, options)
        environment = _environment()
        search_path = environment["PATH"]
        served = None
        if prepared.target is Target.STAND_IN:
            served = stack.enter_context(_stand_in(plan, environment))
            environment = served.environment
        circumstances = Circumstances(
            environment=environment,
            search_path=search_path,
            folder=begin.folder,
            temporary=begin.temporary,
            target=prepared.target,
            mask=_mask(plan, environment),
            interruption=interruption,
            tool_version=__version__,
            keep_going=options.keep_going,
            past_output=options.past_output,
            ignore_preconditions=options.ignore_preconditions,
            overwrite=options.yes,
            allow_write=tuple(Path(place) for place in options.allow_write),
            page_timeout=options.page_timeout,
            keep_output=Path(options.keep_output).resolve() if options.keep_output else None,
            ask=ask,
            sandbox=_sandbox(options, begin.folder, served) if options.sandbox else None,
            notes=(*prepared.notes, *begin.notes, *_sandbox_notes(options)),
            keep_state=True,
            secrets=_secrets(plan, environment),
            resumed=begin.resumed,
        )
        run = None
        try:
            for event in stack.enter_context(_recorded(prepared, circumstances, begin)):
                for reporter in reporters:
                    reporter.receive(event)
                if isinstance(event, RunFinished):
                    run = event.run
        finally:
            _clear(begin, run)
    assert run is not None  # noqa: S101 - `execute` always ends with `RunFinished`
    return run


def _beginning(prepared: Prepared, options: Options) -> Beginning:
    from runner.store.recorder import Beginning

    if not options.resume:
        folder, temporary = _working_folder(prepared.plan, options)
        return Beginning(folder=folder, temporary=temporary)
    from runner.store.resume import Present, continue_run

    present = Present(
        plan=prepared.plan,
        shown=public_plan(prepared),
        target=prepared.target,
        asked_folder=_asked_folder(prepared.plan, options),
        environment=os.environ,
        sandbox=options.sandbox,
    )
    return continue_run(present, places(prepared.root, os.environ))


def _recorded(
    prepared: Prepared, circumstances: Circumstances, begin: Beginning
) -> AbstractContextManager[Iterator[Event]]:
    """Give the events of the run, which are recorded as they happen."""
    from runner.run.execute import execute
    from runner.store.recorder import About, recording

    about = About(
        page=prepared.plan.procedure.path,
        folder=circumstances.mask(str(begin.folder)),
        sandbox=circumstances.sandbox is not None,
        begin=begin,
        started_at=datetime.now(UTC),
        tool_version=__version__,
    )
    return recording(execute(prepared.plan, circumstances), about, places(prepared.root, os.environ))


def _clear(begin: Beginning, run: Run | None) -> None:
    """Remove a temporary folder, unless it is kept for a look or for a run that continues this one."""
    unfinished = run is None and (begin.resumed.run or any(begin.folder.iterdir()))
    if begin.temporary and not unfinished and (run is None or run.kept_folder is None):
        shutil.rmtree(begin.folder, ignore_errors=True)


def find_runs(page: str | None) -> list[Record]:
    """Give the recorded runs of the project or of one page, the newest first."""
    from runner.store.records import find_records

    return find_records(places(_root(find_config(Path.cwd())), os.environ), page)


def _working_folder(plan: Plan, options: Options) -> tuple[Path, bool]:
    asked = _asked_folder(plan, options)
    if asked is not None:
        return asked.resolve(), False
    return Path(tempfile.mkdtemp(prefix="runbook-")).resolve(), True


def _environment() -> dict[str, str]:
    """The user's own environment, with this interpreter's folder at the end of PATH."""
    environment = dict(os.environ)
    own = str(Path(sys.executable).parent)
    path = environment.get("PATH", os.defpath)
    environment["PATH"] = path if own in path.split(os.pathsep) else f"{path}{os.pathsep}{own}"
    return environment


def refuse_missing_sandbox(options: Options) -> None:
    """Refuse to run pages where the sandbox that the reader asked for cannot be had.

    Raises:
        EnvironmentNotReadyError: bubblewrap is missing or cannot work here.
        UsageError: The network is allowed to a sandbox that nobody asked for.
    """
    if options.allow_network and not options.sandbox:
        raise UsageError("--allow-network is for a sandbox; add --sandbox, or leave it out")
    if options.sandbox:
        from runner.run.sandbox import require_bubblewrap

        require_bubblewrap(_environment(), allow_network=options.allow_network)


def _sandbox(options: Options, folder: Path, served: _Served | None) -> Sandbox:
    from runner.run.sandbox import Loopback, Sandbox

    loopback = None
    if served is not None:
        loopback = Loopback(port=served.stand_in.port, take=served.stand_in.listen_too)
    return Sandbox(
        folder=folder,
        allow_network=options.allow_network,
        readable=() if served is None else (served.folder,),
        loopback=loopback,
    )


def _sandbox_notes(options: Options) -> Iterator[str]:
    if options.sandbox:
        network = "the network" if options.allow_network else "no network"
        yield f"in a sandbox: {network}; only the working folder can be written"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Served:
    """A stand-in that serves one page: the page's environment, and the folder that it points at."""

    stand_in: StandIn
    environment: dict[str, str]
    folder: Path


@contextmanager
def _stand_in(plan: Plan, environment: Mapping[str, str]) -> Iterator[_Served]:
    from runner.aws.environment import stand_in_environment
    from runner.aws.stand_in import serve

    region = next((item.value for item in plan.variables if item.name.partition("@")[0] == "region"), "")
    with serve() as stand_in, tempfile.TemporaryDirectory(prefix="runbook-aws-") as folder:
        made = stand_in_environment(
            Path(folder),
            url=stand_in.url,
            profiles=_profiles(plan),
            region=region or "us-east-1",
            inherited=environment,
        )
        yield _Served(stand_in=stand_in, environment=made, folder=Path(folder))


def public_plan(prepared: Prepared) -> Plan:
    """Give a plan as it may be shown: without the secrets of the page and of the environment."""
    from runner.run.execute import masked_plan

    return masked_plan(prepared.plan, _mask(prepared.plan, os.environ))


def _mask(plan: Plan, environment: Mapping[str, str]) -> Mask:
    """Make the mask of a run."""
    return make_mask(_secrets(plan, environment))


def _secrets(plan: Plan, environment: Mapping[str, str]) -> dict[str, str]:
    """Give what a run hides: what the page declares, and what a name says is secret."""
    from runner.aws.credentials import settings_values

    given = [(item.name, item.value) for item in plan.variables if item.source not in _ON_THE_PAGE]
    others = [*settings_values(os.environ), *given]
    return _hidden_in_errors(environment, secret_values(plan), others)


# Errors come from anywhere, also after a run; what any page of this process held secret is hidden in them.
_SECRETS: dict[str, str] = {}


def _hidden_in_errors(
    environment: Mapping[str, str], declared: Mapping[str, str], others: Iterable[tuple[str, str]] = ()
) -> dict[str, str]:
    secrets = known_secrets(environment, declared, others)
    _SECRETS.update(secrets)
    return secrets


def masked_error(text: str) -> str:
    """Give a message of an error as it may be shown."""
    return make_mask(_SECRETS | known_secrets(os.environ, {}))(text)


def nothing_to_run(run: Run) -> bool:
    """Whether a page holds no step that could run."""
    return all(planned.step.kind is StepKind.MANUAL or planned.skip for planned in run.plan.steps)


def exit_status(runs: Sequence[Run], *, interrupted: bool) -> int:
    """Give the exit status of `execute` for its runs, the gravest of all pages'."""
    if interrupted:
        return EXIT_INTERRUPTED
    if all(nothing_to_run(run) for run in runs):
        return EXIT_NOTHING
    statuses = {
        Verdict.PASSED: EXIT_PASSED,
        Verdict.UNVERIFIED: EXIT_PASSED,
        Verdict.FAILED: EXIT_FAILED,
        Verdict.UNKNOWN: EXIT_FAILED,
        Verdict.BLOCKED: EXIT_BLOCKED,
    }
    found = {statuses[run.verdict] for run in runs}
    return next(status for status in _GRAVEST if status in found)
