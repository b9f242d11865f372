"""What a step prints, and where it ends up."""

from __future__ import annotations

import os
import select
import time
from typing import TYPE_CHECKING

import pytest

from runner.run.capture import Kept, Streams
from runner.run.session import Ending, Session

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Run

pytestmark = pytest.mark.shell


def test_streams_status_and_duration_are_kept_apart(run: Run) -> None:
    first = run("echo out; echo err >&2; sleep 0.1; (exit 3)")
    second = run("echo two")
    assert (first.stdout, first.stderr, first.exit_status, first.ending) == (
        b"out\n",
        b"err\n",
        3,
        Ending.DONE,
    )
    assert 0.1 <= first.duration < 1
    assert (second.stdout, second.stderr, second.exit_status) == (b"two\n", b"", 0)


@pytest.mark.parametrize(
    "code", ["cat", "read x; echo status $?", "python3 -c 'input()'", "select x in a b; do :; done"]
)
def test_stdin_is_empty(run: Run, code: str) -> None:
    outcome = run(code, timeout=3)
    assert outcome.ending is Ending.DONE
    assert outcome.duration < 1


def test_a_prompt_on_the_terminal_fails_at_once(run: Run) -> None:
    outcome = run("read -p 'Password: ' x < /dev/tty")
    assert outcome.exit_status == 1
    assert b"/dev/tty" in outcome.stderr


def test_a_late_writer_stays_with_its_own_step(run: Run) -> None:
    first = run("(sleep 0.1; echo late; echo late >&2) & echo now")
    second = run("sleep 0.3; echo two")
    third = run("echo three")
    assert first.stdout == b"now\n"
    assert (second.stdout, second.stderr) == (b"two\n", b"")
    assert third.stdout == b"three\n"


def test_a_late_writer_neither_stands_still_nor_dies(run: Run, folder: Path) -> None:
    run("(head -c 1000000 /dev/zero; touch written) &")
    assert run("for i in {1..200}; do [ -e written ] && break; sleep 0.01; done; ls").stdout == b"written\n"


def test_endless_output_in_the_background_does_not_hold_up_later_steps(run: Run) -> None:
    run("yes & noisy=$!")
    assert run("echo on").stdout == b"on\n"
    assert run("kill $noisy; sleep 0.05; echo off").stdout == b"off\n"


@pytest.mark.parametrize(
    "code", ["echo a; echo b > /dev/stdout", "echo a; echo b | tee /dev/stderr 2>/dev/null"]
)
def test_writing_to_dev_stdout_loses_nothing(run: Run, code: str) -> None:
    assert run(code).stdout == b"a\nb\n"


def test_exec_of_a_redirection_counts_for_its_step_only(run: Run) -> None:
    assert run("exec >file 2>&1; echo in").stdout == b""
    assert run("cat file").stdout == b"in\n"
    assert run("exec >&- 2>&-; echo lost").exit_status == 1
    assert run("exec <file; read x; echo $x").stdout == b"in\n"
    assert run("cat; echo back; echo err >&2").stdout == b"back\n"


def test_bytes_come_as_they_are(run: Run) -> None:
    every = bytes(range(256))
    outcome = run("printf '%b' " + "".join(f"'\\0{n:o}'" for n in range(256)))
    assert outcome.stdout == every


def test_code_is_run_byte_for_byte(run: Run) -> None:
    odd = "".join(chr(n) for n in range(1, 256) if chr(n) not in "'\r") + "é 漢字 🜚 \u2028 \\n \\\\ "
    assert run(f"printf %s '{odd}'").stdout == odd.encode()


def test_nul_in_code_is_passed_over_as_bash_does(run: Run) -> None:
    assert run("echo a\0b").stdout == b"ab\n"


def test_a_line_of_ten_megabytes_is_kept_within_bounds(run: Run) -> None:
    outcome = run("head -c 10000000 /dev/zero | tr '\\0' x; echo end")
    assert outcome.truncated
    assert outcome.stdout.startswith(b"xxx")
    assert outcome.stdout.endswith(b"xend\n")
    assert len(outcome.stdout) < (1 << 20) + 100
    assert b"\n[... 8951428 bytes left out ...]\n" in outcome.stdout


def test_output_just_within_the_cap_is_kept_whole(folder: Path) -> None:
    with Session(folder=folder, environment=os.environ, output_cap=1000) as session:
        whole = session.run("printf %1000d 1", page="p", line=1, timeout=5)
        cut = session.run("printf %1001d 1", page="p", line=1, timeout=5)
    assert (len(whole.stdout), whole.truncated) == (1000, False)
    assert (cut.truncated, b"[... 1 bytes left out ...]" in cut.stdout) == (True, True)


@pytest.mark.parametrize("cap", [0, 1, 2, 10, 1000])
@pytest.mark.parametrize("pieces", [1, 3, 1000])
def test_head_and_tail_are_the_streams_own(cap: int, pieces: int) -> None:
    data = os.urandom(300_000).replace(b"\n", b".")
    kept = Kept(cap)
    for start in range(0, len(data), len(data) // pieces):
        kept.add(data[start : start + len(data) // pieces])
    half = cap // 2
    head, _, tail = kept.value().partition(b"\n[... %d bytes left out ...]\n" % (len(data) - 2 * half))
    assert (head, tail) == (data[:half], data[len(data) - half :])


def test_endless_output_stops_the_step_soon_after_the_limit(folder: Path) -> None:
    with Session(folder=folder, environment=os.environ, output_limit=1 << 22) as session:
        outcome = session.run("yes; echo no", page="p", line=1, timeout=30)
        assert outcome.ending is Ending.TOO_MUCH_OUTPUT
        assert (outcome.exit_status, outcome.truncated, outcome.alive) == (None, True, True)
        assert outcome.duration < 0.5
        assert session.run("echo on", page="p", line=1, timeout=5).stdout == b"on\n"


@pytest.mark.parametrize(
    "code", ["trap '' INT; yes", "while :; do echo y; done", "yes >&2", "yes | cat", "exec yes"]
)
def test_endless_output_is_stopped_whoever_writes_it(folder: Path, code: str) -> None:
    with Session(folder=folder, environment=os.environ, output_limit=1 << 20) as session:
        begun = time.monotonic()
        outcome = session.run(code, page="p", line=1, timeout=30)
        assert time.monotonic() - begun < 20
        assert outcome.ending is Ending.TOO_MUCH_OUTPUT


def test_fifty_megabytes_pass_in_bounded_memory(folder: Path) -> None:
    with Session(folder=folder, environment=os.environ) as session:
        outcome = session.run("head -c 50000000 /dev/zero", page="p", line=1, timeout=30)
    assert len(outcome.stdout) < (1 << 20) + 100
    assert outcome.exit_status == 0


def test_the_pipes_of_a_step_that_ended_wake_nobody(tmp_path: Path) -> None:
    poll = select.poll()
    streams = Streams(tmp_path, poll, late_cap=1, late_limit=1)
    try:
        for path in streams.begin(1):
            path.write_bytes(b"x")
        streams.finish(1)
        assert poll.poll(0) == []
        streams.finish(1)
    finally:
        streams.close()
