"""Which steps will run and why the others will not. Knows nothing of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from runner.errors import UsageError
from runner.model import StepKind
from runner.nearest import nearest_name

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from runner.model import Procedure, Step


class Selection(Struct, frozen=True, kw_only=True):
    """What the reader chose: `first` and `last` are `--from` and `--until`."""

    optional: bool = False
    alternative: bool = False
    choose: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    first: str | None = None
    last: str | None = None


def skipped_steps(procedure: Procedure, selection: Selection) -> Mapping[str, str]:
    """Give the steps that will not run, by id, each with its reason.

    Raises:
        UsageError: A chosen step is not on the page, or `--choose` names no alternative.
    """
    steps = {step.id: step for step in procedure.steps}
    for name in (*selection.choose, *selection.only, selection.first, selection.last):
        if name is not None and name not in steps:
            near = nearest_name(name, steps)
            cure = f"did you mean {near}?" if near else f"the page has {', '.join(steps) or 'none'}"
            raise UsageError(f"{procedure.path}: there is no step {name} on this page; {cure}")
    replaced = _replaced(procedure, steps, selection)
    chosen = {other for name in selection.choose for other in steps[name].together}
    reasons: dict[str, str] = {}
    for step in procedure.steps:
        reason = _reason(step, selection, chosen, replaced)
        if reason:
            reasons[step.id] = reason
    return {**reasons, **_not_selected(procedure, selection)}


def _replaced(procedure: Procedure, steps: Mapping[str, Step], selection: Selection) -> dict[str, str]:
    replaced = {}
    for name in selection.choose:
        if not steps[name].alternative:
            others = [step.id for step in procedure.steps if step.alternative]
            listed = ", ".join(others) or "none"
            path = steps[name].path or procedure.path
            raise UsageError(
                f"{path}:{steps[name].line}: step {name} is no alternative; the page has {listed}"
            )
        replaced.update(dict.fromkeys(steps[name].stands_for, name))
    return replaced


def _reason(
    step: Step, selection: Selection, chosen: Container[str], replaced: Mapping[str, str]
) -> str | None:
    if step.id in replaced:
        return f"step {replaced[step.id]} was chosen in its place"
    if step.id in chosen or step.id in selection.only:
        return None
    if step.alternative and not selection.alternative:
        stead = f" to {', '.join(step.stands_for)}" if step.stands_for else ""
        return f"an alternative{stead}; --choose {step.id} runs it instead"
    if step.optional and not selection.optional and step.kind is not StepKind.MANUAL:
        return "optional; --include optional runs it"
    return None


def _not_selected(procedure: Procedure, selection: Selection) -> dict[str, str]:
    ids = [step.id for step in procedure.steps]
    chosen = set(selection.only)
    if selection.first or selection.last:
        start = ids.index(selection.first) if selection.first else 0
        end = ids.index(selection.last) if selection.last else len(ids) - 1
        if end < start:
            order = f"step {selection.first} stands behind {selection.last}"
            raise UsageError(f"{procedure.path}: {order}; give --from the earlier one")
        chosen |= set(ids[start : end + 1])
    if not (selection.only or selection.first or selection.last):
        return {}
    return {name: "not selected" for name in ids if name not in chosen}
