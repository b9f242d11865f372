"""Values of a page that cannot go together, by `coherence.toml`. Asks no service and no machine."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from runner.outline import Finding, Level, Location
from runner.patterns import regex
from runner.plan.lifting import find_literals
from runner.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from runner.model import Procedure, Step
    from runner.plan.occurrences import Occurrence

_ARN = regex(r"arn:[\w-]+:bedrock:(?P<region>[\w-]*):\d*:(?:[\w-]+/)?(?P<id>.+)")
_SETS_UP = r"\b(?:configure|add|init|create|setup|import|export-credentials)\b"


def coherence_table() -> dict[str, Any]:
    """The data file as it stands, with the examples that are its tests."""
    return read_table(__file__, "coherence.toml")


@cache
def _inference() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    rows = coherence_table()["inference"]
    return tuple((row["prefix"], regex(row["never"]), row["such_as"]) for row in rows)


def find_incoherence(
    procedure: Procedure, lift: Mapping[str, Mapping[str, str]] | None = None
) -> Iterator[Finding]:
    """Find what of the page's own values cannot go together; `lift` is the configuration's."""
    values = {place: place.literal for place in find_literals(procedure.steps, lift or {})}
    yield from incoherence(procedure, values)


def incoherence(procedure: Procedure, values: Mapping[Occurrence, str]) -> Iterator[Finding]:
    """Find what of a run's values cannot go together."""
    yield from _models(procedure, values)
    yield from _profiles(procedure, values)


def misplaced(model: str, region: str) -> str:
    """Say why a model cannot be called from a region; empty where it may be."""
    arn = _ARN.fullmatch(model)
    if arn and arn["region"] and arn["region"] != region:
        return f"its ARN is of {arn['region']}; give that region, or another model"
    name = arn["id"] if arn else model
    for prefix, never, such_as in _inference():
        if name.startswith(prefix) and never.fullmatch(region):
            what = f"an inference profile `{prefix}` cannot be called from there"
            return f"{what}; give a region such as {such_as}, or the profile of the region's own area"
    return ""


def _models(procedure: Procedure, values: Mapping[Occurrence, str]) -> Iterator[Finding]:
    """A model is called from the regions of its step, or from those of the page if its step names none."""
    everywhere: set[str] = set()
    of_step: dict[str, set[str]] = {}
    for place, region in values.items():
        if place.variable == "region":
            everywhere.add(region)
            of_step.setdefault(place.step, set()).add(region)
    said: set[tuple[str, str]] = set()
    for place, model in values.items():
        if place.variable != "model":
            continue
        near = of_step.get(place.step, everywhere)
        found = {region: misplaced(model, region) for region in sorted(near)}
        if found and all(found.values()) and (model, *found)[:2] not in said:
            region, why = next(iter(found.items()))
            said.add((model, region))
            message = f"step {place.step}: the model `{model}` with the region `{region}`: {why}"
            yield _finding(procedure, place, "model-and-region", message)


def _profiles(procedure: Procedure, values: Mapping[Occurrence, str]) -> Iterator[Finding]:
    declared = {item.name for item in procedure.settings.variables}
    said = {"default"}
    for place, profile in values.items():
        # Another profile than the page's is the reader's own business.
        own = place.variable == "profile" and place.literal == profile and "profile" not in declared
        if not own or profile in said or place.required:
            continue
        said.add(profile)
        if not _is_prepared(profile, procedure):
            message = f"step {place.step}: the AWS profile `{profile}` is used, but the page never sets it up"
            cure = (
                f"{_hint(procedure.steps)}name it under the preconditions, or add `aws configure --profile`"
            )
            yield _finding(procedure, place, "profile-not-configured", f"{message}; {cure}")


def _is_prepared(profile: str, procedure: Procedure) -> bool:
    """Whether the preconditions name a profile or code of the page makes one."""
    word = rf"(?<![\w-]){re.escape(profile)}(?![\w-])"
    if any(profile in item.text and re.search(word, item.text) for item in procedure.preconditions):
        return True
    making = re.compile(rf"\[(?:profile )?{re.escape(profile)}\]|{_SETS_UP}.*{word}|\baws configure sso\b")
    return any(making.search(_joined(step)) for step in procedure.steps)


def _hint(steps: Iterable[Step]) -> str:
    plain = any(re.search(r"\baws configure\s*(?:$|[;&|`#])", _joined(step), re.MULTILINE) for step in steps)
    return "`aws configure` alone sets up the profile `default`; " if plain else ""


def _joined(step: Step) -> str:
    return f"{step.title}\n" + step.code.replace("\\\n", " ")


def _finding(procedure: Procedure, place: Occurrence, code: str, message: str) -> Finding:
    path = next((step.path for step in procedure.steps if step.id == place.step), "") or procedure.path
    where = Location(path=path, line=place.line, end_line=place.line)
    return Finding(code=code, level=Level.WARNING, message=message, location=where)
