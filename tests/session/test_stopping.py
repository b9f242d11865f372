"""A step that takes too long or is interrupted: what ends, what stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from runner.run.session import Ending, Session

from .conftest import ends, lives, pid_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .conftest import Run

pytestmark = pytest.mark.shell

IGNORE_INT = "sh -c 'trap \"\" INT TERM; while :; do sleep 1; done'"
HANDLE_INT = (
    f"{sys.executable} -c 'import signal, time; signal.signal(2, lambda *a: exit(0)); time.sleep(30)'"
)
# A daemon as the books have it: two forks, and a session of its own between them.
DAEMON = f"""{sys.executable} -c '
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open("pid", "w").write(str(os.getpid()) + chr(10))
        time.sleep(30)
'"""


@pytest.mark.parametrize(
    ("code", "within"),
    [
        ("sleep 30", 0.4),
        ("while :; do :; done", 0.4),
        ("while :; do sleep 30; done", 0.4),
        ("sleep 30 | cat | cat", 0.4),
        ("x=$(sleep 30)", 0.4),
        ("read x < <(sleep 30)", 0.4),
        ("(sleep 30; echo no)", 0.4),
        ("(sleep 30 | cat; echo no)", 0.4),
        ("(sleep 30; echo no; touch no) | cat", 0.4),
        (f"({HANDLE_INT}; echo no; touch no)", 0.8),
        ("f() { if sleep 30; then echo no; else echo no; fi || echo no; }; f", 0.4),
        ("sleep 30 & wait", 0.4),
        ("time sleep 30", 0.4),
        ("exec 3< <(sleep 30); read x <&3", 0.4),
        ("set -e; sleep 30", 0.4),
        ("set -x; sleep 30", 0.4),
        ("trap 'echo no >&2' ERR; sleep 30", 0.4),
        ("trap 'sleep 30; echo no' USR1; kill -USR1 $$", 0.4),
        ("trap '' INT; sleep 30", 0.8),
        ("trap 'echo mine' INT; sleep 30", 0.8),
        (HANDLE_INT, 0.8),
        (IGNORE_INT, 0.8),
        (f"while :; do {IGNORE_INT}; echo no; done", 0.8),
        (f"{IGNORE_INT} | cat", 0.8),
        ("kill -STOP $BASHPID", 0.8),
    ],
)
def test_a_timeout_drops_the_whole_step_at_once_and_keeps_the_session(
    run: Run, code: str, within: float
) -> None:
    run("kept=1; f() { echo f; }")
    outcome = run(code + "\necho no; touch no", timeout=0.1)
    assert (outcome.ending, outcome.exit_status, outcome.alive) == (Ending.TIMED_OUT, None, True)
    assert b"no\n" not in outcome.stdout
    assert b"tcsetattr" not in outcome.stderr
    assert b"__runbook" not in outcome.stderr
    assert outcome.duration < 0.1 + within
    assert run("set +x; echo $kept; ls").stdout == b"1\n"


@pytest.mark.parametrize(
    "start",
    [
        "{} & echo $! > pid",
        "setsid {} & echo $! > pid",
        "nohup {} >/dev/null 2>&1 & echo $! > pid",
        "(setsid sh -c 'echo $$ > pid; exec {}' >/dev/null 2>&1 &)",
        "(trap '' INT TERM HUP; {} & echo $! > pid)",
        "( ( {} & echo $! > pid ) & )",
        DAEMON,
    ],
)
def test_a_timeout_ends_what_the_step_started_and_spares_the_jobs_of_earlier_steps(
    run: Run, folder: Path, start: str
) -> None:
    run("sleep 30 & (setsid sleep 30 & echo $! > other) ; echo $! > job")
    job, other = pid_in(folder / "job"), pid_in(folder / "other")
    outcome = run(
        start.format("sleep 30") + "\nwhile [ ! -s pid ]; do sleep 0.01; done; sleep 30", timeout=0.4
    )
    assert (outcome.ending, outcome.alive) == (Ending.TIMED_OUT, True)
    assert ends(pid_in(folder / "pid"))
    assert lives(job)
    assert lives(other)
    assert run("jobs -r | wc -l").stdout == b"1\n"


