"""What is different between two runs, step by step. Reads no files."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from runner.report.lines import Line, Style, printable
from runner.store.listing import moment, run_entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runner.store.summary import Summary

Json = dict[str, Any]

SCHEMA = "runbook-comparison/1"
# A field of a step, and how a person calls it.
_FIELDS = (
    ("status", "status"),
    ("exit_code", "exit status"),
    ("reason", "reason"),
    ("command", "command"),
    ("block_sha256", "block on the page"),
)
_OUTPUTS = ("stdout", "stderr")
# Of two outputs, behind what they have in common, so many lines are compared: a diff takes the square of it.
_LINES = 200
_WIDEST = 200
_SHOWN = 40
_STYLES = {"+": Style.GOOD, "-": Style.BAD}


class Difference(Struct, frozen=True, kw_only=True):
    """One thing that differs; None where one of the runs has no such thing.

    Attributes:
        what: `step`, `status`, `exit status`, `reason`, `command`, `block on the page`, `stdout`, `stderr`,
            or the claim of a check.
        diff: Of outputs and commands, a few lines in the form of a unified diff.
    """

    what: str
    before: str | None
    after: str | None
    diff: tuple[str, ...] = ()


class StepChange(Struct, frozen=True, kw_only=True):
    """A step that is not the same in both runs."""

    id: str
    title: str
    differences: tuple[Difference, ...]


class Comparison(Struct, frozen=True, kw_only=True):
    """Two runs and the steps that are not the same in both."""

    before: Summary
    after: Summary
    steps: tuple[StepChange, ...]


def compare_steps(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[StepChange, ...]:
    """Give the steps that differ, in the order of the later run, those that are gone behind it.

    Args:
        before: A whole result.
        after: Another.
    """
    old = {step["id"]: step for step in before["steps"]}
    new = {step["id"]: step for step in after["steps"]}
    names = [*new, *(name for name in old if name not in new)]
    changes = (_step_change(name, old.get(name), new.get(name)) for name in names)
    return tuple(change for change in changes if change.differences)


def _step_change(name: str, old: Json | None, new: Json | None) -> StepChange:
    found = tuple(_differences(old, new)) if old and new else (_come_or_gone(old, new),)
    return StepChange(id=name, title=(new or old or {})["title"], differences=found)


def _come_or_gone(old: Json | None, new: Json | None) -> Difference:
    before, after = (step["status"] if step else None for step in (old, new))
    return Difference(what="step", before=before, after=after)


def _differences(old: Json, new: Json) -> Iterator[Difference]:
    for field, what in _FIELDS:
        before, after = _text(old.get(field)), _text(new.get(field))
        if before != after:
            diff = _diff(before or "", after or "") if field == "command" else ()
            yield Difference(what=what, before=before, after=after, diff=diff)
    yield from _checks(old, new)
    for stream in _OUTPUTS:
        if old[stream] != new[stream]:
            before, after = _size(old[stream]), _size(new[stream])
            yield Difference(what=stream, before=before, after=after, diff=_diff(old[stream], new[stream]))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _size(text: str) -> str:
    lines = len(text.splitlines())
    return f"{lines} {'line' if lines == 1 else 'lines'}"


def _checks(old: Json, new: Json) -> Iterator[Difference]:
    before, after = _outcomes(old), _outcomes(new)
    for claim, reading in dict.fromkeys([*after, *before]):
        was, now = before.get((claim, reading)), after.get((claim, reading))
        if was != now:
            yield Difference(what=f"{claim} → {reading}", before=was, after=now)


def _outcomes(step: Json) -> dict[tuple[str, str], str]:
    return {
        (check["claim"], check["reading"]): "held" if check["passed"] else "did not hold"
        for check in step["checks"]
    }


def _diff(before: str, after: str) -> tuple[str, ...]:
    """A unified diff of two texts, without its head; only the lines around the first difference."""
    old, new = before.splitlines(), after.splitlines()
    same = next(
        (at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    start = max(same - 3, 0)
    some_old, some_new = (lines[start : start + _LINES] for lines in (old, new))
    rows = [*unified_diff(some_old, some_new, lineterm="", n=1)][2:]
    shown = [_row(row) for row in rows if not row.startswith("@@")]
    if not shown and before != after:
        return ("(only white space at a line end differs)",) if len(old) == len(new) else ()
    left = len(shown) > _SHOWN or max(len(old), len(new)) > start + _LINES
    return (*shown[:_SHOWN], "...") if left else tuple(shown)


def _row(row: str) -> str:
    return printable(row if len(row) <= _WIDEST else f"{row[:_WIDEST]}…")


def comparison_as_json(found: Comparison) -> Json:
    """Give the object for a comparison."""
    return {
        "schema": SCHEMA,
        "before": run_entry(found.before),
        "after": run_entry(found.after),
        "steps": [
            {
                "id": step.id,
                "title": step.title,
                "differences": [
                    {"what": item.what, "before": item.before, "after": item.after, "diff": list(item.diff)}
                    for item in step.differences
                ],
            }
            for step in found.steps
        ],
    }


def comparison_lines(found: Comparison) -> Iterator[Line]:
    """Tell a comparison to a person."""
    for mark, run in (("-", found.before), ("+", found.after)):
        text = f"{mark} {run.id}  {moment(run)}  {run.verdict:<10}{run.duration:8.1f} s  {run.page}"
        yield Line(text=text, style=Style.TITLE)
    yield from _about_runs(found.before, found.after)
    for step in found.steps:
        yield Line(text="")
        yield Line(text=f"{step.id}  {step.title}", style=Style.TITLE)
        for item in step.differences:
            yield from _difference_lines(item)
    if not found.steps:
        yield Line(text="every step came out the same", style=Style.GOOD)


def _about_runs(before: Summary, after: Summary) -> Iterator[Line]:
    if before.page_sha256 != after.page_sha256:
        yield Line(text="  the page was edited between them")
    for what in ("target", "tool_version", "commit", "host"):
        was, now = getattr(before, what), getattr(after, what)
        if was != now:
            yield Line(text=f"  {what.replace('_', ' ')}: {was or 'none'} → {now or 'none'}")


def _difference_lines(item: Difference) -> Iterator[Line]:
    match item:
        case Difference(what="step", before=None):
            yield Line(text=f"  is new: {item.after}")
        case Difference(what="step", after=None):
            yield Line(text=f"  is gone: it was {item.before}")
        case Difference(what="block on the page"):
            yield Line(text="  its block or its claims were edited")
        case _ if item.diff:
            yield Line(text=f"  {item.what}:")
        case _:
            yield Line(text=f"  {printable(item.what)}: {_said(item.before)} → {_said(item.after)}")
    for row in item.diff:
        yield Line(text=f"    {row}", style=_STYLES.get(row[:1], Style.PLAIN))


def _said(text: str | None) -> str:
    return printable(text) if text is not None else "none"
