"""The time of a whole page: what is stopped, what is skipped and what still runs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from runner.api.options import Options
from runner.api.preparing import prepare
from runner.api.running import run_page
from runner.results import Status, Verdict
from runner.run.interruption import Interruption

if TYPE_CHECKING:
    from pathlib import Path

    from runner.results import Run

pytestmark = [pytest.mark.shell, pytest.mark.usefixtures("own_temporary_folder")]


def run(
    folder: Path,
    *codes: str,
    cleanup: str = "",
    page_timeout: float | None = None,
    timeout: float = 20,
    keep_going: bool = False,
) -> Run:
    page = folder / "page.md"
    fences = "\n".join(f"```bash\n{code}\n```\n" for code in codes)
    end = f"\n## Cleanup\n\n```bash\n{cleanup}\n```\n" if cleanup else ""
    page.write_text(f"# A page\n\n## Steps\n\n{fences}{end}")
    options = Options(timeout=timeout, page_timeout=page_timeout, keep_going=keep_going)
    (prepared,) = prepare([str(page)], options)
    return run_page(prepared, options, [], Interruption())


@pytest.mark.parametrize("keep_going", [True, False])
def test_the_step_that_runs_is_stopped_and_the_rest_is_skipped(tmp_path: Path, keep_going: bool) -> None:
    begun = time.monotonic()
    found = run(tmp_path, "true", "sleep 30", "true", page_timeout=0.5, keep_going=keep_going)
    assert time.monotonic() - begun < 10
    assert found.verdict is Verdict.FAILED
    assert [(step.status, step.reason) for step in found.steps] == [
        (Status.RAN, None),
        (Status.FAILED, "the page's time of 0.5 s is over, so it was stopped"),
        (Status.SKIPPED, "the page's time of 0.5 s is over"),
    ]


def test_a_shell_that_is_lost_with_the_time_is_said(tmp_path: Path) -> None:
    found = run(tmp_path, "exec sleep 30", page_timeout=0.3)
    assert found.steps[0].reason == (
        "the page's time of 0.3 s is over, so it was stopped; what the shell held is lost"
    )


def test_cleanup_has_time_of_its_own(tmp_path: Path) -> None:
    found = run(tmp_path, "sleep 30", cleanup="sleep 0.3; echo clean", page_timeout=0.3)
    assert [step.status for step in found.steps] == [Status.FAILED, Status.RAN]
    assert found.steps[1].stdout == "clean\n"


def test_a_page_whose_steps_come_too_late_failed_though_none_of_them_did(tmp_path: Path) -> None:
    found = run(tmp_path, "true", "true", page_timeout=1e-9)
    assert found.verdict is Verdict.FAILED
    assert {step.reason for step in found.steps} == {"the page's time of 1e-09 s is over"}


def test_tries_end_with_the_pages_time(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A page\n\n## Steps\n\n```bash {retry=50 delay=0.2}\nfalse\n```\n")
    options = Options(page_timeout=0.7)
    (prepared,) = prepare([str(page)], options)
    found = run_page(prepared, options, [], Interruption())
    assert found.verdict is Verdict.FAILED
    assert 1 < len(found.steps[0].tries) < 10


def test_a_step_that_fails_by_itself_says_so_within_the_pages_time(tmp_path: Path) -> None:
    found = run(tmp_path, "sleep 30", "true", page_timeout=30, timeout=0.2)
    assert found.steps[0].reason == "no end within 0.2 s, so it was stopped"
    assert found.steps[1].reason == "step 1.1 failed"


def test_a_duration_is_the_one_that_a_record_keeps(tmp_path: Path) -> None:
    found = run(tmp_path, "sleep 0.01", "true")
    durations = [found.duration, *(step.duration for step in found.steps)]
    assert durations == [round(duration, 4) for duration in durations]
