"""A page's recorded runs held against the page as it is now: what the site says of it. Draws nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from runner.results import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from runner.model import Step
    from runner.publish.site import SitePage

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
    NO_STEPS = "no-steps"


class PastRun(Struct, frozen=True, kw_only=True):
    """One run in the trend of a page; `duration` in seconds."""

    started_at: datetime
    verdict: Verdict
    duration: float


class RecordedRuns(Struct, frozen=True, kw_only=True):
    """What is recorded of a page.

    Attributes:
        last: The last run that ended, as `runbook-result/1` with `run` beside; None where there is none.
        history: The last runs that ended, that one among them, the oldest first.
        last_passed: When the page last passed.
    """

    last: Json | None = None
    history: tuple[PastRun, ...] = ()
    last_passed: datetime | None = None


class Moment(Struct, frozen=True, kw_only=True):
    """When a site is made, and the age from which a page that passed is no longer believed."""

    now: datetime
    stale_after: timedelta = STALE_AFTER


class StepEvidence(Struct, frozen=True, kw_only=True):
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


class PageEvidence(Struct, frozen=True, kw_only=True):
    """A page with what its runs say of it.

    Attributes:
        result: The last run that ended, as its record tells it; None where there is none.
        history: The last runs, the oldest first; one that ended as the page says of itself has passed.
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
    def expected(self) -> str:
        """The verdict that the page says of itself, empty where it says none."""
        return _expected(self.result)

    @property
    def known(self) -> bool:
        """Whether the last run ended as the page says of itself."""
        return self.result is not None and self.result["verdict"] == self.expected

    @property
    def edited(self) -> tuple[StepEvidence, ...]:
        """The steps that are not as they were when they ran, new ones among them."""
        return tuple(step for step in self.steps if self.result and (step.edited or not step.recorded))


def count_states(pages: Iterable[PageEvidence]) -> dict[str, int]:
    """Give how many pages are in each state, the one that needs a person first."""
    counted = Counter(page.state for page in pages)
    return {state.value: counted[state] for state in State}


def evidence_of(page: SitePage, steps: Sequence[Step], runs: RecordedRuns, moment: Moment) -> PageEvidence:
    """Hold a page against its records.

    Args:
        page: The page.
        steps: Those that it has now.
        runs: What is recorded of it.
        moment: When, and how long a run is believed.
    """
    recorded = runs.last["steps"] if runs.last else ()
    evidence = PageEvidence(
        page=page,
        state=State.NOT_RUN,
        steps=tuple(_matched(steps, recorded)),
        built_at=moment.now,
        result=runs.last,
        history=tuple(_as_expected(run, _expected(runs.last)) for run in runs.history),
        last_passed=runs.last_passed,
    )
    if not steps and not recorded:
        return replace(evidence, state=State.NO_STEPS)
    return evidence if runs.last is None else _judged(evidence, moment.now - moment.stale_after)


def _judged(evidence: PageEvidence, oldest: datetime) -> PageEvidence:
    last = evidence.history[-1]
    state = State(last.verdict.value)
    if state is State.PASSED and (evidence.edited or last.started_at < oldest):
        state = State.STALE
    return replace(evidence, state=state)


def _expected(result: Json | None) -> str:
    """The verdict that a page says of itself, empty where it says none."""
    return (result or {}).get("run", {}).get("expect_verdict") or ""


def _as_expected(run: PastRun, expected: str) -> PastRun:
    """A run as the page's own word makes it: what is known to fail passes by failing."""
    if not expected or run.verdict is Verdict.UNKNOWN:
        return run
    return replace(run, verdict=Verdict.PASSED if run.verdict == expected else Verdict.FAILED)


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


def _block(step: Step) -> str:
    return step.sha256


def _recorded_block(item: Json) -> str:
    # Records of before 0.2 have no digest: such a step counts as edited.
    return item.get("block_sha256") or ""