@pytest.mark.parametrize(
    "code",
    [
        "tree() { (($1)) && { tree $(($1 - 1)) & tree $(($1 - 1)) & }; sleep 30; }; tree 5",
        "chain() { ((n++ < 300)) || return; sleep 0.002; chain & }; chain; sleep 30",
    ],
)
def test_processes_that_start_processes_are_ended_too(session: Session, run: Run, code: str) -> None:
    outcome = run(code, timeout=0.2)
    assert (outcome.ending, outcome.alive) == (Ending.TIMED_OUT, True)
    assert session.close() == ()


def test_a_timeout_leaves_a_trap_on_int_as_it_was(run: Run) -> None:
    run("trap '' INT")
    assert run("sleep 30", timeout=0.1).alive
    assert run("trap").stdout == b"trap -- '' SIGINT\n"


def test_a_program_may_clean_up_when_it_is_stopped(run: Run) -> None:
    run("sh -c 'trap \"echo clean > cleaned; exit\" INT; sleep 30 & wait'", timeout=0.2)
    assert run("cat cleaned").stdout == b"clean\n"


def test_a_shell_that_cannot_be_told_to_stop_is_killed(run: Run) -> None:
    run("trap - URG")
    outcome = run("while :; do :; done", timeout=0.1)
    assert (outcome.ending, outcome.alive) == (Ending.TIMED_OUT, False)
    assert outcome.duration < 2.1


@pytest.mark.parametrize("seconds", [0.0, 0.0005, 0.001, 0.002, 0.003, 0.004, 0.005])
def test_a_timeout_at_the_very_end_of_a_step_never_confuses_the_next(run: Run, seconds: float) -> None:
    for turn in range(20):
        outcome = run("sleep 0.003; echo a", timeout=seconds)
        assert outcome.ending in {Ending.DONE, Ending.TIMED_OUT}
        after = run(f"echo b{turn}")
        assert (after.stdout, after.exit_status, after.ending) == (b"b%d\n" % turn, 0, Ending.DONE)


@contextmanager
def interrupts(*after: float) -> Iterator[None]:
    """Presses Ctrl-C in this process so many seconds from now, each time counted from the one before."""
    script = "".join(f"sleep {seconds}; kill -INT {os.getpid()};" for seconds in after)
    helper = subprocess.Popen(["sh", "-c", script])
    try:
        yield
    finally:
        helper.kill()
        helper.wait()


def test_ctrl_c_stops_the_step_and_is_reported(session: Session, run: Run, folder: Path) -> None:
    with interrupts(0.2):
        outcome = run("sleep 30 & echo $! > pid; setsid sleep 30; echo no")
    assert (outcome.ending, outcome.exit_status, outcome.alive) == (Ending.INTERRUPTED, None, True)
    assert outcome.duration < 1
    assert ends(pid_in(folder / "pid"))
    assert run("echo on").stdout == b"on\n"


def test_a_second_ctrl_c_kills_at_once(folder: Path) -> None:
    with Session(folder=folder, environment=os.environ) as session:
        session.run("trap - URG", page="p", line=1, timeout=5)
        with interrupts(0.2, 0.1):
            outcome = session.run("while :; do :; done", page="p", line=1, timeout=5)
    assert (outcome.ending, outcome.alive) == (Ending.INTERRUPTED, False)
    assert outcome.duration < 0.8


def test_no_signal_handler_is_installed(run: Run) -> None:
    before = [signal.getsignal(number) for number in sorted(signal.valid_signals())]
    run("sleep 30", timeout=0.05)
    assert [signal.getsignal(number) for number in sorted(signal.valid_signals())] == before


def test_two_sessions_do_not_touch_each_others_processes(folder: Path) -> None:
    with (
        Session(folder=folder, environment=os.environ) as one,
        Session(folder=folder, environment=os.environ) as two,
    ):
        one.run("(setsid sleep 30 & echo $! > pid)", page="p", line=1, timeout=5)
        pid = pid_in(folder / "pid")
        two.run("sleep 30", page="p", line=1, timeout=0.1)
        assert lives(pid)
        two.close()
        assert lives(pid)
        left = one.close()
    assert [found.pid for found in left] == [pid]
    assert not lives(pid)


def test_waiting_costs_no_time_of_the_processor(run: Run) -> None:
    before = time.process_time()
    run("sleep 1.2")
    assert time.process_time() - before < 0.05
