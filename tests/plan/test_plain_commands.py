"""Blocks that are read without bash's grammar are read as by it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.plan.plain_commands import plain_commands
from runner.plan.shell import by_grammar, place_at, read_shell

WORDS = st.one_of(
    st.sampled_from(
        (
            *(
                "echo",
                "ls",
                "-l",
                "--all",
                "-",
                "--",
                ".",
                "..",
                "./a.sh",
                "/bin/ls",
                "a/b",
                "1",
                "2.5",
                "+x",
            ),
            *("%1", "a@b", "a:b", "x,y", "_", "test", "let", "true", "source", "alias", "exec", "command"),
            *("if", "in", "done", "time", "eval", "export", "function", "builtin", "return", "shift", "-c"),
            *(
                "set",
                "exit",
                "cd",
                "printf",
                "read",
                "getopts",
                "wait",
                "until2",
                "do.it",
                "0x1f",
                "-n",
                "bash",
            ),
        )
    ),
    st.text("abz019_./:@%+,-", min_size=1, max_size=6),
)
LINES = st.lists(WORDS, max_size=5).map(" ".join)


@given(st.lists(LINES, max_size=4).map("\n".join))
def test_plain_commands_are_what_the_grammar_finds(source: str) -> None:
    assert (read_shell(source), place_at(source, 0)) == (by_grammar(source)[0], place_at(source, 0))
    assert plain_commands(source) is None or not by_grammar(source)[1][0]


@pytest.mark.parametrize(
    "source", ["echo $x", "a | b", "X=1 ls", "echo 'a b'", "ls # all", "if a", "cat <x", " ls"]
)
def test_what_may_be_syntax_is_left_to_the_grammar(source: str) -> None:
    assert plain_commands(source) is None
