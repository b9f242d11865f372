"""Nothing is left when a session ends."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from runner.errors import EnvironmentNotReadyError
from runner.run.session import Session
from runner.run.shell import Shell
from runner.run.watch import kept_watch

from .conftest import ends, lives, pid_in

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.shell


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture(autouse=True)
def nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Descriptors, threads, children and temporary files are the same after the test as before."""
    private = tmp_path / "tmp"
    private.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(private))

    def seen() -> tuple[int, int, str, list[str]]:
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
        return descriptors(), threading.active_count(), children, [path.name for path in private.iterdir()]

    before = seen()
    yield
    assert seen() == before


def test_close_says_what_was_left_running_and_ends_it(folder: Path) -> None:
    session = Session(folder=folder, environment=os.environ)
    session.run(
        "sleep 31 & (setsid nohup sleep 32 >/dev/null 2>&1 &); sleep 0.05", page="p", line=1, timeout=5
    )
    left = session.close()
    assert [found.command for found in left] == ["sleep 31", "sleep 32"]
    assert not any(lives(found.pid) for found in left)
    assert session.close() == left


def test_close_runs_the_trap_on_exit(folder: Path) -> None:
    session = Session(folder=folder, environment=os.environ)
    code = "sleep 30 & trap 'kill $!; seq 100000; echo bye > bye; exit 5' EXIT"
    session.run(code, page="p", line=1, timeout=5)
    session.close()
    assert (folder / "bye").read_text() == "bye\n"


def test_a_trap_on_exit_that_never_ends_is_ended(folder: Path) -> None:
    session = Session(folder=folder, environment=os.environ)
    session.run("trap 'sleep 30; sleep 30' EXIT", page="p", line=1, timeout=5)
    begun = time.monotonic()
    session.close()
    assert time.monotonic() - begun < 2.5


@pytest.mark.parametrize("end", ["kill -9 $$", "exec true", "set -e; false", "builtin exit 3"])
def test_daemons_are_ended_also_when_the_shell_ended_by_itself(folder: Path, end: str) -> None:
    with Session(folder=folder, environment=os.environ) as session:
        code = f"setsid sleep 30 & (setsid sleep 30 >/dev/null 2>&1 & echo $! > pid); {end}"
        session.run(code, page="p", line=1, timeout=5)
        pid = pid_in(folder / "pid")
        assert len(session.close()) == 2
    assert ends(pid)


def test_a_job_that_ignores_the_request_to_end_is_killed(folder: Path) -> None:
    session = Session(folder=folder, environment=os.environ)
    session.run(
        "sh -c 'trap \"\" TERM INT HUP; while :; do sleep 1; done' & echo $! > pid",
        page="p",
        line=1,
        timeout=5,
    )
    begun = time.monotonic()
    session.close()
    assert time.monotonic() - begun < 1.5
    assert not lives(pid_in(folder / "pid"))


def test_a_stopped_job_is_ended(folder: Path) -> None:
    with Session(folder=folder, environment=os.environ) as session:
        session.run("sleep 30 & echo $! > pid; kill -STOP $!", page="p", line=1, timeout=5)
    assert not lives(pid_in(folder / "pid"))


def test_a_closed_session_runs_nothing_and_answers_nothing(folder: Path) -> None:
    session = Session(folder=folder, environment=os.environ)
    session.close()
    outcome = session.run("touch no", page="p", line=1, timeout=5)
    assert (outcome.alive, outcome.exit_status) == (False, None)
    assert session.exports() == {}
    assert session.working_folder() == folder
    assert list(folder.iterdir()) == []


def test_many_steps_leave_nothing_behind(folder: Path) -> None:
    with Session(folder=folder, environment=os.environ) as session:

        def opened() -> tuple[int, bytes]:
            shells = session.run("ls /proc/$$/fd > list; wc -l < list", page="p", line=1, timeout=5).stdout
            # Long enough for the session to notice that a pipe's last writer is gone.
            session.run("sleep 0.05", page="p", line=1, timeout=5)
            return descriptors(), shells

        before = opened()
        for code in ("echo a", "echo b & wait", "exit 3", "sleep 1", "false") * 3:
            session.run(code, page="p", line=1, timeout=0.1)
        assert opened() == before


def test_the_private_folder_is_the_users_alone(folder: Path) -> None:
    with Session(folder=folder, environment=os.environ) as session:
        assert session._private.stat().st_mode & 0o777 == 0o700
        assert session._private.parent == Path(tempfile.gettempdir())


def test_without_bash_the_cure_is_said(folder: Path) -> None:
    with pytest.raises(EnvironmentNotReadyError, match="install bash"):
        Session(folder=folder, environment={"PATH": "/nonexistent"})


def test_a_working_folder_that_is_not_there_leaves_nothing(folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Session(folder=folder / "none", environment=os.environ)


def test_a_start_that_fails_half_way_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Shell, "register", fails)
    with pytest.raises(KeyboardInterrupt):
        Session(folder=folder, environment=os.environ)


