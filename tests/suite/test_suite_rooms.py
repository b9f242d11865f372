"""What runs many pages, room by room and without the command line."""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.errors import UsageError
from runner.outcomes import Ending, PageOutcome
from runner.read.tags import bears_tag
from runner.results import Status
from runner.suite.choice import Choice, _part, choose_pages, read_shard
from runner.suite.edits import Edits
from runner.suite.judging import Gate, exit_status_of, judge_run
from runner.suite.workers import Crew, Task
from tests.pages import page
from tests.report.outcomes import broken, outcome

if TYPE_CHECKING:
    from pathlib import Path

    from runner.run.interruption import Interruption


class Course:
    """Goes on until it is told to stop, and remembers what began."""

    def __init__(self, last: int = 10**6) -> None:
        self.began: list[str] = []
        self._last = last

    def goes_on(self) -> bool:
        return len(self.began) < self._last

    def page_began(self, path: str) -> None:
        self.began.append(path)


def passed(path: str) -> PageOutcome:
    return PageOutcome(path=path, ending=Ending.PASSED, reason=str(os.getpid()))


def run(tasks: list[Task], course: Course, *, count: int = 2, how: object = None) -> list[PageOutcome]:
    work = how or (lambda path, _: passed(path))
    with Crew(count, work) as crew:  # type: ignore[arg-type]
        return [found for _, found in crew.run(tasks, course)]


def test_each_page_is_given_to_one_worker_once() -> None:
    tasks = [Task(path=f"{number}.md") for number in range(9)]
    found = run(tasks, Course())
    assert sorted(page.path for page in found) == [task.path for task in tasks]
    assert str(os.getpid()) not in {page.reason for page in found}


def test_one_worker_runs_pages_in_their_order() -> None:
    found = run([Task(path=name) for name in "cab"], Course(), count=1)
    assert [page.path for page in found] == ["c", "a", "b"]


def test_no_page_begins_where_the_course_does_not_go_on() -> None:
    course = Course(last=1)
    assert [page.path for page in run([Task(path=name) for name in "abc"], course, count=1)] == ["a"]
    assert course.began == ["a"]


def test_pages_that_need_the_same_do_not_run_together(tmp_path: Path) -> None:
    def work(path: str, _: Interruption) -> PageOutcome:
        (tmp_path / "lock").mkdir()
        time.sleep(0.05)
        (tmp_path / "lock").rmdir()
        return passed(path)

    tasks = [Task(path=name, needs="x") for name in "abcd"]
    assert len(run(tasks, Course(), count=3, how=work)) == 4


def test_a_lost_worker_makes_its_page_unknown_and_another_takes_its_place() -> None:
    def work(path: str, _: Interruption) -> PageOutcome:
        if path == "a":
            os.kill(os.getpid(), signal.SIGKILL)
        return passed(path)

    found = run([Task(path=name) for name in "abc"], Course(), count=1, how=work)
    assert [page.ending for page in found] == [Ending.UNKNOWN, Ending.PASSED, Ending.PASSED]


def test_every_request_to_stop_reaches_the_pages_that_run(tmp_path: Path) -> None:
    def work(path: str, asked: Interruption) -> PageOutcome:
        (tmp_path / "began").touch()
        last = time.monotonic() + 30
        while asked.requests < 2 and time.monotonic() < last:
            time.sleep(0.01)
        return PageOutcome(path=path, ending=Ending.UNKNOWN, reason=f"{asked.requests} requests")

    with Crew(1, work) as crew:

        class Stopping(Course):
            def goes_on(self) -> bool:
                if (tmp_path / "began").exists():
                    self.requests = getattr(self, "requests", 0) + 1
                    crew.interrupt(self.requests)
                return True

        (found,) = [ended for _, ended in crew.run([Task(path="a")], Stopping())]
    assert found.reason == "2 requests"


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=3), st.floats(0, 100), max_size=30), st.integers(1, 5)
)
def test_parts_have_each_page_once_in_its_order(durations: dict[str, float], count: int) -> None:
    pages = list(durations)
    parts = [_part(pages, durations, number=number, count=count) for number in range(1, count + 1)]
    assert sorted(name for part in parts for name in part) == sorted(pages)
    assert all(part == [name for name in pages if name in part] for part in parts)


