"""Cleanup: when it runs, in which shell, and what stops it."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from runner.results import Status, Verdict
from runner.run.interruption import Interruption
from tests.run.carried import carried, events, run_of, step, steps_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.shell


@contextmanager
def pressing(*files: Path) -> Iterator[Interruption]:
    """Press Ctrl-C each time when the next of these files is there."""
    interruption = Interruption()

    def press() -> None:
        for file in files:
            while not file.exists():
                time.sleep(0.01)
            time.sleep(0.1)
            os.kill(os.getpid(), signal.SIGINT)

    with interruption.installed():
        presser = threading.Thread(target=press)
        presser.start()
        yield interruption
        presser.join()


def test_cleanup_runs_after_ctrl_c_in_the_same_shell(tmp_path: Path) -> None:
    text = steps_page("name=kept", "touch one; sleep 60", "echo behind", cleanup="echo $name")
    with pressing(tmp_path / "one") as interruption:
        run = run_of(events(text, tmp_path, interruption=interruption))
    assert step(run, "1.2").status is Status.FAILED
    assert step(run, "1.3").reason == "interrupted"
    assert (step(run, "c.1").status, step(run, "c.1").stdout) == (Status.RAN, "kept\n")
    assert run.verdict is Verdict.UNKNOWN


def test_a_second_ctrl_c_stops_cleanup_too(tmp_path: Path) -> None:
    text = steps_page("touch one; sleep 60", cleanup="touch two; sleep 60")
    text += "\n```bash\necho more\n```\n"
    with pressing(tmp_path / "one", tmp_path / "two") as interruption:
        run = run_of(events(text, tmp_path, interruption=interruption))
    assert (step(run, "c.1").reason or "").startswith("interrupted after")
    assert (step(run, "c.2").status, step(run, "c.2").reason) == (Status.SKIPPED, "interrupted")


def test_services_live_until_cleanup_is_done(tmp_path: Path) -> None:
    text = steps_page(("{background}", "sleep 60"), "false", cleanup="kill -0 $! && echo there")
    assert step(carried(text, tmp_path), "c.1").stdout == "there\n"


def test_after_the_shell_ended_cleanup_runs_in_a_new_one_and_says_so(tmp_path: Path) -> None:
    text = steps_page("export bucket=mine", "mkdir sub; cd sub", "exec true", cleanup="echo $bucket; pwd")
    run = carried(text, tmp_path)
    result = step(run, "c.1")
    assert result.status is Status.RAN
    assert result.stdout == f"mine\n{tmp_path / 'sub'}\n"
    assert result.notes == (
        "in a new shell, where a variable without a value is an error: the shell ended in step 1.3",
    )
    assert run.verdict is Verdict.FAILED


def test_in_a_new_shell_a_variable_without_a_value_deletes_nothing(tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    text = steps_page("folder=$PWD/x/", "kill -9 $$", cleanup='rm -rf "${folder}precious"')
    result = step(carried(text, tmp_path), "c.1")
    assert result.status is Status.FAILED
    assert "folder: unbound variable" in result.stderr
    assert (tmp_path / "precious").is_dir()


def test_after_cleanup_in_a_new_shell_no_other_step_runs(tmp_path: Path) -> None:
    text = steps_page("kill -9 $$", cleanup="echo clean")
    text += "\n## Verification\n\n```bash\necho behind\n```\n"
    run = run_of(events(text, tmp_path, keep_going=True))
    others = [result for result in run.steps if result.planned.step.id not in ("1.1", "c.1")]
    assert step(run, "c.1").stdout == "clean\n"
    assert [result.reason for result in others] == ["the shell ended in step 1.1"]


def test_where_the_folder_is_gone_too_no_shell_is_opened(tmp_path: Path) -> None:
    text = steps_page('rm -r "$PWD"; kill -9 $$', cleanup="echo clean")
    (tmp_path / "work").mkdir()
    run = carried(text, tmp_path / "work")
    assert (step(run, "c.1").status, step(run, "c.1").reason) == (
        Status.SKIPPED,
        "the shell ended in step 1.1",
    )


def test_ctrl_c_ends_the_waiting_for_a_service_and_the_service(tmp_path: Path) -> None:
    text = steps_page(('{background ready="output never" within=50}', "touch one; sleep 60"), cleanup="true")
    with pressing(tmp_path / "one") as interruption:
        run = run_of(events(text, tmp_path, interruption=interruption))
    assert (step(run, "1.1").reason or "").startswith("interrupted after")
    assert step(run, "c.1").status is Status.RAN
    assert not run.left_behind