KILLED = """
import os, sys
from pathlib import Path
from runner.run.session import Session
s = Session(folder=Path('.'), environment=os.environ)
s.run(sys.argv[1], page='p', line=1, timeout=60)
s.run(sys.argv[2], page='p', line=1, timeout=60)
"""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("true", "sleep 300"),
        ("sleep 300 &", "kill -9 $PPID; true"),
        ("true", "(sleep 300; touch no) | cat; touch no"),
        ("setsid sleep 300 & (setsid nohup sleep 300 >/dev/null 2>&1 &)", "while :; do :; done"),
        ("trap '' TERM HUP INT", "sh -c 'trap \"\" TERM HUP INT; while :; do sleep 1; done'"),
        ("true", "exec sleep 300"),
        ("trap '' EXIT; sleep 300 &", "kill -STOP $BASHPID"),
    ],
)
def test_nothing_is_left_when_the_tool_is_killed_while_a_step_runs(
    folder: Path, first: str, second: str
) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd()), "TMPDIR": tempfile.gettempdir()}
    beginning = "export RUNBOOK_TEST=" + str(folder) + "; echo $$ > pid; " + first
    tool = subprocess.Popen(
        [sys.executable, "-c", KILLED, beginning, "touch begun; " + second], cwd=folder, env=environment
    )
    bash = pid_in(folder / "pid", within=10)
    wait_for(folder / "begun")
    tool.kill()
    tool.wait()
    assert ends(bash, within=5)
    last = time.monotonic() + 5
    while (left := bearing(folder)) and time.monotonic() < last:
        time.sleep(0.01)
    assert left == []
    assert not (folder / "no").exists()
    while (folders := list(Path(tempfile.gettempdir()).iterdir())) and time.monotonic() < last:
        time.sleep(0.01)
    assert folders == []


KILLED_AMONG_OTHERS = """
import os, signal, sys
from pathlib import Path
from runner.run.session import Session
from runner.run.watch import kept_watch

def opened():
    session = Session(folder=Path('.'), environment=os.environ)
    session.run(sys.argv[1], page='p', line=1, timeout=60)
    return session

with kept_watch():
    opened().close()
    first, second, third = opened(), opened(), opened()
    second.close()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_nothing_of_all_open_sessions_is_left_when_the_tool_is_killed(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd()), "TMPDIR": tempfile.gettempdir()}
    jobs = f"export RUNBOOK_TEST={folder}; sleep 300 & echo $! >> jobs"
    subprocess.run(
        [sys.executable, "-c", KILLED_AMONG_OTHERS, jobs], cwd=folder, env=environment, check=False
    )
    begun = (folder / "jobs").read_text().split()
    assert len(begun) == 4
    last = time.monotonic() + 10
    while (left := bearing(folder)) and time.monotonic() < last:
        time.sleep(0.01)
    assert left == []
    while (folders := list(Path(tempfile.gettempdir()).iterdir())) and time.monotonic() < last:
        time.sleep(0.01)
    assert folders == []


def test_a_session_gets_a_watch_though_somebody_ended_the_one_before(folder: Path) -> None:
    with kept_watch():
        with Session(folder=folder, environment=os.environ):
            for pid in watching():
                os.kill(pid, signal.SIGKILL)
                assert ends(pid, within=5)
        with Session(folder=folder, environment=os.environ) as session:
            assert session.run("echo ok", page="p", line=1, timeout=5).stdout == b"ok\n"
            assert len(watching()) == 1
    assert watching() == []


def test_a_watch_ends_with_the_last_session(folder: Path) -> None:
    with (
        Session(folder=folder, environment=os.environ),
        Session(folder=folder, environment=os.environ),
    ):
        assert len(watching()) == 1
    assert watching() == []


def watching() -> list[int]:
    """The processes that watch for this one."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [int(pid) for pid in children if b"watch.sh" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def wait_for(file: Path) -> None:
    last = time.monotonic() + 10
    while not file.exists() and time.monotonic() < last:
        time.sleep(0.005)


def bearing(folder: Path) -> list[str]:
    """The living processes that the page started: they have its folder in their environment."""
    wanted = b"RUNBOOK_TEST=" + os.fsencode(folder)
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and wanted in (entry / "environ").read_bytes():
                found.append(entry.name)
    return [pid for pid in found if lives(int(pid))]


def spent() -> float:
    """Seconds of processors so far, with those of the processes that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def test_a_session_costs_no_time_of_the_processor_while_a_step_sleeps(folder: Path) -> None:
    before = spent()
    with Session(folder=folder, environment=os.environ) as session:
        session.run("sleep 2", page="p", line=1, timeout=5)
    assert spent() - before < 0.2


def test_a_session_costs_no_time_of_the_processor_while_its_shell_comes_to_its_end(folder: Path) -> None:
    before = spent()
    with Session(folder=folder, environment=os.environ) as session:
        session.run("trap 'exec 255>&- >&- 2>&-; sleep 1' EXIT", page="p", line=1, timeout=5)
    assert spent() - before < 0.2