@given(st.lists(st.floats(0.1, 100), min_size=1, max_size=30), st.integers(1, 5))
def test_no_part_lasts_longer_than_the_shortest_and_one_page(durations: list[float], count: int) -> None:
    lasting = {str(number): seconds for number, seconds in enumerate(durations)}
    parts = [_part(list(lasting), lasting, number=number, count=count) for number in range(1, count + 1)]
    loads = [sum(lasting[name] for name in part) for part in parts]
    assert max(loads) <= min(loads) + max(durations) + 1e-6


def test_a_part_is_written_as_one_of_so_many() -> None:
    assert read_shard("2/5") == (2, 5)
    with pytest.raises(UsageError, match="such as 2/5"):
        read_shard("6/5")


@pytest.mark.usefixtures("own_temporary_folder")
def test_pages_are_found_in_a_stable_order_and_left_out_by_glob_and_tag(tmp_path: Path) -> None:
    for name, tag in (("b", "x"), ("a", "x"), ("draft", "x"), ("c", "y")):
        (tmp_path / f"{name}.md").write_text(f"---\ntags: {tag}\n---\n" + page("true"))
    assert choose_pages(["."], Choice(exclude=("draft*",), tags=("x",))) == ["a.md", "b.md"]
    assert choose_pages(["."], Choice(stale=timedelta(days=1), tags=("y", "none"))) == ["c.md"]


def test_a_page_that_cannot_be_read_is_kept_so_that_somebody_hears_of_it(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"tags:: x\0")
    assert bears_tag(str(file), "y")


@pytest.mark.usefixtures("own_temporary_folder")
def test_an_edit_touches_the_page_and_those_that_take_it_in(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text(page("true"))
    (tmp_path / "a.md").write_text("# A\n\n## Preconditions\n\nComplete [b](b.md).\n\n" + page("true"))
    (tmp_path / "c.md").write_text(page("true"))
    pages = ["a.md", "b.md", "c.md"]
    edits = Edits()
    assert edits.take(pages) == pages
    assert edits.take(pages) == []
    (tmp_path / "b.md").write_text(page("echo other"))
    assert edits.take(pages) == ["a.md", "b.md"]


@pytest.mark.usefixtures("own_temporary_folder")
def test_a_new_page_is_touched_and_a_file_of_values_touches_all(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(page("true"))
    edits = Edits(["values.toml"])
    edits.take(["a.md"])
    (tmp_path / "b.md").write_text(page("true"))
    assert edits.take(["a.md", "b.md"]) == ["b.md"]
    (tmp_path / "values.toml").write_text("a = 1\n")
    assert edits.take(["a.md", "b.md"]) == ["a.md", "b.md"]


_LIVE = outcome(ending=Ending.PASSED)


@pytest.mark.parametrize(
    ("endings", "status"),
    [
        pytest.param([0, 0], 0, id="passed"),
        pytest.param([0, 4], 4, id="blocked"),
        pytest.param([4, 1], 1, id="failed before blocked"),
        pytest.param([1, 2], 2, id="unreadable before failed"),
        pytest.param([2, 3], 3, id="a fault of ours before all"),
    ],
)
def test_the_gravest_page_decides(endings: list[int], status: int) -> None:
    pages = [PageOutcome(path="x", ending=Ending.PASSED, exit_status=one) for one in endings]
    assert exit_status_of(pages, shortfall="", interrupted=False) == status
    assert exit_status_of(pages, shortfall="", interrupted=True) == 130
    assert exit_status_of(pages, shortfall="too little", interrupted=False) == (
        status or 1 if status != 4 else 1
    )


def test_an_unverified_page_passes_only_where_that_is_allowed() -> None:
    run = outcome(ending=Ending.UNVERIFIED, status=Status.RAN).run
    assert run is not None
    assert judge_run("a.md", run, Gate()).exit_status == 1
    assert judge_run("a.md", run, Gate(allow_unverified=True)).exit_status == 0


def test_a_page_that_could_not_be_begun_is_told_as_such() -> None:
    assert exit_status_of([broken()], shortfall="", interrupted=False) == 2
