"""A page's recorded runs held against the page as it is now: what the site says of it. Draws nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from runner.results import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runner.model import Procedure, Step
    from runner.publish.site import SitePage
    from runner.store.records import Record

Json = dict[str, Any]
# As many as a trend can show on a narrow screen.
HISTORY = 20
STALE_AFTER = timedelta(days=30)


class State(StrEnum):
    """What the site says of a page, the one that needs a person first."""

    FAILED = "failed"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"
    STALE = "stale"
    UNVERIFIED = "unverified"
    NOT_RUN = "not-run"
    PASSED = "passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """One run in the trend of a page; `duration` in seconds."""

    started_at: datetime
    verdict: Verdict
    duration: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEvidence:
    """A step of the page as it is now, and what was recorded of it.

    Attributes:
        recorded: The step's object in `runbook-result/1`, None where no run had it.
        edited: Whether its block has changed since.
    """

    step: Step
    recorded: Json | None
    edited: bool = False

    @property
    def status(self) -> str:
        """The contract's word, or that there is no result."""
        return self.recorded["status"] if self.recorded else State.NOT_RUN.value


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEvidence:
    """A page with what its runs say of it.

    Attributes:
        result: The last run that ended, as its record tells it; None where there is none.
        history: The last runs, the oldest first.
        last_passed: When the page last passed.
        built_at: The moment from which ages are counted.
    """

    page: SitePage
    state: State
    steps: tuple[StepEvidence, ...]
    built_at: datetime
    result: Json | None = None
    history: tuple[PastRun, ...] = ()
    last_passed: datetime | None = None

    @property
    def edited(self) -> tuple[StepEvidence, ...]:
        """The steps that are not as they were when they ran, new ones among them."""
        return tuple(step for step in self.steps if self.result and (step.edited or not step.recorded))


def count_states(pages: Iterable[PageEvidence]) -> dict[str, int]:
    """Give how many pages are in each state, the one that needs a person first."""
    counted = Counter(page.state for page in pages)
    return {state.value: counted[state] for state in State}


def evidence_of(
    page: SitePage,
    procedure: Procedure,
    records: Sequence[Record],
    *,
    now: datetime,
    stale_after: timedelta = STALE_AFTER,
) -> PageEvidence:
    """Hold a page against its records.

    Args:
        page: The page.
        procedure: Its meaning now.
        records: Its runs, the newest first.
        now: The moment of the site.
        stale_after: The age from which a page that passed is no longer believed.
    """
    ended = [record.result for record in records if not record.running]
    history = tuple(_past(result) for result in reversed(ended[:HISTORY]))
    last = ended[0] if ended else None
    steps = tuple(_matched(procedure.steps, last["steps"] if last else ()))
    evidence = PageEvidence(
        page=page,
        state=State.NOT_RUN,
        steps=steps,
        built_at=now,
        result=last,
        history=history,
        last_passed=next((_began(run) for run in ended if run["verdict"] == Verdict.PASSED), None),
    )
    return evidence if last is None else _judged(evidence, _began(last), now - stale_after)


def _judged(evidence: PageEvidence, began: datetime, oldest: datetime) -> PageEvidence:
    state = State(evidence.history[-1].verdict.value)
    if state is State.PASSED and (evidence.edited or began < oldest):
        state = State.STALE
    return replace(evidence, state=state)


def _past(result: Json) -> PastRun:
    return PastRun(
        started_at=_began(result), verdict=Verdict(result["verdict"]), duration=result["duration"] or 0.0
    )


def _began(result: Json) -> datetime:
    return datetime.fromisoformat(result["started_at"])


def _matched(steps: Sequence[Step], recorded: Iterable[Json]) -> list[StepEvidence]:
    """Give each step the record of its own block, wherever it has moved to; else what is left of its id."""
    left = {item["id"]: item for item in recorded}
    found: dict[str, Json] = {}
    for step in steps:
        if step.id in left and _recorded_block(left[step.id]) == _block(step):
            found[step.id] = left.pop(step.id)
    by_block = defaultdict(list)
    for item in left.values():
        by_block[_recorded_block(item)].append(item)
    for step in steps:
        if step.id not in found and by_block[_block(step)]:
            found[step.id] = by_block[_block(step)].pop(0)
            del left[found[step.id]["id"]]
    return [
        StepEvidence(step=step, recorded=found[step.id])
        if step.id in found
        else StepEvidence(step=step, recorded=left.get(step.id), edited=step.id in left)
        for step in steps
    ]


def _block(step: Step) -> tuple[str, str]:
    return step.code, "" if step.code else step.title


def _recorded_block(item: Json) -> tuple[str, str]:
    return item["code"], "" if item["code"] else item["title"]
