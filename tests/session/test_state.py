"""What one step leaves for the next."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from runner.run.session import Ending, Session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .conftest import Run

pytestmark = pytest.mark.shell


@pytest.mark.parametrize(
    ("before", "after", "seen"),
    [
        ("export A=1", 'bash -c "echo $A"', "1\n"),
        ("export A=1; unset A", "echo ${A-gone}", "gone\n"),
        ("plain='a  b'", 'echo "$plain"', "a  b\n"),
        ("list=(a 'b c'); declare -A map=([k]=v)", 'echo "${list[1]} ${map[k]}"', "b c v\n"),
        ("f() { echo f$1; }", "f 2", "f2\n"),
        ("alias hi='echo hello'", "hi you", "hello you\n"),
        ("set -o nounset; shopt -s nullglob", "echo $-; shopt nullglob | cut -f2", "himuBs\non\n"),
        ("trap 'echo got' USR1", "kill -USR1 $$; :", "got\n"),
        ("umask 027", "umask", "0027\n"),
        ("mkdir d; cd d", "basename $PWD; echo ${OLDPWD##*/}", "d\nwork\n"),
        ("sleep 30 & job=$!", "kill -0 $job && jobs -r | wc -l && kill $!", "1\n"),
        ("set -- a 'b c'", 'echo $# "$2"', "2 b c\n"),
        ("exec 3>three; echo x >&3", "echo y >&3; cat three", "x\ny\n"),
        ("readonly r=1", "r=2; echo no", ""),
        ("shopt -s extglob", "[[ aab == +(a)b ]] && echo yes", "yes\n"),
        ("export 'a.b=1' 2>/dev/null; export PS1='x '", 'echo "$PS1"', "x \n"),
        ("cat > s.sh <<'E'\nexport S=1\nE\nsource s.sh", "echo $S", "1\n"),
    ],
)
def test_state_carries_over(run: Run, before: str, after: str, seen: str) -> None:
    run(before)
    found = run(after).stdout.decode()
    if "$-" in after:
        assert "u" in found.split("\n")[0]
        assert found.endswith("on\n")
    else:
        assert found == seen


@pytest.mark.parametrize(("code", "status"), [("false", 1), ("(exit 42)", 42), ("exit 7", 7), ("true", 0)])
def test_the_status_of_the_step_before_is_seen(run: Run, code: str, status: int) -> None:
    run(code)
    assert run("echo $?").stdout == b"%d\n" % status


def test_the_shell_looks_like_a_terminals(out: Callable[[str], str]) -> None:
    assert out(
        'echo $0 $# "[$*]" "[${BASH_SOURCE[0]}]"; [[ $- == *i* ]] && echo interactive; echo ${PS1:+prompt}'
    ) == ("bash 0 [] []\ninteractive\nprompt\n")


def test_return_outside_a_function_is_an_error_and_the_step_goes_on_as_in_a_terminal(run: Run) -> None:
    outcome = run("return 3; echo after")
    assert outcome.stdout == b"after\n"
    assert b"can only `return' from a function" in outcome.stderr


def test_programs_see_the_environment_as_it_was_given(folder: Path) -> None:
    given = {"PATH": os.environ["PATH"], "HOME": "/nowhere", "ODD": "a\nb='c' $d \\", "LC_ALL": "C.UTF-8"}
    with Session(folder=folder, environment=given) as session:
        seen = session.run("env -0", page="p", line=1, timeout=5).stdout.decode()
    plain = subprocess.run(["bash", "-c", "env -0"], env=given, cwd=folder, capture_output=True, check=True)

    def pairs(text: str) -> dict[str, str]:
        found = dict(entry.split("=", 1) for entry in text.split("\0") if entry)
        return {name: value for name, value in found.items() if name not in {"_", "SHLVL", "OLDPWD"}}

    assert pairs(seen) == pairs(plain.stdout.decode())


def test_exports_are_told_as_programs_see_them_and_leave_no_trace(session: Session, run: Run) -> None:
    run("export MULTI=$'a\\nb' EMPTY=; plain=1; (exit 5)")
    exports = session.exports()
    assert exports["MULTI"] == "a\nb"
    assert exports["EMPTY"] == ""
    assert "plain" not in exports
    assert run("echo $?").stdout == b"5\n"


def test_exports_are_told_also_without_a_usable_path(session: Session, run: Run) -> None:
    run("PATH=/nowhere; env() { echo shadow; }")
    assert session.exports()["PATH"] == "/nowhere"


def test_the_working_folder_is_told(session: Session, run: Run, folder: Path) -> None:
    assert session.working_folder() == folder
    run("mkdir 'a b'; cd 'a b'")
    assert session.working_folder() == folder / "a b"


def test_a_working_folder_that_was_deleted_is_still_told(session: Session, run: Run, folder: Path) -> None:
    run("mkdir gone; cd gone; rmdir ../gone")
    assert session.working_folder() == folder / "gone"
    assert run("echo on").stdout == b"on\n"


def test_no_history_is_kept_or_expanded(run: Run) -> None:
    assert run('echo "a!b!!"; history; echo ${HISTFILE-none}').stdout == b"a!b!!\nnone\n"


def test_a_variable_of_ours_never_shows(run: Run) -> None:
    assert b"runbook" not in run("set -a; (set -o posix; set); env").stdout.replace(b"pytest", b"")


def test_an_answer_of_ours_is_never_taken_for_a_step(run: Run) -> None:
    run("exec 10>/dev/null 11>/dev/null 12>&-")
    outcome = run("echo still here")
    assert outcome.stdout == b"still here\n" or outcome.ending is Ending.SHELL_ENDED


@pytest.mark.parametrize(
    "code",
    [
        "export BIG=$(head -c 200000 /dev/zero | tr '\\0' y)",
        "shopt -s expand_aliases; alias builtin=false command=false env=false printf=false",
    ],
)
def test_exports_are_told_where_no_program_can_be_begun(session: Session, run: Run, code: str) -> None:
    run("export MULTI=$'a\\nb'; plain=1")
    before = session.exports()
    run(code)
    assert session.exports().keys() - {"BIG"} == before.keys()
    assert session.exports()["MULTI"] == "a\nb"
