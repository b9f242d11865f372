"""One step carried out: its command run or its file written, its claims checked. Chooses no steps."""

from __future__ import annotations

import time
from contextlib import nullcontext
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from runner.model import StepKind
from runner.results import KEPT_DIGITS, NOTHING_CHANGED, Check, Effects, Status, StepResult
from runner.run.afterwards import Background
from runner.run.captured import Captured
from runner.run.checks import Observed, check_claims
from runner.run.effects import (
    Snapshot,
    export_effects,
    file_effects,
    may_change_exports,
    take_snapshot,
)
from runner.run.files import FileRefusedError, write_file
from runner.run.judge import Judgement, judge_checks, judge_outcome
from runner.run.masking import known_secrets
from runner.run.outcome import Ending, Outcome
from runner.run.services import start

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from runner.expectations import Claim
    from runner.model import PlannedStep
    from runner.run.interruption import Interruption
    from runner.run.kept_output import OutputFiles
    from runner.run.masking import Mask
    from runner.run.resumed import Memory
    from runner.run.session import Session


class Workplace(Struct, kw_only=True):
    """Where the steps of one run are carried out, and what was last seen there.

    Attributes:
        session: The shell, None where no step needs one.
        page: The page's file name, as bash's messages give it.
        outputs: Where the whole output of each step is kept, None where nobody asked.
        lost: Whether the shell has ended.
        memory: What is kept of the shell for a later run, None where nothing is.
        unseen: Whether the working folder holds too much to be looked at.
        outside: Whether the shell stands outside the working folder.
        background: What the steps left running.
        captured: What was taken from the steps for later ones.
    """

    session: Session | None
    folder: Path
    page: str
    mask: Mask
    interruption: Interruption
    overwrite: bool
    allow_write: tuple[Path, ...]
    outputs: OutputFiles | None = None
    lost: bool = False
    exports: dict[str, str] | None = None
    files: Snapshot | None = None
    memory: Memory | None = None
    unseen: bool = False
    outside: bool = False
    background: Background = field(default_factory=Background)
    captured: Captured = field(default_factory=Captured)

    @property
    def root(self) -> Path:
        """The working folder without links."""
        return self.folder.resolve()

    def here(self) -> Path:
        """The folder in which the shell stands."""
        return self.session.working_folder() if self.session is not None else self.folder


def carry_out(planned: PlannedStep, workplace: Workplace) -> StepResult:
    """Carry out a command or file step; texts of the result are masked."""
    if planned.step.kind is StepKind.FILE:
        return _write(planned, workplace)
    return _run(planned, workplace)


def _write(planned: PlannedStep, workplace: Workplace) -> StepResult:
    name = planned.step.file or ""
    try:
        target = write_file(
            name,
            planned.text,
            here=workplace.here(),
            root=workplace.folder,
            allowed=workplace.allow_write,
            overwrite=workplace.overwrite,
        )
    except FileRefusedError as error:
        unchecked = planned.step.claims
        return StepResult(
            planned=planned, status=Status.FAILED, reason=workplace.mask(str(error)), unchecked=unchecked
        )
    return _written(planned, target, workplace)


def _written(planned: PlannedStep, target: Path, workplace: Workplace) -> StepResult:
    """What a file step did that wrote its file."""
    inside = target.is_relative_to(workplace.root)
    shown = str(target.relative_to(workplace.root)) if inside else str(target)
    new = not (workplace.files and shown in workplace.files)
    workplace.files = take_snapshot(workplace.folder)
    written = (workplace.mask(shown),)
    effects = Effects(files=written, created=written if new else ())
    observed = Observed(
        stdout="",
        stderr="",
        folder=workplace.here(),
        root=workplace.folder,
        changed=frozenset({target.resolve()}),
        mask=workplace.mask,
    )
    return _checked(StepResult(planned=planned, status=Status.RAN, effects=effects), observed, workplace)


def _run(planned: PlannedStep, workplace: Workplace) -> StepResult:
    session = workplace.session
    assert session is not None  # noqa: S101 - a plan with commands opens one
    before = _exports_before(planned, workplace, session)
    since = time.time()
    performed = _perform(planned, workplace, session)
    outcome, judgement = performed.outcome, performed.judgement
    workplace.lost = not outcome.alive
    if planned.captures:
        # Of a cut output nobody knows what else it held.
        printed = "" if outcome.truncated else _text(outcome.stdout)
        workplace.captured.take(planned, printed, session.variable)
    effects = _effects(before, workplace, session)
    changed = None if workplace.files is None else _changed(effects, workplace)
    result = _shown(planned, performed, effects, workplace)
    if judgement is not None and judgement.status is Status.BLOCKED:
        reason = workplace.mask(judgement.reason or "")
        return replace(result, status=Status.BLOCKED, reason=reason, unchecked=planned.step.claims)
    observed = Observed(
        stdout=_text(outcome.stdout),
        stderr=_text(outcome.stderr),
        folder=_folder(workplace),
        root=workplace.folder,
        changed=changed,
        since=since,
        mask=workplace.mask,
        exit_code=outcome.exit_status,
        duration=outcome.duration,
        variable=session.variable,
    )
    result = _checked(result, observed, workplace)
    if judgement is not None:
        result = replace(result, status=judgement.status, reason=workplace.mask(judgement.reason or ""))
    return result


