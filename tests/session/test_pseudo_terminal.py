"""A step that has a terminal: what programs see of it, who types, and what is left of it afterwards."""

from __future__ import annotations

import platform
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from runner.run.session import Ending
from tests.session.conftest import pid_in

if TYPE_CHECKING:
    from runner.run.session import Outcome, Session

pytestmark = pytest.mark.shell
tells = pytest.mark.skipif(
    platform.machine() not in ("x86_64", "aarch64"), reason="who waits is told on x86-64 and arm64 alone"
)
PYTHON = f"'{sys.executable}' -c"


def on_terminal(session: Session, code: str, answers: str = "", timeout: float = 10) -> Outcome:
    return session.run(code, page="page.md", line=1, timeout=timeout, answers=answers)


def shown(session: Session, code: str, answers: str = "") -> str:
    outcome = on_terminal(session, code, answers)
    assert outcome.ending is Ending.DONE
    assert outcome.stderr == b""
    return outcome.stdout.decode()


def plain(session: Session, code: str) -> str:
    return session.run(code, page="page.md", line=1, timeout=5).stdout.decode()


def test_all_three_streams_and_dev_tty_are_the_terminal(session: Session) -> None:
    code = "test -t 0 && test -t 1 && test -t 2 && echo all; echo error >&2; echo direct >/dev/tty; stty size"
    assert shown(session, code) == "all\nerror\ndirect\n40 120\n"


def test_a_plain_step_after_it_has_no_terminal(session: Session) -> None:
    shown(session, "true")
    assert "No such device" in plain(session, "{ echo x >/dev/tty; } 2>&1")
    assert plain(session, "test -t 0 || echo none") == "none\n"


def test_state_goes_on_through_a_step_with_a_terminal(session: Session) -> None:
    plain(session, "before=1; f() { echo function; }")
    shown(session, "f >/dev/null; cd /; after=$((before + 1)); false")
    assert plain(session, 'echo "$? $after $PWD"') == "1 2 /\n"


def test_the_terminal_is_a_plain_one_and_the_pages_own_kind_comes_back(session: Session) -> None:
    plain(session, "export TERM=xterm")
    assert shown(session, "echo $TERM") == "dumb\n"
    assert plain(session, "echo $TERM") == "xterm\n"
    shown(session, "export TERM=vt100")
    assert plain(session, "echo $TERM") == "vt100\n"


def test_no_kind_of_terminal_stays_where_there_was_none(session: Session) -> None:
    plain(session, "unset TERM")
    shown(session, "true")
    assert plain(session, 'echo "${TERM-none}"') == "none\n"


def test_each_question_gets_its_answer(session: Session) -> None:
    code = f'read -p "a? " a; sleep 0.3; {PYTHON} \'print(input("b? ").upper())\'; echo "<$a>"'
    assert shown(session, code, "one\ntwo\n") == "a? one\nb? two\nTWO\n<one>\n"


def test_a_password_prompt_that_drops_what_was_typed_before_it_is_answered(session: Session) -> None:
    code = f"sleep 0.2; {PYTHON} 'import getpass; print(len(getpass.getpass()))'"
    out = shown(session, code, "sesame\n")
    assert "sesame" not in out
    assert out.endswith("\n6\n")


def test_a_question_on_dev_tty_is_answered_though_stdin_is_a_file(session: Session) -> None:
    assert shown(session, "read x </dev/tty </dev/null; read y </dev/tty; echo $y", "yes\n").endswith("yes\n")


def test_ctrl_c_and_the_end_of_input_can_be_answers(session: Session) -> None:
    assert on_terminal(session, "cat; echo not reached", "a\n\x03").exit_status == 130
    assert shown(session, "cat; echo end", "a\n\x04").endswith("a\na\nend\n")


def test_a_program_that_polls_the_terminal_is_answered(session: Session) -> None:
    polls = "import select, sys; select.select([0], [], []); print(sys.stdin.readline())"
    waits = "import select, sys; p = select.poll(); p.register(0, 1); p.poll(); print(sys.stdin.readline())"
    assert "x\n" in shown(session, f"{PYTHON} '{polls}'", "x\n")
    assert "x\n" in shown(session, f"{PYTHON} '{waits}'", "x\n")


