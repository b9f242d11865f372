"""A session on the real bash for each test, and what a test asks of it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from runner.run.session import Outcome, Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Run(Protocol):
    def __call__(self, code: str, *, page: str = "page.md", line: int = 1, timeout: float = 5) -> Outcome: ...


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The working folder of the first step."""
    made = tmp_path / "work"
    made.mkdir()
    return made


@pytest.fixture
def session(folder: Path) -> Iterator[Session]:
    with Session(folder=folder, environment=os.environ, output_limit=1 << 24) as made:
        yield made


@pytest.fixture
def run(session: Session) -> Run:
    def run_step(code: str, *, page: str = "page.md", line: int = 1, timeout: float = 5) -> Outcome:
        return session.run(code, page=page, line=line, timeout=timeout)

    return run_step


@pytest.fixture
def out(run: Run) -> Callable[[str], str]:
    """Runs a step and returns its stdout."""
    return lambda code: run(code).stdout.decode()


def lives(pid: int) -> bool:
    """Whether the process is there and no zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat[stat.rindex(")") + 2] not in "ZX"


def ends(pid: int, within: float = 1.0) -> bool:
    """Whether the process is gone after so many seconds at most."""
    last = time.monotonic() + within
    while lives(pid) and time.monotonic() < last:
        time.sleep(0.005)
    return not lives(pid)


def pid_in(file: Path, within: float = 2.0) -> int:
    """The pid that a step writes into the file."""
    last = time.monotonic() + within
    while time.monotonic() < last:
        if file.exists() and (text := file.read_text()).endswith("\n"):
            return int(text)
        time.sleep(0.005)
    raise AssertionError(f"no pid in {file.name}")
