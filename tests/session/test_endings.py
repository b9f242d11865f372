"""Awkward steps: each ends in a clear way, never hangs, and no later step suffers for it."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from runner.run.session import Ending, Session

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Run

pytestmark = pytest.mark.shell

EXIT, DONE, ENDED = Ending.EXIT_CALLED, Ending.DONE, Ending.SHELL_ENDED


@pytest.mark.parametrize(
    ("code", "ending", "status"),
    [
        ("exit 3; echo no", EXIT, 3),
        ("false; exit", EXIT, 1),
        ("exit 0", EXIT, 0),
        ("exit 256", EXIT, 0),
        ("exit -1", EXIT, 255),
        ("f() { for i in 1 2; do exit 4; done < /dev/null; }; f; echo no", EXIT, 4),
        ("echo 'exit 5' > s.sh; . ./s.sh; echo no", EXIT, 5),
        ("while read x; do exit 6; done < <(echo a); echo no", EXIT, 6),
        ("trap 'exit 7' USR1; kill -USR1 $$; sleep 1; echo no", EXIT, 7),
        ("trap 'exit 8' ERR; false; echo no", EXIT, 8),
        ("trap '' INT; exit 9; echo no", EXIT, 9),
        ("trap 'echo no' INT; exit 10; echo no", EXIT, 10),
        ("set -e; exit 11; echo no", EXIT, 11),
        ("eval 'exit 12'; echo no", EXIT, 12),
        ("alias exit='exit 13'; eval exit; echo no", EXIT, 13),
        ("alias exit='echo shadowed'; eval exit >&2", DONE, 0),
        ("(exit 14)", DONE, 14),
        ("x=$(exit 15)", DONE, 15),
        ("exit 16 | true; true", DONE, 0),
        ("builtin exit 17; echo no", ENDED, 17),
        ("command exit 18; echo no", ENDED, 18),
        ("exec sh -c 'exit 19'; echo no", ENDED, 19),
        ("exec /nonexistent/program", DONE, 127),
        ("kill -9 $$; echo no", ENDED, 137),
        ("kill -HUP $$; sleep 1; echo no", ENDED, 129),
        ("kill $$; true", DONE, 0),
        ("kill -INT $$; echo no", DONE, 130),
        ("set -e; false; echo no", ENDED, 1),
        ("set -e; false && true", DONE, 1),
        ("set -eu; f() { [ -e /nonexistent ] && echo no; }; f || true; [ 1 = 2 ] && echo no", DONE, 1),
        ("set -e; set -o pipefail; false | true; echo no", ENDED, 1),
        ("set -u; echo $nosuch; echo no", DONE, 1),
        ("set -n; true", DONE, 0),
        ("logout; true", DONE, 0),
        ("trap 'echo x' EXIT; true", DONE, 0),
        ("if ; then", DONE, 2),
        ("echo 'unterminated", DONE, 2),
        ('echo "unterminated', DONE, 2),
        ("echo $(echo", DONE, 1),
        ("for i in 1 2; do", DONE, 2),
        ("f() {", DONE, 2),
        ("}", DONE, 2),
        ("cat >/dev/null <<X\nnever ended", DONE, 0),
        ("true \\", DONE, 0),
        ("true # comment", DONE, 0),
        ("# only a comment", DONE, 0),
        ("", DONE, 0),
        ("\n\n  \n", DONE, 0),
        ("true &&", DONE, 2),
        ("true |", DONE, 2),
        ("sh -c 'kill -9 $$'; true", DONE, 0),
        ("nosuchprogram", DONE, 127),
        ("ulimit -f 0; true", DONE, 0),
        ("POSIXLY_CORRECT=1; true", DONE, 0),
    ],
)
def test_every_step_ends_in_a_clear_way(run: Run, code: str, ending: Ending, status: int) -> None:
    outcome = run(code)
    assert (outcome.ending, outcome.exit_status) == (ending, status)
    assert outcome.alive is (ending is not ENDED)
    assert b"no\n" not in outcome.stdout
    assert b"runbook" not in outcome.stdout + outcome.stderr
    if outcome.alive:
        after = run("echo on")
        assert (after.stdout, after.exit_status, after.stderr) == (b"on\n", 0, b"")


def test_exit_in_a_step_keeps_what_the_step_did_before(run: Run) -> None:
    assert run("x=1; echo said; echo err >&2; exit 3; x=2").stdout == b"said\n"
    assert run("echo $x $?").stdout == b"1 3\n"


@pytest.mark.parametrize("trap", ["trap '' INT", "trap 'echo mine' INT"])
def test_exit_leaves_a_trap_on_int_as_it_was(run: Run, trap: str) -> None:
    run(trap)
    before = run("trap").stdout
    assert run("exit 3").ending is Ending.EXIT_CALLED
    assert run("trap").stdout == before != b""


def test_after_the_shell_ended_every_step_says_so(run: Run) -> None:
    run("kill -9 $$")
    outcome = run("echo no")
    assert (outcome.ending, outcome.exit_status, outcome.alive, outcome.stdout) == (ENDED, None, False, b"")
    assert b"the shell had ended" in outcome.stderr


def test_a_program_that_replaced_the_shell_is_stopped_by_its_timeout(run: Run) -> None:
    outcome = run("exec sleep 30", timeout=0.2)
    assert (outcome.ending, outcome.alive) == (Ending.TIMED_OUT, False)
    assert outcome.duration < 1


@pytest.mark.parametrize(
    "code",
    [
        'printf() { echo shadow; }; echo() { builtin echo "$@"; }',
        "kill() { :; }; alias kill=false",
        "alias eval=false; alias builtin=false; alias '__runbook_answer=false'",
        "eval() { :; }; source() { :; }; .() { :; }",
        "local() { :; }; return() { :; }; set() { :; }; unset() { :; }; trap() { :; }",
        "test() { :; }; [() { :; }; command() { :; }; env() { :; }",
        "enable -n printf kill . source test",
        "set -o posix; shopt -s failglob nullglob dotglob xpg_echo; shopt -u sourcepath expand_aliases",
        "set -o noclobber; set -f; set -k; set -o pipefail; set -T -E",
        "IFS=0123456789/",
        "PS4='$(echo trace) '; PS1='$(echo prompt)'; PROMPT_COMMAND='echo prompted'; PS0='zero'",
        "readonly IFS PATH PS1 PWD; readonly REPLY=1 OPTIND",
        "LC_ALL=C; LANG=nonsense",
        "cd /; set -- x y z; shift",
        "unset -f __runbook_answer __runbook_drop; unset PATH",
        "__runbook_answer() { :; }",
        "trap - URG",
        "exec 3>&1 4>&2; exec 3>&- 4>&-",
    ],
)
def test_a_step_cannot_break_the_session_by_accident(run: Run, code: str) -> None:
    run(code)
    outcome = run("\\builtin echo on; \\builtin echo err >&2; (\\builtin exit 5)")
    assert (outcome.stdout.split()[-1], outcome.stderr, outcome.exit_status) == (b"on", b"err\n", 5)
    assert outcome.ending is Ending.DONE


def test_a_step_that_shadows_builtin_is_noticed_and_does_not_hang(run: Run) -> None:
    outcome = run("builtin() { :; }; true")
    assert (outcome.ending, outcome.alive, outcome.exit_status) == (ENDED, False, None)
    assert b"no longer answers" in outcome.stderr
    assert outcome.duration < 4


def test_a_trap_on_debug_that_exits_ends_the_step_only(run: Run) -> None:
    outcome = run("trap 'exit 5' DEBUG; echo no")
    assert (outcome.ending, outcome.exit_status, outcome.stdout) == (EXIT, 5, b"")
    assert run("trap - DEBUG\necho no", timeout=2).ending in {EXIT, ENDED}


@pytest.mark.parametrize("options", ["", "set -e", "set -x", "set -u; shopt -s extglob"])
def test_a_trap_on_debug_sees_the_pages_commands_and_none_of_ours(
    session: Session, run: Run, folder: Path, options: str
) -> None:
    run(f"{options}\ntrap 'echo \"$BASH_COMMAND\" >> seen' DEBUG")
    run("echo a; # not a trap on DEBUG\nx=1")
    session.exports()
    assert run("(exit 3) || true\nf() { echo in; }\nf").exit_status == 0
    assert run("trap - DEBUG").exit_status == 0
    seen = (folder / "seen").read_text().splitlines()
    assert seen == ["echo a", "x=1", "true", "f", "trap - DEBUG"]


def test_a_step_with_a_syntax_error_is_read_line_by_line_under_a_trap_on_debug(run: Run) -> None:
    run("trap 'seen+=1' DEBUG")
    assert run("x=2\ntrue &&").exit_status == 2
    assert run("echo $x").stdout == b"2\n"


def test_an_alias_counts_in_the_step_that_makes_it_under_a_trap_on_debug(run: Run) -> None:
    run("trap ':' DEBUG")
    assert run("alias hi='echo hello'\nhi you").stdout == b"hello you\n"


def test_a_page_that_only_speaks_of_debug_is_run_as_any_other(run: Run) -> None:
    outcome = run("level=DEBUG\nnosuch", page="guide.md", line=5)
    assert outcome.placed_stderr == b"guide.md:6: line 2: nosuch: command not found\n"


def test_exit_is_not_told_twice_after_a_trap_on_debug(run: Run) -> None:
    run("trap ':' DEBUG")
    assert run("exit 3").ending is EXIT
    after = run("echo on")
    assert (after.ending, after.stdout) == (DONE, b"on\n")


def test_traces_show_the_steps_commands_only(run: Run) -> None:
    outcome = run("set -x; echo a")
    later = run("echo b; exit 3")
    run("set +x; set -v")
    verbose = run("echo c")
    assert outcome.stderr == b"++ echo a\n"
    assert later.stderr == b"++ echo b\n++ exit 3\n"
    assert verbose.stderr == b"echo c\n"


def test_traps_see_the_steps_commands_and_print_nothing_of_ours(run: Run) -> None:
    run("trap 'echo RETURN' RETURN; trap 'echo ERR' ERR")
    assert run("echo a; false; echo b").stdout == b"a\nERR\nb\n"
    run("trap - RETURN ERR; trap 'echo DEBUG' DEBUG")
    assert run("echo a").stdout == b"DEBUG\na\n"


def test_the_list_of_traps_is_the_pages_own(run: Run) -> None:
    run("trap 'echo bye' EXIT")
    assert run("trap").stdout == b"trap -- 'echo bye' EXIT\n"


def test_a_limit_on_file_sizes_does_not_touch_output(run: Run) -> None:
    run("ulimit -f 1")
    outcome = run("head -c 100000 /dev/zero | wc -c; printf %5000d 1 | wc -c")
    assert outcome.stdout.split() == [b"100000", b"5000"]


def test_when_nothing_can_be_opened_any_more_the_step_says_why(run: Run) -> None:
    run("ulimit -n 3")
    outcome = run("echo on")
    assert outcome.exit_status != 0
    assert b"Too many open files" in outcome.stderr or outcome.ending is ENDED
    assert b"/runbook-" not in outcome.stderr


def test_a_restricted_shell_says_why_a_step_cannot_run(run: Run) -> None:
    run("set -r")
    outcome = run("echo on")
    assert outcome.exit_status == 1
    assert b"restricted: cannot redirect output" in outcome.stderr


def test_a_private_folder_that_was_deleted_is_said(session: Session, run: Run) -> None:
    first = run(f"rm -rf '{session._private}'; echo removed")
    second = run("echo no")
    assert first.stdout == b"removed\n"
    assert (second.ending, second.alive) == (ENDED, False)
    assert b"private folder was removed" in second.stderr


def test_a_private_folder_that_was_emptied_is_said(session: Session, run: Run) -> None:
    run(f"rm -rf '{session._private}'/*")
    outcome = run("echo no")
    assert (outcome.ending, outcome.alive, outcome.stdout) == (ENDED, False, b"")
    assert outcome.stderr.startswith(b"runbook: ")


def test_bash_env_reaches_the_pages_own_shells_only(folder: Path) -> None:
    (folder / "env.sh").write_text("echo from-env\n")
    given = {**os.environ, "BASH_ENV": str(folder / "env.sh")}
    with Session(folder=folder, environment=given) as session:
        assert session.run("echo a", page="p", line=1, timeout=5).stdout == b"a\n"
        assert session.run("bash -c 'echo b'", page="p", line=1, timeout=5).stdout == b"from-env\nb\n"


def test_crlf_is_read_as_line_ends(run: Run) -> None:
    assert run("x=1\r\nif [ $x = 1 ]; then\r\n  echo yes\r\nfi\r\n").stdout == b"yes\n"


def test_a_stopped_shell_is_stopped_for_good_by_the_timeout(run: Run) -> None:
    outcome = run("kill -STOP $$; echo no", timeout=0.2)
    assert outcome.ending is Ending.TIMED_OUT
    assert b"no\n" not in outcome.stdout


def test_large_code_is_sent_without_blocking(run: Run) -> None:
    begun = time.monotonic()
    outcome = run("x='" + "a b c d e\n" * 100_000 + "'; echo ${#x}")
    assert outcome.stdout == b"1000000\n"
    assert time.monotonic() - begun < 3


def test_code_for_a_dead_shell_is_not_sent_for_ever(run: Run) -> None:
    run("(sleep 0.1; kill -9 $$) & true")
    time.sleep(0.2)
    outcome = run("x='" + "a" * 1_000_000 + "'")
    assert outcome.ending is ENDED


@pytest.mark.parametrize("page", ["-page.md", 'a page\'s "name".md', "docs/日本 🜚.md", "a\nb.md", "%s%d.md"])
def test_any_page_name_will_do(run: Run, page: str) -> None:
    outcome = run("echo a\nif ; then", page=page, line=41)
    name = page.rpartition("/")[2].replace("\n", "?")
    assert f"{name}:42: line 2: syntax error".encode() in outcome.placed_stderr


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            "echo a\n\nif ; then\n",
            (
                b"guide.md:102: line 3: syntax error near unexpected token `;'\n"
                b"guide.md:102: line 3: `if ; then'\n"
            ),
        ),
        ("echo a\necho 'x\n", b"guide.md:101: line 2: unexpected EOF while looking for matching `''\n"),
        (
            "true\ncat >/dev/null <<X\nfoo\n",
            b"guide.md:102: line 3: warning: here-document at line 2 delimited by end-of-file (wanted `X')\n",
        ),
        ("nosuch", b"guide.md:100: line 1: nosuch: command not found\n"),
        ("bash -c 'if'; true", b"bash: -c: line 2: syntax error: unexpected end of file\n"),
    ],
)
def test_bash_says_where_the_page_is_wrong(run: Run, code: str, said: bytes) -> None:
    assert said in run(code, page="docs/guide.md", line=100).placed_stderr
