"""Whole pages: the session leaves what one plain bash leaves that is given the page at once."""

from __future__ import annotations

import os
import signal
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from runner.run.session import Session

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.shell

PAGES = tomllib.loads(Path(__file__).with_name("pages.toml").read_text())["page"]

# The page's last block: its status, then everything that a page can have changed in the shell.
TELL = r"""
status_of_the_page=$?
{
  echo "status=$status_of_the_page"; pwd; umask; set -o; shopt; alias; declare -f; declare -p; trap; jobs
} > "$STATE" 2>&1
unset status_of_the_page
"""
# What differs between two shells whatever the page does, or between an interactive one and one with a script.
_NAMES = """
    BASHOPTS BASHPID BASH_ARGC BASH_ARGV BASH_ARGV0 BASH_COMMAND BASH_ENV BASH_EXECUTION_STRING
    BASH_LINENO BASH_SOURCE COLUMNS COMP_WORDBREAKS EPOCHREALTIME EPOCHSECONDS FUNCNAME HISTCMD HISTFILE
    HISTFILESIZE HISTSIZE LINENO LINES MAILCHECK OLDPWD PIPESTATUS PPID PS1 PS2 PS4 PWD RANDOM SECONDS
    SHELLOPTS SHLVL SRANDOM TERM _ first status_of_the_page

"""
OWN_VARIABLES = frozenset(_NAMES.split())
OWN_OPTIONS = frozenset({"history", "monitor", "expand_aliases", "checkwinsize", "histexpand"})


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    stdout: str
    shell: tuple[str, ...]


@pytest.fixture(autouse=True)
def hangups_are_taken() -> Iterator[None]:
    """As by the command, which takes the signal itself; under `nohup` shells inherit that it is ignored."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


def told(file: Path) -> tuple[str, ...]:
    """The lines of the state without those that say nothing of the page."""
    lines, skipping = [], False
    for line in file.read_text().replace(str(file.parent), "").splitlines():
        words = line.split()
        if line.startswith("declare -"):
            skipping = words[2].partition("=")[0] in OWN_VARIABLES
        elif line.startswith(("exit ()", "__runbook_", "command_not_found_handle ()")):
            skipping = True
        elif line == "}" and skipping:
            skipping = False
            continue
        option = bool(words) and words[0] in OWN_OPTIONS
        if not skipping and not option and "__runbook_" not in line:
            lines.append(line)
    return tuple(lines)


def environment(place: Path) -> dict[str, str]:
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**keep, "LC_ALL": "C.UTF-8", "STATE": str(place / "state")}


def by_the_session(blocks: list[str], place: Path) -> State:
    work = place / "work"
    work.mkdir(parents=True)
    with Session(folder=work, environment=environment(place)) as session:
        steps = [session.run(code, page="page.md", line=1, timeout=10) for code in [*blocks, TELL]]
    return State(stdout=b"".join(step.stdout for step in steps).decode(), shell=told(place / "state"))


def by_one_bash(blocks: list[str], place: Path) -> State:
    work = place / "work"
    work.mkdir(parents=True)
    # A block's last line may end in a backslash: in a terminal an empty line ends it.
    # What a reader copies from a rendered page has no CR.
    page = "\n\n".join([*blocks, TELL]).replace("\r\n", "\n")
    ran = subprocess.run(
        ["bash", "--norc", "--noprofile", "-c", page],
        cwd=work,
        env=environment(place),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return State(stdout=ran.stdout.decode(), shell=told(place / "state"))


@pytest.mark.parametrize("page", PAGES, ids=[page["name"] for page in PAGES])
def test_a_page_leaves_what_it_leaves_in_one_bash(page: dict[str, list[str]], tmp_path: Path) -> None:
    session = by_the_session(page["blocks"], tmp_path / "session")
    plain = by_one_bash(page["blocks"], tmp_path / "plain")
    assert session.stdout == plain.stdout
    assert session.shell == plain.shell


def test_there_are_enough_pages() -> None:
    assert len(PAGES) >= 60
    assert all(len(page["blocks"]) > 1 for page in PAGES)
