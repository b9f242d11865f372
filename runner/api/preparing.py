"""Pages read and planned, ready to be run or shown. Runs nothing of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from runner.api.hidden import hide_in_errors
from runner.api.holding import held_steps
from runner.api.page_secrets import mask_of
from runner.api.surroundings import project_root
from runner.api.targets import settle_target
from runner.config import Config, find_config, read_variables
from runner.errors import PageError
from runner.outline import Level
from runner.plan.plan import DEFAULT_TIMEOUT, Request, make_plan
from runner.plan.values import Values, secret_inputs
from runner.read.procedure import read_procedure
from runner.read.source import read_source
from runner.run.masked import masked
from runner.run.masked_plan import masked_plan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runner.api.options import Options
    from runner.model import Plan, Procedure
    from runner.results import Target


class Prepared(Struct, frozen=True, kw_only=True):
    """A page that is ready to be run or shown: its plan, its target, and what a person should know.

    Attributes:
        root: The folder of the nearest configuration, else the current one.
        held: The steps that somebody must allow first: id → why and how.
        config: What the project says of all its pages.
    """

    plan: Plan
    target: Target | None
    notes: tuple[str, ...] = ()
    root: Path = field(default_factory=Path.cwd)
    held: Mapping[str, str] = field(default_factory=dict)
    config: Config = field(default_factory=Config)


def prepare(paths: Sequence[str], options: Options) -> list[Prepared]:
    """Read and plan pages; nothing of them is run.

    Raises:
        PageError: A page cannot be read as its author meant it; the text names every fault.
        UsageError: A variable, step or setting cannot be used as asked.
    """
    # Before anything can go wrong over them.
    environment = dict(os.environ)
    hide_in_errors(environment, {}, [*options.variables.items(), *options.shorthands.items()])
    config = find_config(Path.cwd())
    values = Values(
        variables=options.variables,
        shorthands=options.shorthands,
        environment=environment,
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
    hide_in_errors({}, secret_inputs(procedure, values))
    request = replace(request, values=values)
    plan, judged = _judged(make_plan(procedure, request), options, config, request)
    target, notes = settle_target(plan, options.target or procedure.settings.target or config.target)
    notes = (*notes, *judged)
    notes = masked(notes, mask_of(plan, values.environment)) if notes else notes
    held = {} if options.yes else held_steps(plan, target, allowed=procedure.settings.allow)
    return Prepared(
        plan=plan, target=target, notes=notes, root=project_root(config), held=held, config=config
    )


def _judged(plan: Plan, options: Options, config: Config, request: Request) -> tuple[Plan, tuple[str, ...]]:
    """The plan with what the judge read of its sentences, where one is asked for, and what is to be said."""
    if not options.judge:
        return plan, ()
    from runner.api.judging import judge_page

    procedure, note = judge_page(plan, options, config)
    return make_plan(procedure, request), (note,)


def _read(path: str) -> Procedure:
    try:
        return read_procedure(read_source(path))
    except RecursionError:
        raise PageError(
            f"{path}:1: its lists or quotes are nested too deeply to be read; flatten them"
        ) from None


def public_plan(prepared: Prepared) -> Plan:
    """Give a plan as it may be shown: without the secrets of the page and of the environment."""
    return masked_plan(prepared.plan, mask_of(prepared.plan, os.environ))