class _Performed(Struct, frozen=True, kw_only=True):
    """How a command went; `judgement` is None where its claims decide."""

    outcome: Outcome
    judgement: Judgement | None
    notes: tuple[str, ...] = ()


def _changed(effects: Effects, workplace: Workplace) -> frozenset[Path]:
    """The files of the working folder that a step made or changed."""
    return frozenset((workplace.root / name).resolve() for name in effects.files)


def _shown(planned: PlannedStep, performed: _Performed, effects: Effects, workplace: Workplace) -> StepResult:
    """What a command did, as a report may show it; nothing is checked yet."""
    outcome, mask = performed.outcome, workplace.mask
    return StepResult(
        planned=planned,
        status=Status.RAN,
        exit_code=outcome.exit_status,
        stdout=mask.output(_text(outcome.stdout), cut=outcome.truncated),
        stderr=mask.output(_text(outcome.placed_stderr), cut=outcome.truncated),
        truncated=outcome.truncated,
        duration=round(outcome.duration, KEPT_DIGITS),
        effects=_masked_effects(effects, mask),
        notes=(*performed.notes, *_surroundings(effects, workplace)),
    )


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _perform(planned: PlannedStep, workplace: Workplace, session: Session) -> _Performed:
    if planned.step.manner.background:
        return _begin(planned, workplace, session)
    outcome = _in_shell(planned, workplace, session)
    workplace.background.begun.append((planned.step.id, session, outcome.number))
    printed = _text(outcome.stderr + b"\n" + outcome.stdout)
    return _Performed(outcome=outcome, judgement=judge_outcome(planned, outcome, printed))


def _begin(planned: PlannedStep, workplace: Workplace, session: Session) -> _Performed:
    started = start(
        planned,
        session,
        page=workplace.page,
        folder=workplace.here(),
        interruption=workplace.interruption,
    )
    if started.service is not None:
        workplace.background.services.append(started.service)
    notes = (started.note,) if started.note else ()
    return _Performed(outcome=started.outcome, judgement=started.judgement, notes=notes)


def _in_shell(planned: PlannedStep, workplace: Workplace, session: Session) -> Outcome:
    outputs = workplace.outputs.of_step(planned.step.id) if workplace.outputs else nullcontext()
    try:
        with outputs as copies, workplace.interruption.armed():
            return session.run(
                planned.text,
                page=workplace.page,
                line=planned.step.code_line,
                timeout=planned.timeout,
                copies=copies,
                answers=planned.step.manner.answers if planned.step.manner.tty else None,
            )
    except KeyboardInterrupt:
        return Outcome(
            stdout=b"",
            stderr=b"",
            truncated=False,
            exit_status=None,
            duration=0.0,
            ending=Ending.INTERRUPTED,
            alive=False,
        )


def _folder(workplace: Workplace) -> Path:
    return workplace.folder if workplace.lost else workplace.here()


def _checked(result: StepResult, observed: Observed, workplace: Workplace) -> StepResult:
    claims = result.planned.step.claims
    checks = tuple(_masked(check, workplace.mask) for check in check_claims(claims, observed))
    unread: tuple[Claim, ...] = tuple(claim for claim in claims if not claim.expectations)
    judgement = judge_checks(checks)
    return replace(result, status=judgement.status, reason=judgement.reason, checks=checks, unchecked=unread)


def _masked(check: Check, mask: Mask) -> Check:
    return replace(check, reading=mask(check.reading), detail=mask(check.detail))


def _exports_before(planned: PlannedStep, workplace: Workplace, session: Session) -> dict[str, str] | None:
    """What is exported before a step that could change it; asked once and remembered."""
    if not may_change_exports(planned.text):
        return None
    if workplace.exports is None:
        workplace.exports = session.exports()
    return workplace.exports


def _surroundings(effects: Effects, workplace: Workplace) -> Iterator[str]:
    """Say once why what is told of files is not all, when that begins."""
    if effects.unseen and not workplace.unseen:
        yield f"{effects.unseen}, so what the steps change in it is not told"
    workplace.unseen = bool(effects.unseen)
    here = _folder(workplace)
    outside = here != workplace.folder and not here.is_relative_to(workplace.root)
    if outside and not workplace.outside:
        yield workplace.mask(
            f"the shell stands outside the working folder now, in {here}: changes there are not told"
        )
    workplace.outside = outside


def _masked_effects(effects: Effects, mask: Mask) -> Effects:
    if effects is NOTHING_CHANGED:
        return effects
    return replace(
        effects,
        env_set=tuple(mask(name) for name in effects.env_set),
        env_unset=tuple(mask(name) for name in effects.env_unset),
        files=tuple(mask(name) for name in effects.files),
        created=tuple(mask(name) for name in effects.created),
        removed=tuple(mask(name) for name in effects.removed),
    )


def _effects(before: dict[str, str] | None, workplace: Workplace, session: Session) -> Effects:
    now = take_snapshot(workplace.folder)
    effects = file_effects(workplace.files, now)
    workplace.files = now
    if before is None or workplace.lost:
        return effects
    workplace.exports = session.exports()
    workplace.mask.learn(known_secrets(workplace.exports, {}))
    return export_effects(before, workplace.exports, effects)
