"""What a step runs and checks, and what concerns all steps, as digests. Knows no shell and no folder.

Lines do not count: a step that was moved is the same.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from msgspec import to_builtins
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner.api.options import Options
    from runner.api.preparing import Prepared
    from runner.expectations import Claim
    from runner.model import PlannedStep, Settings

_PLACES = frozenset({"line", "end_line", "code_line"})


def step_mark(planned: PlannedStep) -> str:
    """Give the digest of all by which a step runs and is checked, its values filled in."""
    step = planned.step
    return _digest(
        (step.id, step.kind, step.sha256, step.language, step.source, step.file, step.exit_status),
        (step.section_kind, step.optional, step.alternative, step.stands_for),
        (planned.text, planned.skip, planned.timeout),
        _without_places(to_builtins((step.manner, planned.holes, planned.captures))),
        tuple(map(_of_claim, step.claims)),
    )


def common_marks(prepared: Prepared, options: Options) -> dict[str, str]:
    """Give what concerns all steps, in words → its digest.

    The values of variables are not among it: they concern the steps that name them.
    """
    plan, config = prepared.plan, prepared.config
    secret = sorted(item.name for item in plan.variables if item.secret)
    return {
        "a setting of the page": _digest(*_of_settings(plan.procedure.settings), options.workdir),
        "the configuration": _digest(
            config.path, config.target, config.timeout, config.lift, config.judge_model
        ),
        "what is secret": _digest(secret),
        "the target": _digest(prepared.target),
    }


def _of_settings(settings: Settings) -> Iterator[object]:
    rest = replace(settings, variables=(), expect=())
    yield _without_places(to_builtins(rest))
    yield tuple(map(_of_claim, settings.expect))
    yield sorted((item.name, item.secret, item.required) for item in settings.variables)


def _of_claim(claim: Claim) -> tuple[object, ...]:
    return claim.text, tuple(item.reading for item in claim.expectations)


def _without_places(found: object) -> object:
    if isinstance(found, dict):
        return {name: _without_places(item) for name, item in found.items() if name not in _PLACES}
    if isinstance(found, list | tuple):
        return [_without_places(item) for item in found]
    return found


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def first_difference(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Name the first of what concerns all steps that is not the same, nothing where all is."""
    return next((name for name, mark in now.items() if before.get(name) != mark), "")
