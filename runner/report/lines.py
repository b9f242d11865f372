"""Events and plans to styled lines for a person. Prints nothing: `plain` and `terminal` do."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field

from runner.expectations import Strength
from runner.model import StepKind
from runner.outline import line_text
from runner.patterns import regex
from runner.report.advice import advice_texts, gap_texts
from runner.results import (
    Noted,
    PreconditionStatus,
    RunFinished,
    RunStarted,
    Status,
    StepAmended,
    StepFinished,
    Target,
    Verdict,
    claims_checked,
    claims_unchecked,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runner.expectations import Expectation
    from runner.model import Variable
    from runner.results import Check, Event, PreconditionResult, Run, StepResult

_TAIL = 20
_NAMED = 10
_COLOURS = regex(r"\x1b\[[0-9;:]*[mK]")


class Style(StrEnum):
    """What a line is, so that a terminal can colour it; meaning never hangs on the colour alone."""

    PLAIN = "plain"
    TITLE = "title"
    GOOD = "good"
    BAD = "bad"
    WARN = "warn"
    DIM = "dim"


class Line(Struct, frozen=True, kw_only=True):
    """A line for a person, without its line end."""

    text: str
    style: Style = Style.PLAIN


_STEP_MARKS = {
    Status.VERIFIED: ("✓", Style.GOOD),
    Status.RAN: ("·", Style.PLAIN),
    Status.FAILED: ("✗", Style.BAD),
    Status.BLOCKED: ("!", Style.WARN),
    Status.MANUAL: ("☐", Style.PLAIN),
    Status.SKIPPED: ("-", Style.DIM),
}
_VERDICTS = {
    Verdict.PASSED: ("PASSED", Style.GOOD),
    Verdict.FAILED: ("FAILED", Style.BAD),
    Verdict.BLOCKED: ("BLOCKED", Style.WARN),
    Verdict.UNVERIFIED: ("UNVERIFIED", Style.WARN),
    Verdict.UNKNOWN: ("UNKNOWN", Style.WARN),
}
_MEANINGS = {
    Verdict.PASSED: "what was checked is as the page says",
    Verdict.FAILED: "what happened is not what the page says",
    Verdict.BLOCKED: "the environment is not ready; nothing says that the page is wrong",
    Verdict.UNVERIFIED: "nothing that the page says was checked, so this is no proof that it works",
    Verdict.UNKNOWN: "the run did not come to its end",
}
_PRECONDITION_MARKS = {
    PreconditionStatus.MET: ("✓", Style.GOOD),
    PreconditionStatus.NOT_MET: ("✗", Style.WARN),
    PreconditionStatus.NOT_CHECKED: ("?", Style.DIM),
}
STAND_IN = "stand-in for Amazon Bedrock on this machine: nothing was sent to AWS"


class Placed(Protocol):
    """What stands on a line of the page, or of the other page that `path` names."""

    @property
    def line(self) -> int:
        """The 1-based line."""

    @property
    def path(self) -> str:
        """The other page, empty for the page itself."""


class Narrator(Struct):
    """Tells the events of one run; it remembers the page and the section, so that each is named once."""

    path: str = ""
    section: str | None = None
    failed: set[str] = field(default_factory=set)

    def tell(self, event: Event) -> Iterator[Line]:
        """Give the lines that tell of an event."""
        match event:
            case RunStarted(plan=plan):
                self.path, self.section, self.failed = plan.procedure.path, None, set()
                yield from _start(event)
            case StepFinished(result=result):
                section = result.planned.step.section or "Steps"
                if section != self.section:
                    yield Line(text="")
                    yield Line(text=section, style=Style.TITLE)
                self.section = section
                yield from step_lines(result, self.path)
                self._note_failure(result)
            case StepAmended(result=result):
                news = result.status is Status.FAILED and result.planned.step.id not in self.failed
                yield from step_lines(result, self.path) if news else _amended(result)
                self._note_failure(result)
            case RunFinished(run=run):
                yield from summary_lines(run)
            case Noted(text=text):
                yield Line(text=f"note: {text}", style=Style.WARN)
            case _:
                return

    def _note_failure(self, result: StepResult) -> None:
        if result.status is Status.FAILED:
            self.failed.add(result.planned.step.id)


def variable_text(item: Variable) -> str:
    """Give a variable with its value and where that comes from."""
    if item.captured_from:
        value = f" = {item.value}" if item.value else ""
        source = f"captured from {item.captured_from}: `{item.captured_as}`"
        return f"{item.name}{value}  ({source}, {where(item)})"
    changed = f", the page says {item.default}" if item.default not in (None, item.value) else ""
    return f"{item.name} = {item.value or '(empty)'}  ({item.source}, {where(item)}{changed})"


def _start(event: RunStarted) -> Iterator[Line]:
    procedure = event.plan.procedure
    yield Line(text=procedure.title, style=Style.TITLE)
    yield Line(text=f"{procedure.path} · {target_text(event.target)}", style=Style.DIM)
    for variable in event.plan.variables:
        yield Line(text=f"  {variable_text(variable)}", style=Style.DIM)
    for finding in procedure.findings:
        yield Line(text=f"{finding.level}: {finding}", style=Style.WARN)
    for fence in procedure.not_run:
        kind = f"in {fence.language}" if fence.language else "without a language"
        yield Line(
            text=f"note: the fence {kind} at {where(fence)} is no step and is not run", style=Style.DIM
        )
    for note in event.notes:
        yield Line(text=f"note: {note}", style=Style.WARN)
    if event.preconditions:
        yield Line(text="")
        yield Line(text="Preconditions", style=Style.TITLE)
    for result in event.preconditions:
        yield from _precondition(result)


def where(item: Placed) -> str:
    """The line of something as a message names it."""
    return line_text(item.line, item.path)


def target_text(target: Target | None) -> str:
    """The target in words."""
    match target:
        case Target.STAND_IN:
            return f"target: {STAND_IN}"
        case Target.LIVE:
            return "target: live AWS"
        case None:
            return "target: this machine"


def _precondition(result: PreconditionResult) -> Iterator[Line]:
    mark, style = _PRECONDITION_MARKS[result.status]
    status = result.status.replace("-", " ")
    detail = f"  ({result.detail})" if result.detail else ""
    yield Line(text=f"  {mark} {status:<12} {result.precondition.text}{detail}", style=style)


def step_lines(result: StepResult, path: str) -> Iterator[Line]:
    """Give the lines of one step of a page; what went wrong is told in full."""
    mark, style = _STEP_MARKS[result.status]
    step = result.planned.step
    spent = f"  {result.duration:.2f} s" if result.duration else ""
    trouble = result.status in (Status.FAILED, Status.BLOCKED)
    why = f"  ({result.reason})" if result.reason and not trouble else ""
    what = f"{step.title}  {where(step)}" if step.path else step.title
    yield Line(text=f"  {mark} {step.id:<4} {result.status:<9} {what}{spent}{why}", style=style)
    yield from _history(result)
    if trouble:
        yield from _trouble(result, f"{step.path or path}:{step.line}")
        return
    yield from _effects(result)
    for check in result.checks:
        yield from _check(check)
    if result.status is not Status.SKIPPED:
        yield from _unchecked(result)


def _history(result: StepResult) -> Iterator[Line]:
    """What went before the result, and what else a person should know of it."""
    for number, item in enumerate(result.tries, start=1):
        said = item.reason or "it held"
        text = f"        try {number} of {len(result.tries)}: {said}  {item.duration:.2f} s"
        yield Line(text=text, style=Style.DIM)
    for note in result.notes:
        yield Line(text=f"        note: {note}", style=Style.DIM)


def _amended(result: StepResult) -> Iterator[Line]:
    """What came of a step after it had been told."""
    step = result.planned.step
    if result.late is None:
        printed = len((result.stdout + result.stderr).splitlines())
        said = result.notes[-1] if result.notes else "ended"
        counted = "more was printed than is kept" if result.truncated else f"lines printed in all: {printed}"
        text = f"  ~ {step.id:<4} {said}; {counted}"
        yield Line(text=text, style=Style.DIM)
        return
    yield Line(text=f"  ~ {step.id:<4} printed after the step had ended:", style=Style.DIM)
    for name, text in (("stdout", result.late.stdout), ("stderr", result.late.stderr)):
        if text:
            yield from _output(name, text)


def _effects(result: StepResult) -> Iterator[Line]:
    effects = result.effects
    named = {
        "exported": effects.env_set,
        "unset": effects.env_unset,
        "created": effects.created,
        "changed": effects.changed,
        "removed": effects.removed,
    }
    told = [f"{verb} {_listed(names)}" for verb, names in named.items() if names]
    if told:
        yield Line(text=f"        {'; '.join(told)}", style=Style.DIM)


def _listed(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(printable(name) for name in names[:_NAMED]) + more


def _check(check: Check) -> Iterator[Line]:
    mark, style = ("✓", Style.GOOD) if check.passed else ("✗", Style.BAD)
    first, *rest = check.detail.split("\n")
    detail = f": {first}" if first else ""
    claim = "output fence" if check.claim == "output fence" else f"“{check.claim}”"
    yield Line(text=f"        {mark} {claim} ({where(check)}) → {reading_of(check)}{detail}", style=style)
    for line in rest:
        yield Line(text=f"          {line}", style=style)


def reading_of(item: Check | Expectation) -> str:
    """A reading with its reader, where that was not the phrasebook."""
    return f"read by the {item.read_by}: {item.reading}" if item.read_by else item.reading


def _unchecked(result: StepResult) -> Iterator[Line]:
    for claim in result.unchecked:
        note = f": {claim.note}" if claim.note else ""
        yield Line(text=f"        ? unchecked: “{claim.text}” ({where(claim)}){note}", style=Style.WARN)


def _trouble(result: StepResult, place: str) -> Iterator[Line]:
    style = Style.BAD if result.status is Status.FAILED else Style.WARN
    yield Line(text=f"        {place}: {result.reason}", style=style)
    if result.planned.step.kind is StepKind.COMMAND:
        for index, line in enumerate(result.planned.text.rstrip("\n").split("\n")):
            yield Line(text=f"        {'$' if index == 0 else ' '} {line}")
    if result.exit_code is not None and "exit status" not in (result.reason or ""):
        yield Line(text=f"        exit status {result.exit_code}")
    if result.duration:
        yield from _output("stdout", result.stdout)
        yield from _output("stderr", result.stderr)
    for check in result.checks:
        yield from _check(check)
    yield from _unchecked(result)
    for text in advice_texts(result):
        yield Line(text=f"        {text}", style=Style.WARN if result.advice else Style.DIM)


def _output(name: str, text: str) -> Iterator[Line]:
    lines = text.rstrip("\n").split("\n") if text.strip() else []
    if not lines:
        yield Line(text=f"        {name}: nothing", style=Style.DIM)
        return
    left_out = len(lines) - _TAIL
    yield Line(text=f"        {name}{f', the last {_TAIL} lines' if left_out > 0 else ''}:", style=Style.DIM)
    for line in lines[-_TAIL:]:
        yield Line(text=f"        │ {printable(line)}")


def printable(line: str) -> str:
    """A line of output without what could steer a terminal; colours are dropped, other controls shown."""
    line = _COLOURS.sub("", line)
    return "".join(char if char.isprintable() or char == "\t" else "\ufffd" for char in line[:2000])


def summary_lines(run: Run) -> Iterator[Line]:
    """Give the verdict, the counts and what a person must know."""
    word, style = _VERDICTS[run.verdict]
    counted = Counter(result.status for result in run.steps)
    counts = ", ".join(f"{counted[status]} {status}" for status in Status if counted[status])
    checked, unchecked = claims_checked(run), claims_unchecked(run)
    yield Line(text="")
    yield Line(text=f"{word}  {run.plan.procedure.path}  {run.duration:.1f} s", style=style)
    yield Line(text=f"  {_MEANINGS[run.verdict]}", style=style)
    yield Line(text=f"  steps:  {counts or 'none'}")
    yield Line(text=f"  claims: {checked} checked, {unchecked} unchecked")
    yield from _left_unchecked(run)
    yield from _weak(run)
    for text in gap_texts(run):
        yield Line(text=f"  {text}", style=Style.WARN)
    yield Line(text=f"  {target_text(run.target)}")
    for note in run.end_notes:
        yield Line(text=f"  note: {note}", style=Style.WARN)
    if run.masked:
        yield Line(text=f"  {run.masked} {'secret' if run.masked == 1 else 'secrets'} masked")
    if run.kept_folder:
        yield Line(text=f"  working folder kept: {run.kept_folder}")
    for left in run.left_behind:
        yield Line(
            text=f"  left behind: {left.kind} `{printable(left.what)}` ({left.detail})", style=Style.WARN
        )


def _weak(run: Run) -> Iterator[Line]:
    """Say which checks held that a wrong output would have passed too."""
    path, passed = (
        run.plan.procedure.path,
        [item for step in run.steps for item in step.checks if item.passed],
    )
    weak = [check for check in passed if check.strength is Strength.WEAK]
    if weak:
        places = dict.fromkeys(f"{check.path or path}:{check.line}" for check in weak)
        listed = ", ".join([*places][:_NAMED]) + (", ..." if len(places) > _NAMED else "")
        text = f"  weak:   {len(weak)} of {len(passed)} checks would pass with a wrong output too: {listed}"
        yield Line(text=text, style=Style.WARN)


def _left_unchecked(run: Run) -> Iterator[Line]:
    """Name every claim that nothing was held against, with its place."""
    path = run.plan.procedure.path
    for result in run.steps:
        for claim in result.unchecked:
            did_not_run = claim.expectations or result.status in (Status.SKIPPED, Status.BLOCKED)
            reason = f"step {result.planned.step.id} {result.status}" if did_not_run else "not read"
            yield Line(
                text=f"    {claim.path or path}:{claim.line}: “{claim.text}” ({reason})", style=Style.WARN
            )
