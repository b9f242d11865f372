"""Steps that are tried again: how often, until when, and what is told of it."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from runner.results import Status, Verdict
from runner.run.interruption import Interruption
from tests.run.carried import carried, events, run_of, step, steps_page

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.shell

COUNT = "echo x >> tries; wc -l < tries"


def test_a_step_is_tried_until_its_checks_hold(tmp_path: Path) -> None:
    text = steps_page(("{retry=5 delay=0.01}", COUNT)) + "\nThe output is `3`.\n"
    result = step(carried(text, tmp_path), "1.1")
    assert result.status is Status.VERIFIED
    assert result.reason is None
    assert [item.reason for item in result.tries] == [
        "stdout is `3`: got `1`",
        "stdout is `3`: got `2`",
        None,
    ]
    assert result.stdout == "3\n"
    assert result.effects.files == ("tries",)


def test_a_step_is_tried_until_its_exit_status_is_as_expected(tmp_path: Path) -> None:
    text = steps_page(
        ("{retry=3 delay=0.01 exit=4}", f"{COUNT} >/dev/null; (exit $(( 2 + $(wc -l < tries) )))")
    )
    result = step(carried(text, tmp_path), "1.1")
    assert result.status is Status.RAN
    assert [item.exit_code for item in result.tries] == [3, 4]


def test_tries_come_to_an_end_and_the_last_one_is_told(tmp_path: Path) -> None:
    result = step(carried(steps_page(("{retry=3 delay=0.01}", f"{COUNT}; false")), tmp_path), "1.1")
    assert result.status is Status.FAILED
    assert result.reason == "exit status 1, expected 0; tried 3 times"
    assert result.stdout == "3\n"
    assert len(result.tries) == 3


def test_a_step_that_holds_at_once_has_no_tries(tmp_path: Path) -> None:
    assert step(carried(steps_page(("{retry=3 delay=0.01}", "true")), tmp_path), "1.1").tries == ()


def test_what_a_file_check_looks_for_may_come_from_an_earlier_try(tmp_path: Path) -> None:
    text = steps_page(("{retry=3 delay=0.01}", f"[ -e out ] || touch out; {COUNT}"))
    text += "\nThe file `out` is created.\n\nThe output is `2`.\n"
    result = step(carried(text, tmp_path), "1.1")
    assert len(result.tries) == 2
    assert result.effects.files == ("out", "tries")


def test_a_shell_that_ended_is_not_asked_again(tmp_path: Path) -> None:
    assert step(carried(steps_page(("{retry=3 delay=0.01}", "kill -9 $$")), tmp_path), "1.1").tries == ()


def test_ctrl_c_ends_the_waiting_between_tries_at_once(tmp_path: Path) -> None:
    interruption = Interruption()
    text = steps_page(("{retry=3 delay=60}", "touch tried; false"), "echo behind")

    def press() -> None:
        import os
        import signal

        while not (tmp_path / "tried").exists():
            time.sleep(0.01)
        time.sleep(0.2)
        os.kill(os.getpid(), signal.SIGINT)

    with interruption.installed():
        presser = threading.Thread(target=press)
        presser.start()
        begun = time.monotonic()
        run = run_of(events(text, tmp_path, interruption=interruption))
        presser.join()
    assert time.monotonic() - begun < 30
    assert step(run, "1.1").status is Status.FAILED
    assert step(run, "1.2").reason == "interrupted"
    assert run.verdict is Verdict.UNKNOWN


def test_a_step_that_is_tried_no_more_for_want_of_time_says_so(tmp_path: Path) -> None:
    text = steps_page(("{retry=9 delay=0.2}", "false"))
    result = step(carried(text, tmp_path, page_timeout=0.35), "1.1")
    assert len(result.tries) == 2
    assert result.reason == (
        "exit status 1, expected 0; tried 2 times of 9, and no time was left for another try"
    )
