"""What retention removes, and what it never does."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from runner.store.history import open_history
from runner.store.prune import Retention, remove_left_over, remove_runs, too_many
from tests.store.histories import FIRST, place_of, record, run_id, step

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

NOW = FIRST + timedelta(days=10)


def doomed(root: Path, **retention: Any) -> list[str]:
    with open_history([place_of(root)]) as history:
        return [run.id for run in too_many(history.runs(), Retention(**retention), NOW)]


def test_the_newest_of_each_page_are_kept(tmp_path: Path) -> None:
    runs = [record(tmp_path, "a.md", number) for number in range(5)]
    other = record(tmp_path, "b.md", 0)
    assert doomed(tmp_path, keep=3) == [run_id(runs[1]), run_id(runs[0])]
    assert run_id(other) not in doomed(tmp_path, keep=1)


def test_what_is_young_is_kept_and_both_limits_must_agree(tmp_path: Path) -> None:
    runs = [record(tmp_path, "a.md", number) for number in range(9)]
    assert doomed(tmp_path, older_than=timedelta(days=8)) == [run_id(runs[1]), run_id(runs[0])]
    assert doomed(tmp_path, older_than=timedelta(days=8), keep=8) == [run_id(runs[0])]


def test_the_last_run_that_passed_stays_however_old(tmp_path: Path) -> None:
    passed = record(tmp_path, "a.md", 0)
    for number in range(1, 4):
        record(tmp_path, "a.md", number, verdict="failed")
    found = doomed(tmp_path, keep=1)
    assert len(found) == 2
    assert run_id(passed) not in found


@settings(deadline=None)  # it writes files
@given(
    st.lists(st.sampled_from(["passed", "failed", "unknown"]), min_size=1, max_size=6),
    st.integers(1, 3),
    st.integers(0, 6),
)
def test_the_last_and_the_last_passed_run_never_go(
    tmp_path_factory: pytest.TempPathFactory, verdicts: list[str], keep: int, days: int
) -> None:
    root = tmp_path_factory.mktemp("r")
    runs = [record(root, "a.md", number, verdict=verdict) for number, verdict in enumerate(verdicts)]
    found = doomed(root, keep=keep, older_than=timedelta(days=days))
    passed = [run_id(run) for run, verdict in zip(runs, verdicts, strict=True) if verdict == "passed"]
    assert run_id(runs[-1]) not in found
    assert not passed or passed[-1] not in found
    assert len(found) <= len(runs) - keep or not found


def old(folder: Path) -> None:
    for path in folder.glob("outputs/*"):
        os.utime(path, (1, 1))


def test_outputs_go_with_the_last_run_that_names_them(tmp_path: Path) -> None:
    shared, alone = "s\n" * 20_000, "a\n" * 20_000
    first = record(tmp_path, "a.md", 0, step(stdout=shared), step("1.2", stdout=alone))
    record(tmp_path, "a.md", 1, step(stdout=shared))
    with open_history([place_of(tmp_path)]) as history:
        remove_runs(run for run in history.runs() if run.id == run_id(first))
    old(first.parent)
    with open_history([place_of(tmp_path)]) as history:
        assert history.output_folders() == [first.parent]
        assert remove_left_over(first.parent, history.outputs_in_use()[first.parent]) == len(alone)
        (left,) = history.runs()
        found = history.record(left)
    assert found is not None
    assert found.whole()["steps"][0]["stdout"] == shared


def test_what_is_new_stays_since_its_record_may_be_on_its_way(tmp_path: Path) -> None:
    file = record(tmp_path, "a.md", 0, step(stdout="x\n" * 20_000))
    old(file.parent)
    file.unlink()
    # A run that prints the same takes up what is there.
    again = record(tmp_path, "a.md", 1, step(stdout="x\n" * 20_000))
    again.unlink()
    assert remove_left_over(file.parent, set()) == 0
    assert time.time() - next(file.parent.glob("outputs/*")).stat().st_mtime < 600


def test_outputs_beside_a_record_that_cannot_be_read_are_left_alone(tmp_path: Path) -> None:
    file = record(tmp_path, "a.md", 0, step(stdout="x\n" * 20_000), schema="runbook-result/2")
    old(file.parent)
    with open_history([place_of(tmp_path)]) as history:
        assert history.output_folders() == []
