"""Commands in the background: when they are ready, how they end, and whose output is whose."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from runner.results import Status, StepAmended, StepFinished, Verdict
from runner.run.masking import make_mask
from runner.run.outcome import Ending, Outcome
from runner.run.services import _without_notice
from tests.run.carried import carried, events, run_of, step, steps_page

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.shell

LISTENS = """python3 -uc '
import socket
s = socket.create_server(("127.0.0.1", {port})); print("up")
while True:
    c, _ = s.accept(); c.sendall(b"HTTP/1.0 {answer} X\\r\\n\\r\\n"); c.close()'"""


# Waits until the shell's last job has ended.
ITS_END = "while [ -e /proc/$! ]; do sleep 0.01; done"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_a_service_that_listens_is_ready_and_serves_the_steps_behind_it(tmp_path: Path) -> None:
    port = free_port()
    text = steps_page(
        (f'{{background ready="port {port}" within=20}}', LISTENS.format(port=port, answer=200)),
        f"exec 3<>/dev/tcp/127.0.0.1/{port} && echo reached",
    )
    run = carried(text, tmp_path)
    assert step(run, "1.1").status is Status.RAN
    assert step(run, "1.1").notes[0].endswith(f"port {port} answers")
    assert step(run, "1.1").notes[-1] == "stopped at the end of the page"
    assert step(run, "1.2").stdout == "reached\n"
    assert not run.left_behind


@pytest.mark.parametrize(("answer", "status"), [(200, Status.RAN), (503, Status.FAILED)])
def test_a_page_that_answers_with_200_shows_that_a_service_is_ready(
    tmp_path: Path, answer: int, status: Status
) -> None:
    port = free_port()
    within = 20 if answer == 200 else 1.5
    braces = f'{{background ready="http http://127.0.0.1:{port}/" within={within}}}'
    run = carried(steps_page((braces, LISTENS.format(port=port, answer=answer))), tmp_path)
    assert step(run, "1.1").status is status


@pytest.mark.parametrize(
    ("ready", "command"),
    [
        ("output serving on [0-9]+", "echo warm up; sleep 0.05; echo serving on 80 >&2; sleep 60"),
        ("file pid", "sleep 0.05; echo $BASHPID > pid; sleep 60"),
        ("seconds 0.05", "sleep 60"),
    ],
)
def test_other_signs_of_readiness_are_waited_for(tmp_path: Path, ready: str, command: str) -> None:
    run = carried(steps_page((f'{{background ready="{ready}" within=20}}', command)), tmp_path)
    assert step(run, "1.1").status is Status.RAN
    assert step(run, "1.1").notes[0].startswith("ready after ")


def test_a_file_that_was_there_before_shows_nothing(tmp_path: Path) -> None:
    (tmp_path / "pid").write_text("1\n")
    run = carried(steps_page(('{background ready="file pid" within=0.2}', "sleep 60")), tmp_path)
    assert step(run, "1.1").status is Status.FAILED


