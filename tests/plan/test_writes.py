"""What commands name as written: by the table, and by redirections."""

from __future__ import annotations

import pytest

from runner.plan.writes import writes_table, written_paths

EXAMPLES = [(command, names) for row in writes_table() for command, names in row["examples"].items()]
LEAVES = [command for row in writes_table() for command in row["leaves"]]


@pytest.mark.parametrize(("command", "names"), EXAMPLES)
def test_a_command_names_what_it_writes(command: str, names: list[str]) -> None:
    assert list(written_paths(command)) == names


@pytest.mark.parametrize("command", LEAVES)
def test_a_look_alike_names_nothing(command: str) -> None:
    assert written_paths(command) == ()


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("echo x > /a", ["/a"]),
        ("echo x >> ~/a 2>/dev/null", ["~/a", "/dev/null"]),
        ("{ echo x; } &> ../log", ["../log"]),
        ("cat <<EOF > /etc/x\n> /not/this\nEOF", ["/etc/x"]),
        ("cat < /a", []),
        ("echo x >&2", []),
        ("echo 'a > /b'", []),
        ('echo x > "$HOME/a b"', ["$HOME/a b"]),
        ("echo x > ${TMPDIR}/a", ["${TMPDIR}/a"]),
        ("echo x > $(mktemp)", []),
        ("touch /tmp/*.x", []),
        ("for i in 1; do sudo mkdir /deep; done", ["/deep"]),
    ],
)
def test_redirections_and_words_that_depend_on_the_run(command: str, names: list[str]) -> None:
    assert list(written_paths(command)) == names
