"""Pages run, one at a time, each with its record, its stand-in and its sandbox. Plans nothing."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from runner import __version__
from runner.api.asking_aws import asking_aws
from runner.api.page_secrets import secrets_of
from runner.api.preparing import public_plan
from runner.api.sharing import copier
from runner.api.surroundings import asked_folder, user_environment, working_folder
from runner.results import RunFinished, Target
from runner.run.circumstances import Circumstances
from runner.run.execute import execute
from runner.run.masking import make_mask
from runner.store.origin import origin_of
from runner.store.place import places
from runner.store.recorder import About, Beginning, recording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    from runner.api.options import Options
    from runner.api.preparing import Prepared
    from runner.api.stand_in import Served
    from runner.report.console import Reporter
    from runner.results import Event, Run
    from runner.run.asking import Ask
    from runner.run.interruption import Interruption
    from runner.run.masking import Mask
    from runner.run.sandbox import Sandbox
    from runner.run.trail import Trail


class Attended(Struct, frozen=True, kw_only=True):
    """Who goes along with a run.

    Attributes:
        ask: How a person is asked before each step, None where nobody is.
        begin: From where the run begins, None where that is as the reader asks.
        trail: Takes what a later run could go on from; the working folder is then the caller's to remove.
    """

    ask: Ask | None = None
    begin: Beginning | None = None
    trail: Trail | None = None


def run_page(
    prepared: Prepared,
    options: Options,
    reporters: Sequence[Reporter],
    interruption: Interruption,
    *,
    attended: Attended | None = None,
) -> Run:
    """Run one page; the reporters receive every event, the last one also where the run is interrupted.

    Raises:
        EnvironmentNotReadyError: The stand-in or the shell cannot be started.
    """
    attended = attended or Attended()
    with ExitStack() as stack:
        begin = attended.begin or beginning(prepared, options)
        served = _served(prepared, stack)
        circumstances = _circumstances(
            prepared, options, begin=begin, served=served, interruption=interruption
        )
        run = None
        try:
            recorded = _recorded(
                prepared, replace(circumstances, ask=attended.ask, trail=attended.trail), begin
            )
            for event in stack.enter_context(recorded):
                for reporter in reporters:
                    reporter.receive(event)
                if isinstance(event, RunFinished):
                    run = event.run
        finally:
            if run is None or attended.trail is None:
                _clear(begin, run)
    assert run is not None  # noqa: S101 - `execute` always ends with `RunFinished`
    return run


def beginning(prepared: Prepared, options: Options) -> Beginning:
    """Give from where the page's run begins; a fresh folder is made.

    Raises:
        CannotContinueError: There is no run to continue as the reader asks.
    """
    if not options.resume:
        folder, temporary = working_folder(prepared.plan, options)
        return Beginning(folder=folder, temporary=temporary)
    from runner.store.resume import Present, continue_run

    present = Present(
        plan=prepared.plan,
        shown=public_plan(prepared),
        target=prepared.target,
        asked_folder=asked_folder(prepared.plan, options),
        environment=os.environ,
        sandbox=options.sandbox,
    )
    return continue_run(present, places(prepared.root, os.environ))


def _served(prepared: Prepared, stack: ExitStack) -> Served | None:
    if prepared.target is not Target.STAND_IN:
        return None
    from runner.api.stand_in import serving

    return stack.enter_context(serving(prepared.plan, user_environment()))


def _circumstances(
    prepared: Prepared,
    options: Options,
    *,
    begin: Beginning,
    served: Served | None,
    interruption: Interruption,
) -> Circumstances:
    own = user_environment()
    environment = own if served is None else served.environment
    secrets = secrets_of(prepared.plan, environment)
    return Circumstances(
        environment=environment,
        search_path=own["PATH"],
        folder=begin.folder,
        temporary=begin.temporary,
        target=prepared.target,
        mask=make_mask(secrets),
        interruption=interruption,
        tool_version=__version__,
        keep_going=options.keep_going,
        past_output=options.past_output,
        ignore_preconditions=options.ignore_preconditions,
        overwrite=options.yes,
        allow_write=tuple(Path(place) for place in options.allow_write),
        page_timeout=options.page_timeout,
        keep_output=Path(options.keep_output).resolve() if options.keep_output else None,
        ask_aws=asking_aws(prepared.plan, environment),
        sandbox=_sandbox(options, begin.folder, served),
        notes=(*prepared.notes, *begin.notes, *_sandbox_notes(options)),
        keep_state=True,
        secrets=secrets,
        resumed=begin.resumed,
        held=prepared.held,
    )


def _sandbox(options: Options, folder: Path, served: Served | None) -> Sandbox | None:
    if not options.sandbox:
        return None
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


def _recorded(
    prepared: Prepared, circumstances: Circumstances, begin: Beginning
) -> AbstractContextManager[Iterator[Event]]:
    """Give the events of the run, which are recorded as they happen."""
    about = About(
        page=prepared.plan.procedure.path,
        folder=circumstances.mask(str(begin.folder)),
        sandbox=circumstances.sandbox is not None,
        begin=begin,
        started_at=datetime.now(UTC),
        tool_version=__version__,
        origin=_origin(prepared, circumstances.mask),
        copy=copier(prepared.config, prepared.root),
    )
    return recording(execute(prepared.plan, circumstances), about, places(prepared.root, os.environ))


def _origin(prepared: Prepared, mask: Mask) -> dict[str, object]:
    # Not that of the steps: there the stand-in may have put an `aws` of its own before the user's.
    page, uses_aws = prepared.plan.procedure.path, prepared.target is not None
    found = origin_of(page, user_environment(), uses_aws=uses_aws)
    return {**found, "link": mask(str(found["link"])) if found["link"] else None}


def _clear(begin: Beginning, run: Run | None) -> None:
    """Remove a temporary folder, unless it is kept for a look or for a run that continues this one."""
    unfinished = run is None and (begin.resumed.run or any(begin.folder.iterdir()))
    if begin.temporary and not unfinished and (run is None or run.kept_folder is None):
        shutil.rmtree(begin.folder, ignore_errors=True)
