"""A procedure and the reader's choices to the plan: the one entrance of this room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from runner.model import OthersTemplate, Plan, PlannedStep, Step, StepKind
from runner.plan.captures import captured_variables, with_captures, with_sources
from runner.plan.coherence import incoherence
from runner.plan.filling import Filling, fill_step
from runner.plan.impacts import with_impacts
from runner.plan.instructions import other_shells
from runner.plan.lifting import find_literals
from runner.plan.looks import patience_note, without_dangerous_patience
from runner.plan.placeholders import find_placeholders
from runner.plan.profiles import used_profiles
from runner.plan.programs import needed_programs, without_shown_missing
from runner.plan.selection import Selection, skipped_steps
from runner.plan.templates import fill_text, filled_values, left_templates, undeclared_templates
from runner.plan.values import Settled, Values, settle_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from runner.expectations import Claim
    from runner.model import Procedure, Variable
    from runner.plan.occurrences import Occurrence

DEFAULT_TIMEOUT = 300.0
# So much of what a template makes of a secret tells of it; hiding its `length` would hide all numbers.
_TELLING = 4


class Request(Struct, frozen=True, kw_only=True):
    """What the reader asks of a page.

    Attributes:
        timeout: Seconds a step, over what the page says; None leaves it to the page.
        default_timeout: Seconds a step where neither reader nor page says.
    """

    values: Values = field(default_factory=Values)
    selection: Selection = field(default_factory=Selection)
    timeout: float | None = None
    default_timeout: float = DEFAULT_TIMEOUT
    lift: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def make_plan(procedure: Procedure, request: Request) -> Plan:
    """Fill in the variables and settle which steps run.

    Raises:
        UsageError: A variable, step or template cannot be used as asked.
    """
    skipped = skipped_steps(procedure, request.selection)
    running = [step for step in procedure.steps if step.id not in skipped]
    settled = settle_values(procedure, _occurrences(running, request), request.values)
    captured = captured_variables(running, settled)
    settled = replace(settled, variables=with_captures(settled.variables, captured))
    filling = _filling(procedure, settled)
    asked = [_planned(step, procedure, request, filling, skipped.get(step.id)) for step in procedure.steps]
    steps = [without_dangerous_patience(planned) for planned in asked]
    notes = [patience_note(before, after, procedure.path) for before, after in zip(asked, steps, strict=True)]
    others = tuple(_others_templates(procedure, filling))
    return Plan(
        procedure=procedure,
        variables=settled.variables,
        steps=tuple(with_sources(with_impacts(_with_programs(steps)), captured)),
        others_templates=others,
        notes=(
            *settled.notes,
            *undeclared_templates(procedure.path, others, (item.name for item in settled.variables)),
            *_incoherent(procedure, settled, filling),
            *other_shells(item.step for item in steps if item.skip is None),
            *(note for note in notes if note),
        ),
    )


def _incoherent(procedure: Procedure, settled: Settled, filling: Filling) -> Iterator[str]:
    """What of the values cannot go together; secret ones are not quoted."""
    secret = {item.name for item in settled.variables if item.secret}
    values = {
        place: value
        for literals in filling.literals.values()
        for place, value in literals.items()
        if settled.names[place] not in secret
    }
    return (
        f"{item.location.path}:{item.location.line}: {item.message}"
        for item in incoherence(procedure, values)
    )


def secret_values(plan: Plan) -> dict[str, str]:
    """Give what must be hidden of a plan: value → variable, with what templates make of secret values too."""
    secret = {item.name: item.value for item in plan.variables if item.secret and item.value}
    found = {value: name for name, value in secret.items()}
    declared = _declared(plan.procedure, plan.variables)
    if secret:
        for step in plan.procedure.steps:
            text = "\n".join([step.code, step.file or ""])
            for value in filled_values(text, declared, of=secret, place=plan.procedure.path):
                if len(value) >= _TELLING:
                    found.setdefault(value, "secret")
    return found


def missing_values(plan: Plan) -> str:
    """Say which variables the plan cannot be run without, one a line; empty where it can be run."""
    return "\n".join(
        f"{item.path or plan.procedure.path}:{item.line}: `{item.name}` needs a value; "
        f"type --var {item.name}=VALUE"
        for item in plan.variables
        if item.missing
    )


def _occurrences(steps: list[Step], request: Request) -> tuple[Occurrence, ...]:
    """Placeholders and literals of the steps; a placeholder that is a flag's value has the flag's name."""
    placeholders = {(item.step, item.start): item for item in find_placeholders(steps)}
    literals = []
    for item in find_literals(steps, request.lift):
        same = placeholders.get((item.step, item.start))
        if same is None:
            literals.append(item)
        elif same.end == item.end:
            placeholders[item.step, item.start] = replace(same, variable=item.variable)
    return (*placeholders.values(), *literals)


def _filling(procedure: Procedure, settled: Settled) -> Filling:
    by_name = {variable.name: variable for variable in settled.variables}
    literals: dict[str, dict[Occurrence, str]] = {}
    later: dict[str, dict[Occurrence, str]] = {}
    for place, name in settled.names.items():
        if by_name[name].captured_from:
            later.setdefault(place.step, {})[place] = name
        else:
            value = place.literal if by_name[name].missing else by_name[name].value
            literals.setdefault(place.step, {})[place] = value
    declared = _declared(procedure, settled.variables)
    return Filling(path=procedure.path, declared=declared, literals=literals, later=later)


def _others_templates(procedure: Procedure, filling: Filling) -> Iterator[OthersTemplate]:
    """The templates that stay as they are."""
    for step in procedure.steps:
        if step.kind is not StepKind.MANUAL:
            for line, text in left_templates(step.code, filling.declared):
                yield OthersTemplate(text=text, line=step.code_line + line, path=step.path)


def _planned(
    step: Step, procedure: Procedure, request: Request, filling: Filling, skip: str | None
) -> PlannedStep:
    text, holes = fill_step(step, filling)
    return PlannedStep(
        step=_filled_step(step, filling.declared, place=f"{step.path or procedure.path}:{step.line}"),
        text=text,
        holes=holes,
        skip=skip,
        timeout=request.timeout or step.timeout or procedure.settings.timeout or request.default_timeout,
    )


def _filled_step(step: Step, declared: Mapping[str, str], *, place: str) -> Step:
    """The step with what stands beside its code filled in; the very same on a page that declares nothing."""
    if not declared:
        return step
    return replace(
        step,
        claims=tuple(_filled(claim, declared, place) for claim in step.claims),
        file=None if step.file is None else fill_text(step.file, declared, place=place),
        manner=replace(step.manner, answers=fill_text(step.manner.answers, declared, place=place)),
    )


def _declared(procedure: Procedure, variables: Iterable[Variable]) -> dict[str, str]:
    names = {declaration.name for declaration in procedure.settings.variables}
    return {variable.name: variable.value for variable in variables if variable.name in names}


def _filled(claim: Claim, declared: Mapping[str, str], place: str) -> Claim:
    filled = tuple(
        replace(
            expectation,
            name=fill_text(expectation.name, declared, place=place),
            objects=tuple(fill_text(value, declared, place=place) for value in expectation.objects),
            reading=fill_text(expectation.reading, declared, place=place),
        )
        for expectation in claim.expectations
    )
    return replace(claim, expectations=filled)


def _with_programs(steps: list[PlannedStep]) -> list[PlannedStep]:
    running = [step for step in steps if step.skip is None and step.step.kind is StepKind.COMMAND]
    needed = needed_programs(step.text for step in running)
    programs = dict(zip((step.step.id for step in running), needed, strict=True))
    used = used_profiles(step.text for step in running)
    profiles = dict(zip((step.step.id for step in running), used, strict=True))
    return [
        replace(
            step,
            programs=without_shown_missing(programs.get(step.step.id, ()), step.step.claims),
            profile=profiles.get(step.step.id, ""),
        )
        for step in steps
    ]