def test_a_program_that_only_looks_for_keys_now_and_then_is_not_stopped(session: Session) -> None:
    polls = "import select; [select.select([0], [], [], 0.4) for _ in range(6)]; print(3)"
    assert shown(session, f"{PYTHON} '{polls}'") == "3\n"


@tells
def test_a_step_that_waits_for_more_than_the_answers_hold_is_stopped(session: Session) -> None:
    outcome = on_terminal(session, "kept=1; read a; read b; echo not reached", "one\n", timeout=60)
    assert outcome.ending is Ending.WAITS_FOR_INPUT
    assert outcome.alive
    assert outcome.duration < 30
    assert outcome.stdout == b"one\n"
    assert plain(session, "echo $kept") == "1\n"


@tells
def test_a_program_of_the_step_that_waits_is_stopped_too(session: Session) -> None:
    outcome = on_terminal(session, "cat", timeout=60)
    assert (outcome.ending, outcome.alive) == (Ending.WAITS_FOR_INPUT, True)
    assert shown(session, "echo next") == "next\n"


def test_a_step_that_does_not_read_runs_to_its_timeout(session: Session) -> None:
    outcome = on_terminal(session, "sleep 30", "never\n", timeout=2)
    assert (outcome.ending, outcome.alive, outcome.stdout) == (Ending.TIMED_OUT, True, b"")


def test_lines_end_as_in_a_file(session: Session) -> None:
    assert shown(session, r"printf 'a\nb\rc\n'; printf '\r'") == "a\nb\rc\n\r"


def test_colours_are_kept_as_they_were_written(session: Session) -> None:
    assert shown(session, r"printf '\033[31mred\033[0m\n'") == "\x1b[31mred\x1b[0m\n"


def test_all_of_a_long_output_is_there(session: Session) -> None:
    assert shown(session, "seq 60000").split() == [str(number) for number in range(1, 60001)]


def test_endless_output_is_stopped(session: Session) -> None:
    outcome = on_terminal(session, "yes", timeout=60)
    assert (outcome.ending, outcome.alive, outcome.truncated) == (Ending.TOO_MUCH_OUTPUT, True, True)


def test_a_job_left_behind_lives_on_without_the_terminal(session: Session, folder: Path) -> None:
    out = shown(session, "sleep 60 & echo $! >pid; echo begun")
    assert out.endswith("begun\n")
    assert plain(session, f"kill -0 {pid_in(folder / 'pid')} && echo lives") == "lives\n"


def test_a_trap_of_the_page_on_hangup_stays_and_is_not_called(session: Session) -> None:
    shown(session, "trap 'echo hung up' HUP")
    shown(session, "true")
    assert plain(session, "trap -p HUP") == "trap -- 'echo hung up' SIGHUP\n"
    assert plain(session, "kill -HUP $$; echo then") == "hung up\nthen\n"


def test_what_a_step_does_to_its_terminal_does_not_reach_the_next(session: Session) -> None:
    shown(session, "stty raw -echo")
    assert shown(session, "read a; echo $a", "x\n") == "x\nx\n"


@pytest.mark.parametrize("code", ["exit 3", "kill -9 $$", "exec true", "exec <&- >&- 2>&-; true"])
def test_what_ends_a_shell_ends_a_step_with_a_terminal(session: Session, code: str) -> None:
    outcome = on_terminal(session, code, timeout=60)
    assert outcome.duration < 30
    assert outcome.ending in (Ending.EXIT_CALLED, Ending.SHELL_ENDED, Ending.DONE)


def test_nothing_of_a_terminal_is_left(session: Session) -> None:
    shown(session, "true")
    before = (len(list(Path("/proc/self/fd").iterdir())), threading.active_count())
    for _ in range(3):
        shown(session, "echo x")
    assert (len(list(Path("/proc/self/fd").iterdir())), threading.active_count()) == before
