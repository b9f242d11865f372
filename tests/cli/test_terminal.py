"""What a person at a terminal sees, and what a plain run does without."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import PROGRAM
from tests.pages import page

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell
HEAVY = (
    "rich",
    "boto3",
    "botocore",
    "sh",
    "asyncio",
    "sqlite3",
    "difflib",
    "mkdocs",
    "jinja2",
    "yaml",
    "http.server",
    "sqlalchemy",
    "distributed",
    "rapidfuzz",
    "concurrent.futures",
    "configparser",
    "csv",
    "tomllib",
    "multiprocessing",
    "urllib.request",
    "runner.aws.access",
    "runner.cli.looking",
    "runner.cli.publishing",
    "runner.cli.runs",
    "runner.cli.testing",
    "runner.plan.commands",
    "runner.publish",
    "runner.read.embeds",
    "runner.read.graph",
    "runner.read.known_programs",
    "runner.read.logseq",
    "runner.read.needs",
    "runner.read.preconditions",
    "runner.run.advice",
    "runner.run.blocked",
    "runner.run.preconditions",
    "runner.run.pseudo_terminal",
    "runner.run.sandbox",
    "runner.run.services",
    "runner.shown.names",
    "runner.store.index",
    "runner.suite",
)


def on_a_terminal(desk: Desk, *arguments: str, **environment: str) -> str:
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [str(PROGRAM), *arguments],
        cwd=desk.folder,
        env={**desk.environment, "TERM": "xterm-256color", "COLUMNS": "100", **environment},
        stdout=follower,
        stderr=follower,
        stdin=subprocess.DEVNULL,
    )
    os.close(follower)
    seen = b""
    try:
        while piece := os.read(leader, 65536):
            seen += piece
    except OSError:  # the other end is closed: the program has ended
        pass
    process.wait(timeout=20)
    os.close(leader)
    return seen.decode()


def test_a_terminal_shows_the_running_step_and_its_time(desk: Desk) -> None:
    desk.page(page("sleep 0.6"))
    seen = on_a_terminal(desk, "execute", "page.md")
    assert re.search(r"1\.1 Do it.*0:00:00", seen)
    assert "UNVERIFIED" in seen


def test_in_ci_a_terminal_gets_plain_lines(desk: Desk) -> None:
    desk.page(page("true"))
    assert "\x1b" not in on_a_terminal(desk, "execute", "page.md", CI="true")
    assert "\x1b" not in on_a_terminal(desk, "execute", "page.md", TERM="dumb")


def test_no_colour_is_shown_where_the_reader_wants_none(desk: Desk) -> None:
    desk.page(page("false"))
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", on_a_terminal(desk, "execute", "page.md", NO_COLOR="1"))


def test_output_of_a_step_cannot_steer_the_terminal(desk: Desk) -> None:
    desk.page(page(r"printf '\033]0;title\007\033[2J[bold]x\n'; false"))
    seen = on_a_terminal(desk, "execute", "page.md")
    assert "\x1b]0;" not in seen
    assert "\x1b[2J" not in seen
    assert "[bold]x" in seen


def test_a_plain_run_imports_nothing_heavy(desk: Desk) -> None:
    desk.page(page("echo ok") + "\nThe output is `ok`.\n")
    code = (
        "import sys\n"
        "sys.argv = ['runbook', 'execute', 'page.md']\n"
        "from runner.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    desk.run("execute", "page.md")  # the first run of all keeps the tables that it had to parse
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=desk.folder,
        env=desk.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.endswith("\n[]\n")
