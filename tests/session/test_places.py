"""Where bash's messages say that it happened: the page's line, or the step's lines, never a wrong one."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Run

pytestmark = pytest.mark.shell

# Each names what is not found where; plain bash, given the same as a file, says which line that is.
SCRIPTS = [
    "nosuch1",
    "true\nnosuch1\ntrue\nnosuch2 a b",
    "true\n\n# a comment\n\nnosuch1",
    "nosuch1; nosuch1\nnosuch2",
    "nosuch1 \\\n  --flag \\\n  value\nnosuch2",
    "cat >/dev/null <<END\none\ntwo\nEND\nnosuch1",
    "if true; then\n  nosuch1\nelse\n  nosuch2\nfi",
    "for i in 1 2; do\n  nosuch$i\ndone",
    "while ! false; do\n  nosuch1\n  break\ndone\nnosuch2",
    "case a in\n  a) nosuch1 ;;\n  *) nosuch2 ;;\nesac",
    "(\n  nosuch1\n)\n( nosuch2 )",
    "{\n  nosuch1\n}",
    "nosuch1 && true\nfalse || nosuch2",
    "! nosuch1\nif nosuch2; then echo no; fi",
    "echo a | nosuch1\nnosuch2 | cat",
    "nosuch1 &\nwait\nnosuch2",
    "x='a\nb\nc'\nnosuch1",
    "nosuch1 2>/dev/null\nnosuch2",
    "'nosuch 1'\n\"nosuch 2\"",
    "x=1 nosuch1\nexport y=2\n y=3 nosuch2",
    "set -x\nnosuch1 2>&2\nset +x",
    "trap 'true' ERR\nnosuch1\ntrap - ERR\nnosuch2",
]
_SAID = re.compile(rb"line (\d+): ([^\n]*: command not found)")


@pytest.mark.parametrize("before", ["", "\n".join("true" for _ in range(100))])
@pytest.mark.parametrize("code", SCRIPTS)
def test_a_missing_command_is_on_the_line_that_bash_names_for_a_script(
    run: Run, folder: Path, code: str, before: str
) -> None:
    if before:
        run(before)
    (folder / "script").write_text(code)
    plain = subprocess.run(["bash", "script"], cwd=folder, capture_output=True, check=False)
    told = _SAID.findall(plain.stderr)
    placed = run(code, page="guide.md", line=1000).placed_stderr
    assert told != []
    assert sorted(_SAID.findall(placed)) == sorted(told)
    for number, message in told:
        assert b"guide.md:%d: line %d: %s" % (999 + int(number), int(number), message) in placed


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("cd /nonexistent", b"guide.md:42: bash: cd: /nonexistent: No such file or directory\n"),
        ("true\ncd /nonexistent\n", b"guide.md:42-43: bash: cd: /nonexistent: No such file or directory\n"),
        ("true\n./nosuch", b"guide.md:42-43: bash: ./nosuch: No such file or directory\n"),
        ("true\n\necho $((1 / 0))", b"guide.md:42-44: bash: 1 / 0: division by 0"),
        ("true\nx=$(nosuch)", b"guide.md:42-43: bash: nosuch: command not found\n"),
        ("true\nx=$(\nnosuch\n)\n", b"guide.md:42-45: bash: nosuch: command not found\n"),
        ("if false; then\nnosuch\nfi\nx=$(true\nnosuch)", b"guide.md:42-46: bash: nosuch: command"),
        ("true\nbash -c 'nosuch'", b"bash: line 1: nosuch: command not found\n"),
        ("nosuch 2>/dev/null\nf() {\n  nosuch\n}\nf", b"guide.md:42-46: bash: nosuch: command not found\n"),
        ("echo 'bash is here'; echo 'see bash: it' >&2", b"see bash: it\n"),
        ("f() {\n true\n nosuch\n}\n\nf", b"guide.md:47: line 6: nosuch: command not found\n"),
        ("printf 'nosuch1\\n' > lib\n. ./lib", b"guide.md:43: line 2: nosuch1: command not found\n"),
        ("command_not_found_handle() { echo mine $1 >&2; }\nnosuch", b"mine nosuch\n"),
        ("unset -f command_not_found_handle\nnosuch", b"guide.md:42-43: bash: nosuch: command not found\n"),
        ("trap : DEBUG\nnosuch", b"guide.md:42-43: bash: nosuch: command not found\n"),
        ("unset LINENO\nnosuch", b"guide.md:43: line 2: nosuch: command not found\n"),
    ],
)
def test_other_messages_have_the_lines_of_the_step(run: Run, code: str, said: bytes) -> None:
    outcome = run(code, page="docs/guide.md", line=42)
    assert outcome.placed_stderr.startswith(said)


def test_a_function_of_an_earlier_step_is_on_the_line_of_its_call(run: Run) -> None:
    run("f() {\n  nosuch\n}\ng() {\n  f\n}", page="guide.md", line=10)
    placed = run("true\ng", page="guide.md", line=30).placed_stderr
    assert placed == b"guide.md:31: line 2: nosuch: command not found\n"


def test_long_code_in_which_a_count_could_mean_two_things_names_the_step(run: Run) -> None:
    code = "true\n" * 3000 + "nosuch"
    placed = run(code, page="guide.md", line=1).placed_stderr
    assert placed == b"guide.md:1-3001: bash: nosuch: command not found\n"


def test_the_page_sees_what_bash_says_as_in_a_terminal(run: Run, folder: Path) -> None:
    run("nosuch 2>file; x=$(nosuch 2>&1)")
    assert (folder / "file").read_text() == "bash: nosuch: command not found\n"
    outcome = run('echo "$x"; nosuch; nosuch 2>&1')
    assert outcome.stdout == b"bash: nosuch: command not found\n" * 2
    assert outcome.stderr == b"bash: nosuch: command not found\n"
    assert outcome.exit_status == 127


def test_a_missing_command_is_traced_once(run: Run) -> None:
    assert run("set -x; nosuch").stderr == b"++ nosuch\nbash: nosuch: command not found\n"


@pytest.mark.parametrize(
    "broken", ["enable -n builtin printf set", "builtin() { :; }", "readonly -f command_not_found_handle"]
)
def test_a_missing_command_in_a_broken_shell_comes_to_an_end(run: Run, broken: str) -> None:
    outcome = run(f"{broken}\nnosuch", timeout=3)
    assert outcome.exit_status in {127, None}
    assert outcome.duration < 3
