"""What one shell holds, another can be given."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from runner.errors import UsageError
from runner.run.resumed import Memory, Resumed
from runner.run.session import Session
from runner.run.state import may_change_state

if TYPE_CHECKING:
    from pathlib import Path

    from runner.results import ShellState

pytestmark = pytest.mark.shell

SECRET = 'sekret"$x'


def mask(text: str) -> str:
    return text.replace("sekret", "***")


def state_after(folder: Path, code: str, **environment: str) -> ShellState:
    with Session(folder=folder, environment={**os.environ, **environment}) as session:
        memory = Memory(session, environment=os.environ, mask=mask, secrets={SECRET: "env:S"})
        memory.before(code)
        session.run(code, page="page.md", line=1, timeout=5)
        return memory.after()


def seen_after(folder: Path, state: ShellState, code: str, *, status: int = 0, **values: str) -> str:
    with Session(folder=folder, environment=os.environ) as session:
        memory = Memory(session, environment=os.environ, mask=mask, secrets={})
        memory.restore(Resumed(run="x", state=state, values=values, status=status))
        return session.run(code, page="page.md", line=1, timeout=5).stdout.decode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    ("before", "after", "seen"),
    [
        ("export A=1", 'bash -c "echo $A"', "1\n"),
        ("A=1", 'echo "$A"; bash -c \'echo "${A-not exported}"\'', "1\nnot exported\n"),
        ("plain='a  b\nc'", 'echo "$plain"', "a  b\nc\n"),
        ("v='\"`$x\\'", 'echo "$v"', '"`$x\\\n'),
        ("bytes=$'\\x80\\xff'; u=ü", 'echo "$bytes$u"', "\udc80\udcffü\n"),
        (
            "list=(a 'b c' $'x\\ny'); declare -A map=(['a b']='c\"d')",
            'echo "${list[2]} ${map[a b]}"',
            'x\ny c"d\n',
        ),
        ("sparse=([3]=d [7]=h)", 'echo "${!sparse[@]}"', "3 7\n"),
        ("declare -i n=4; declare -l low=ABC; declare -n ref=n", 'n+=1; echo "$n $low $ref"', "5 abc 5\n"),
        ("readonly r=1", "echo $r; r=2; echo no", "1\n"),
        ("export X", "declare -p X", "declare -x X\n"),
        ("unset HOME", "echo ${HOME-gone}", "gone\n"),
        ("export -n HOME", "bash -c 'echo ${HOME-not exported}'", "not exported\n"),
        ("PATH=$PATH:/x", "echo ${PATH##*:}", "/x\n"),
        ("IFS=:", 'v=a:b; echo $v; printf "%q\\n" "$IFS"', "a b\n:\n"),
        ("f() { echo f$1; }", "f 2", "f2\n"),
        ("f() { cat <<'X'\n}\ng () \nX\n}\ng() { echo g; }", "f; g", "}\ng () \ng\n"),
        ("f() { echo f; }; export -f f", "bash -c f", "f\n"),
        ("shopt -s extglob\ng() { case $1 in +(a)b) echo y;; esac; }", "g aab", "y\n"),
        (
            "alias hi='echo hello'\\''s'\nalias two='echo \"a\nb\"'",
            "two; alias hi",
            "a\nb\nalias hi='echo hello'\\''s'\n",
        ),
        ("set -o nounset; shopt -s nullglob", "echo ${-//[!u]}; shopt nullglob | cut -f2", "u\non\n"),
        ("set -e", "false; echo no", ""),
        ("trap 'echo \"got\nit\"' USR1", "kill -USR1 $$; :", "got\nit\n"),
        ("trap 'echo debug >> log' DEBUG", "trap -p DEBUG", "trap -- 'echo debug >> log' DEBUG\n"),
        ("umask 027", "umask", "0027\n"),
        ("mkdir d; cd d", "basename $PWD; echo ${OLDPWD##*/}", "d\nwork\n"),
        ("cd /usr; pushd /var >/dev/null", "dirs -p", "/var\n/usr\n"),
        ("set -- a 'b c'", 'echo $# "$2"', "2 b c\n"),
        ("[[ abc =~ b(c) ]]", "echo ${BASH_REMATCH[1]}", "c\n"),
        ("exit() { echo mine; }", "exit", "mine\n"),
    ],
)
def test_another_shell_holds_it_too(folder: Path, before: str, after: str, seen: str) -> None:
    assert seen_after(folder, state_after(folder, before), after) == seen


def test_the_status_of_the_last_step_is_given_too_even_under_errexit(folder: Path) -> None:
    assert seen_after(folder, state_after(folder, "set -e"), "echo $?", status=3) == "3\n"


def test_taking_the_state_leaves_the_shell_as_it_was(folder: Path) -> None:
    with Session(folder=folder, environment=os.environ) as session:
        memory = Memory(session, environment=os.environ, mask=mask, secrets={})
        memory.before("set -e")
        session.run(
            "set -e; trap 'echo err >> log' ERR; set -- a b; (exit 7) || (exit 7) | (exit 7) || true",
            page="p",
            line=1,
            timeout=5,
        )
        memory.after()
        done = session.run('echo "$? $# $-"; cat log 2>&1', page="p", line=1, timeout=5)
        assert done.stdout.decode().startswith("0 2 eh")
        assert b"No such file" in done.stdout


def test_what_the_reader_exports_is_not_stored_unless_a_step_changes_it(folder: Path) -> None:
    state = state_after(folder, "export NEW=1", TOKEN="from outside")
    assert list(state.values["variable"]) == ["NEW"]


def test_a_secret_is_left_out_and_remembered_by_name_and_origin(folder: Path) -> None:
    state = state_after(
        folder, f"export TOKEN='{SECRET}'; other='x sekret'; f() {{ echo sekret; }}; list=(sekret)"
    )
    assert "sekret" not in repr(state).replace("holds a secret", "")
    assert state.secrets == {"TOKEN": ("-x", "env:S"), "other": ("--", "")}
    assert state.lost == ("function f (it holds a secret)", "variable list (it holds a secret)")


def test_a_secret_in_a_name_or_a_path_is_masked(folder: Path) -> None:
    state = state_after(
        folder, "export V_sekret=1; mkdir sekret; cd sekret; unset GONE_sekret", GONE_sekret="1"
    )
    assert "sekret" not in repr(state)
    assert state.lost == ("variable V_*** (it holds a secret)", "the working folder (it holds a secret)")


def test_a_secret_is_filled_in_again(folder: Path) -> None:
    state = state_after(folder, f"export TOKEN='{SECRET}'")
    assert seen_after(folder, state, "bash -c 'echo \"$TOKEN\"'", TOKEN=SECRET) == f"{SECRET}\n"


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("sleep 5 &", "the background job `sleep 5`"),
        ("exec 7>out", "the open file descriptor 7"),
        ("ulimit -S -n 77", "the resource limit Max open files 77"),
    ],
)
def test_what_cannot_be_rebuilt_is_named(folder: Path, code: str, named: str) -> None:
    (lost,) = state_after(folder, code).lost
    assert lost.startswith(named)


def test_a_shell_that_does_not_take_the_state_is_refused_by_name(folder: Path) -> None:
    state = replace(state_after(folder, "A=1; cd /usr"), folder="/no/such/folder")
    with pytest.raises(
        UsageError, match="run x cannot be continued: cannot rebuild the folder; run without --resume"
    ):
        seen_after(folder, state, "true")


@pytest.mark.parametrize(
    "code",
    [
        "echo ok", "echo $HOME > file", "cat <<'E'\nx\nE", "ls && grep -r x . || true",
        "test -e x | wc -l 2>&1", "aws s3 ls --region us-east-1", "printf 'a=b\\n'",
    ],
)  # fmt: skip
def test_a_step_that_can_change_nothing_is_not_asked_about(code: str) -> None:
    assert not may_change_state(code)


@pytest.mark.parametrize(
    "code",
    [
        "A=1", "a[1]=2", "A+=x", "true; A=1", "(A=1)", "if true; then A=1; fi", "cd x", "source x", ". x",
        "f() { :; }", "function f { :; }", "((n++))", "echo ${x:=a b}", "read x < file", "sleep 1 &",
        "$cmd x", "for i in 1; do :; done", "printf -v x y", "exec 3>x", "set -e", "trap x EXIT",
        "[[ a =~ b ]]", "if . x; then :; fi", "dirs -c",
    ],
)  # fmt: skip
def test_a_step_that_may_change_the_shell_is_asked_about(code: str) -> None:
    assert may_change_state(code)


def test_a_function_of_the_page_may_change_anything(folder: Path) -> None:
    with Session(folder=folder, environment=os.environ) as session:
        memory = Memory(session, environment=os.environ, mask=mask, secrets={})
        assert memory.before("f() { A=1; }")
        session.run("f() { A=1; }", page="p", line=1, timeout=5)
        memory.after()
        assert memory.before("f")
        assert not memory.before("echo f-1")


def test_a_function_of_the_readers_environment_may_too(folder: Path) -> None:
    environment = {**os.environ, "BASH_FUNC_module%%": "() { export LOADED=$1; }"}
    with Session(folder=folder, environment=environment) as session:
        memory = Memory(session, environment=environment, mask=mask, secrets={})
        assert memory.before("module x")
        session.run("module x", page="p", line=1, timeout=5)
        assert memory.after().values["variable"] == {"LOADED": 'declare -x LOADED="x"\n'}


def test_where_the_page_set_a_trap_every_step_is_asked_about(folder: Path) -> None:
    with Session(folder=folder, environment=os.environ) as session:
        memory = Memory(session, environment=os.environ, mask=mask, secrets={})
        memory.before("trap 'n=1' DEBUG")
        session.run("trap 'n=1' DEBUG", page="p", line=1, timeout=5)
        memory.after()
        assert memory.before("echo ok")


def test_a_trap_on_exit_does_not_run_in_a_shell_that_is_refused(folder: Path) -> None:
    state = replace(state_after(folder, "trap 'touch ran' EXIT"), umask="0123", folder="/no/such")
    (folder / "ran").unlink()
    with pytest.raises(UsageError):
        seen_after(folder, state, "true")
    assert not (folder / "ran").exists()
