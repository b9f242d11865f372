"""The page's variables with the values of this run, by the order of their sources. Fills nothing in."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct, field

from runner.errors import UsageError
from runner.model import Source, Variable
from runner.nearest import nearest_name
from runner.outline import line_text
from runner.plan.value_types import odd_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from runner.model import Procedure
    from runner.plan.occurrences import Occurrence

_PREFIX = "RUNBOOK_VAR_"
_FLAGS = ("profile", "region", "model")


class Values(Struct, frozen=True, kw_only=True):
    """The reader's values, by source.

    Attributes:
        variables: Those of `--var`, each of which must be a variable of the page.
        shorthands: Those of `--profile`, `--region` and `--model`, heeded where the page has them; where many
            pages are run, those of `--var` too.
        asked: Those that a person typed when asked; no other source had one.
        environment: The process's own; `RUNBOOK_VAR_REGION` is the variable region.
    """

    variables: Mapping[str, str] = field(default_factory=dict)
    shorthands: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    file: Mapping[str, str] = field(default_factory=dict)
    config: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)


class Settled(Struct, frozen=True, kw_only=True):
    """The page's variables, which variable each literal belongs to, and what a person should know."""

    variables: tuple[Variable, ...]
    names: Mapping[Occurrence, str]
    notes: tuple[str, ...]


class _Known(Struct, frozen=True, kw_only=True):
    """A variable before it has its value."""

    default: str | None
    source: Source
    line: int
    secret: bool = False
    required: bool = False
    path: str = ""


def settle_values(procedure: Procedure, occurrences: Iterable[Occurrence], values: Values) -> Settled:
    """Settle each variable of the page.

    Raises:
        UsageError: An unknown `--var`, or one that could mean several literals.
    """
    places = tuple(occurrences)
    names = _names(places)
    known = _known(procedure, places, names)
    _refuse_unknown(procedure.path, values, known, names)
    notes = _unused(procedure.path, values, known, names)
    variables = tuple(_settle(name, item, values) for name, item in known.items())
    odd = _odd(procedure.path, variables)
    return Settled(variables=variables, names=names, notes=(*notes, *odd))


def secret_inputs(procedure: Procedure, values: Values) -> dict[str, str]:
    """Give what the reader's values make of the variables that the page declares secret: value → name."""
    known = {
        item.name: _Known(default=item.default, source=Source.PAGE, line=item.line)
        for item in procedure.settings.variables
        if item.secret
    }
    return {_settle(name, item, values).value: name for name, item in known.items()}


def _names(places: tuple[Occurrence, ...]) -> dict[Occurrence, str]:
    """One literal everywhere is one variable; several are `name@step`, by the step of their first places.

    A second one of the same step is `name@step.2`, and so on.
    """
    literals: dict[str, dict[str, str]] = {}
    # For each variable, how many of its literals stand behind a name that begins so.
    begun: Counter[tuple[str, str]] = Counter()
    for place in places:
        known = literals.setdefault(place.variable, {})
        if place.same not in known:
            before = begun[place.variable, place.step]
            name = known[place.same] = f"{place.step}.{before + 1}" if before else place.step
            begun.update((place.variable, name[:end]) for end in range(1, len(name) + 1))
    return {place: _name(place, literals[place.variable]) for place in places}


def _name(place: Occurrence, known: Mapping[str, str]) -> str:
    return f"{place.variable}@{known[place.same]}" if len(known) > 1 else place.variable


def _known(
    procedure: Procedure, places: tuple[Occurrence, ...], names: Mapping[Occurrence, str]
) -> dict[str, _Known]:
    known = {
        item.name: _Known(
            default=item.default,
            source=Source.PAGE,
            line=item.line,
            secret=item.secret,
            required=item.required,
            path=item.path,
        )
        for item in procedure.settings.variables
    }
    paths = {step.id: step.path for step in procedure.steps}
    for place in places:
        lifted = _Known(
            default=None if place.required else place.literal,
            source=Source.LIFTED,
            line=place.line,
            required=place.required,
            path=paths.get(place.step, ""),
        )
        known.setdefault(names[place], lifted)
    return known