def test_a_port_that_somebody_else_serves_blocks_the_step(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        run = carried(steps_page((f'{{background ready="port {port}"}}', "touch begun")), tmp_path)
    assert step(run, "1.1").status is Status.BLOCKED
    assert step(run, "1.1").reason == (
        f"port {port} answers before the command has begun; next: stop what answers there"
    )
    assert not (tmp_path / "begun").exists()


def test_a_service_that_is_not_ready_in_time_fails_with_its_output_and_is_ended(tmp_path: Path) -> None:
    text = steps_page(('{background ready="output ready" within=0.2}', "echo starting; sleep 61"))
    run = carried(text, tmp_path)
    result = step(run, "1.1")
    assert result.status is Status.FAILED
    assert result.reason == "not ready within 0.2 s (ready when its output matches `ready`); stopped"
    assert result.stdout == "starting\n"
    assert not run.left_behind


def test_a_service_that_ends_before_it_is_ready_fails_with_its_status(tmp_path: Path) -> None:
    text = steps_page(('{background ready="output ready"}', "echo no luck >&2; exit 4"))
    result = step(carried(text, tmp_path), "1.1")
    assert result.reason == "it ended with status 4 before its output matches `ready`"
    assert (result.exit_code, result.stderr) == (4, "no luck\n")


def test_without_a_sign_started_is_enough_but_a_bad_end_at_once_is_not(tmp_path: Path) -> None:
    good = step(carried(steps_page(("{background}", "sleep 60")), tmp_path), "1.1")
    bad = step(carried(steps_page(("{background}", "exit 3")), tmp_path), "1.1")
    missing = step(carried(steps_page(("{background}", "x=nosuch; $x")), tmp_path), "1.1")
    assert (good.status, good.exit_code) == (Status.RAN, None)
    assert (bad.status, bad.reason) == (Status.FAILED, "it ended with status 3 at once")
    assert missing.status is Status.BLOCKED


def test_a_service_that_dies_is_named_with_the_step_in_which_it_died(tmp_path: Path) -> None:
    text = steps_page(
        ('{background ready="output up"}', "echo up; while [ ! -e die ]; do sleep 0.01; done; exit 7"),
        f"touch die; {ITS_END}",
        "echo behind",
    )
    told = events(text, tmp_path)
    run = run_of(told)
    assert step(run, "1.1").status is Status.FAILED
    assert step(run, "1.1").reason == "its command ended with status 7 during step 1.2, before the page's end"
    assert step(run, "1.2").status is Status.RAN
    assert (step(run, "1.3").status, step(run, "1.3").reason) == (Status.SKIPPED, "step 1.1 failed")
    assert run.verdict is Verdict.FAILED
    kinds = [type(event) for event in told if isinstance(event, StepFinished | StepAmended)]
    assert kinds == [StepFinished, StepFinished, StepAmended, StepFinished]


@pytest.mark.parametrize(
    ("waiting", "said"),
    [(ITS_END, "status 143"), ("wait", "a status that the shell no longer tells")],
)
def test_a_service_that_the_page_ends_itself_is_no_failure(tmp_path: Path, waiting: str, said: str) -> None:
    text = steps_page(("{background}", "sleep 60"), f"kill $!; {waiting}", "echo behind")
    run = carried(text, tmp_path)
    assert step(run, "1.1").notes[-1] == f"its command ended with {said} during step 1.2"
    assert step(run, "1.3").stdout == "behind\n"
    assert run.verdict is Verdict.UNVERIFIED


def test_services_end_in_reverse_order_and_what_they_print_then_is_theirs(tmp_path: Path) -> None:
    command = "trap 'echo bye; echo {} >> order; exit 0' TERM; echo up; while :; do sleep 0.01; done"
    text = steps_page(
        ('{background ready="output up"}', command.format("first")),
        ('{background ready="output up"}', command.format("second")),
        "echo mine",
    )
    run = carried(text, tmp_path)
    assert (tmp_path / "order").read_text() == "second\nfirst\n"
    assert step(run, "1.1").stdout == step(run, "1.2").stdout == "up\nbye\n"
    assert step(run, "1.3").stdout == "mine\n"


def test_a_service_that_ignores_the_request_to_end_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runner.run.services.stop.__kwdefaults__", {"grace": 0.1})
    text = steps_page(
        ('{background ready="output up"}', "trap '' TERM; echo up; while :; do sleep 0.01; done")
    )
    run = carried(text, tmp_path)
    assert step(run, "1.1").notes[-1] == "did not end within 0.1 s and was killed at the end of the page"
    assert not run.left_behind


def test_what_a_service_knows_of_the_shell_is_what_a_job_knows(tmp_path: Path) -> None:
    text = steps_page(
        "greet() { echo hello $name; }; name=you", ('{background ready="output hello"}', "greet")
    )
    assert step(carried(text, tmp_path), "1.2").stdout == "hello you\n"


def test_a_syntax_error_in_the_background_is_said_with_a_line_of_the_page(tmp_path: Path) -> None:
    result = step(carried(steps_page(("{background}", "echo (a")), tmp_path), "1.1")
    assert result.status is Status.FAILED
    assert "page.md:8: line 1: syntax error" in result.stderr


def test_what_a_job_prints_later_is_its_own_steps_late_output(tmp_path: Path) -> None:
    text = steps_page("(sleep 0.1; echo late) & echo now", f"{ITS_END}; echo other")
    run = carried(text, tmp_path)
    first = step(run, "1.1")
    assert first.stdout == "now\n"
    assert first.late is not None
    assert first.late.stdout == "late\n"
    assert step(run, "1.2").stdout == "other\n"
    assert step(run, "1.2").late is None


def test_late_output_is_masked(tmp_path: Path) -> None:
    text = steps_page("(sleep 0.1; echo secret) & true", ITS_END)
    run = run_of(events(text, tmp_path, mask=make_mask({"secret": "word"})))
    late = step(run, "1.1").late
    assert late is not None
    assert late.stdout == "***word***\n"


def test_late_output_is_bounded(tmp_path: Path) -> None:
    text = steps_page("(sleep 0.05; head -c 3000000 /dev/zero | tr '\\0' x) & true", "wait")
    late = step(carried(text, tmp_path), "1.1").late
    assert late is not None
    assert "bytes left out" in late.stdout
    assert len(late.stdout) < 1_100_000


def test_claims_on_a_service_are_held_against_what_it_printed_until_it_was_ready(tmp_path: Path) -> None:
    text = steps_page(('{background ready="output up"}', "echo up; sleep 60"))
    text += "\nThe output contains `up`.\n"
    assert step(carried(text, tmp_path), "1.1").status is Status.VERIFIED


def test_the_notice_of_a_job_is_left_out_wherever_it_stands() -> None:
    text = b"no luck\n[1] 28089\nmore\n"
    outcome = Outcome(
        stdout=b"",
        stderr=text,
        placed_stderr=text,
        truncated=False,
        exit_status=0,
        duration=0.0,
        ending=Ending.DONE,
        alive=True,
    )
    assert _without_notice(outcome, 28089).stderr == b"no luck\nmore\n"
    assert _without_notice(outcome, 28089).placed_stderr == b"no luck\nmore\n"
    assert _without_notice(outcome, 2808).stderr == text