def _refuse_unknown(
    path: str, values: Values, known: Mapping[str, _Known], names: Mapping[Occurrence, str]
) -> None:
    """Refuse names that the page does not have, and those that do not say which of several literals."""
    several = _several(known, names)
    keys = {_key(name): name for name in several}
    given = [*values.variables, *values.shorthands]
    given += [keys[key] for key in map(_key, values.file) if key in keys]
    given += [name for key, name in keys.items() if _PREFIX + key in values.environment]
    for name in given:
        if name in several:
            raise UsageError(f"{path}: `{name}` has several values here: {_listed(name, known, names)}")
        if name in values.variables and name not in known:
            near = nearest_name(name, known)
            cure = f"did you mean `{near}`?" if near else f"the page has: {', '.join(known) or 'none'}"
            raise UsageError(f"{path}: there is no variable `{name}` on this page; {cure}")


def _several(known: Mapping[str, _Known], names: Mapping[Occurrence, str]) -> dict[str, None]:
    """The names that could mean several of the page's variables."""
    return dict.fromkeys(place.variable for place in names if place.variable not in known)


def _listed(name: str, known: Mapping[str, _Known], names: Mapping[Occurrence, str]) -> str:
    """The variables that a name could mean, each with all of its places, and how to say which."""
    lines: dict[str, dict[str, None]] = {}
    for place, full in names.items():
        if place.variable == name:
            line = line_text(place.line, known[full].path)
            lines.setdefault(full, {})[f"{line}, step {place.step}"] = None
    shown = (f"`{full}` ({known[full].default}: {'; '.join(places)})" for full, places in lines.items())
    return f"{', '.join(shown)}; say which, as in --var {next(iter(lines))}=VALUE"


def _unused(
    path: str, values: Values, known: Mapping[str, _Known], names: Mapping[Occurrence, str]
) -> tuple[str, ...]:
    notes = [
        f"{path} has no variable {name}, so {_flag(name)} is not heeded"
        for name in values.shorthands
        if name not in known
    ]
    keys = {_key(name) for name in known}
    notes += [
        f"{path} has no variable {name}, so the value from the file is not heeded"
        for name in values.file
        if _key(name) not in keys
    ]
    # What a project says of all its pages cannot know how often one of them says another thing.
    notes += [
        f"{path}: the configuration's `{name}` is not heeded, since the page has several values: "
        f"{_listed(name, known, names)}"
        for name in _several(known, names)
        if name in values.config
    ]
    return tuple(notes)


def _odd(path: str, variables: Iterable[Variable]) -> Iterator[str]:
    """What looks wrong about the reader's values."""
    for item in variables:
        if not item.secret and (odd := odd_value(item.name, item.value, item.default)):
            where = f"{item.path or path}:{item.line}"
            yield f"{where}: `{item.name}` is `{item.value}` ({item.source}), which {odd}"


def _flag(name: str) -> str:
    """How the command line gave what only some of its pages may have."""
    return f"--{name}" if name in _FLAGS else f"--var {name}"


def _key(name: str) -> str:
    """A name as environments write it: `my-bucket` is `MY_BUCKET`."""
    return re.sub(r"\W", "_", name).upper()


def _settle(name: str, item: _Known, values: Values) -> Variable:
    value, source = item.default or "", item.source
    key = f"{_PREFIX}{_key(name)}"
    environment = {name: values.environment[key]} if key in values.environment else {}
    given = [value for named, value in values.file.items() if _key(named) == _key(name)]
    file = {name: given[-1]} if given else {}
    layers = (
        (values.config, Source.CONFIG),
        (file, Source.FILE),
        (environment, Source.ENVIRONMENT),
        (values.shorthands, Source.COMMAND_LINE),
        (values.variables, Source.COMMAND_LINE),
        (values.asked, Source.COMMAND_LINE),
    )
    for layer, origin in layers:
        if name in layer:
            value, source = layer[name], origin
    return Variable(
        name=name,
        value=value,
        default=item.default,
        source=source,
        line=item.line,
        secret=item.secret,
        missing=item.required and not value,
        path=item.path,
    )
