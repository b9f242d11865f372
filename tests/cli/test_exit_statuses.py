"""Every exit status of the contract, by the real command; the table says which test shows which."""

from __future__ import annotations

import json
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.pages import page

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell

GOOD = page("echo ok") + "\nThe output contains `ok`.\n"
BAD = page("echo other") + "\nThe output contains `hello`.\n"
UNVERIFIED = page("true")
BLOCKED = page("no-such-program-here")
EMPTY = "# T\n\nNo steps.\n"
UNREADABLE = "---\ntimeuot: 3\n---\n" + GOOD
PLACEHOLDER = page("echo <your-name>")
WEAK = page("true", "echo ok") + "\nThe output contains `ok`.\n"


@dataclass(frozen=True)
class Row:
    """A command over pages `0.md`, `1.md` ..., and how it ends."""

    says: str
    command: str
    pages: tuple[str, ...]
    status: int
    flags: tuple[str, ...] = ()


TABLE = (
    Row("passed", "execute", (GOOD,), 0),
    Row("unverified is no failure of execute", "execute", (UNVERIFIED,), 0),
    Row("failed", "execute", (BAD,), 1),
    Row("below --min-verified", "execute", (WEAK,), 1, ("--min-verified", "100")),
    Row("a flag that is not known", "execute", (GOOD,), 2, ("--nope",)),
    Row("a variable that is not known", "execute", (GOOD,), 2, ("--var", "nope=1")),
    Row("a page that cannot be read", "execute", (UNREADABLE,), 2),
    Row("a placeholder without a value", "execute", (PLACEHOLDER,), 2),
    Row("a report that cannot be written", "execute", (GOOD,), 2, ("--report", "json=none/x.json")),
    Row("blocked", "execute", (BLOCKED,), 4),
    Row("nothing to run", "execute", (EMPTY,), 5),
    Row("a failure is graver than a block", "execute", (BLOCKED, BAD), 1),
    Row("one of them with steps", "execute", (EMPTY, GOOD), 0),
    Row("passed", "test", (GOOD, GOOD), 0),
    Row("failed", "test", (GOOD, BAD), 1),
    Row("unverified", "test", (GOOD, UNVERIFIED), 1),
    Row("unverified and allowed", "test", (GOOD, UNVERIFIED), 0, ("--allow-unverified",)),
    Row("below --min-verified", "test", (WEAK,), 1, ("--min-verified", "100")),
    Row("a page that cannot be read", "test", (GOOD, UNREADABLE), 2),
    Row("that is graver than a failure", "test", (BAD, UNREADABLE), 2),
    Row("a variable of no page", "test", (GOOD, GOOD), 2, ("--var", "nope=1")),
    Row("a report that cannot be written", "test", (GOOD,), 2, ("--report", "json=/proc/none")),
    Row("blocked", "test", (GOOD, BLOCKED), 4),
    Row("nothing to run", "test", (EMPTY,), 5),
    Row("nothing left", "test", (GOOD,), 5, ("--exclude", "*")),
    Row("no fault", "check", (GOOD,), 0),
    Row("a finding of level error", "check", (UNREADABLE,), 1),
    Row("no such page", "check", (), 2, ("none.md",)),
    Row("shown", "plan", (GOOD,), 0),
    Row("a page that cannot be read", "plan", (UNREADABLE,), 2),
    Row("no such run", "report", (), 2, ("none", "--format", "tap")),
    Row("no run at all", "report", (), 5, ("--format", "tap")),
)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.command} {row.status}: {row.says}")
def test_a_command_ends_as_the_table_says(desk: Desk, row: Row) -> None:
    names = [desk.page(text, f"{number}.md") for number, text in enumerate(row.pages)]
    done = desk.run(row.command, *names, *row.flags)
    assert done.status == row.status, done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("command", ["execute", "test"])
def test_an_internal_error_is_3_and_says_how_to_see_it(desk: Desk, command: str) -> None:
    (desk.folder / "sitecustomize.py").write_text(
        "import runner.plan.plan as plan\n\n"
        "def make_plan(*_):\n    raise ZeroDivisionError('a fault of ours')\n\n"
        "plan.make_plan = make_plan\n"
    )
    path = f"{desk.folder}:{desk.environment['PYTHONPATH']}"
    done = desk.run(command, desk.page(GOOD), PYTHONPATH=path)
    assert done.status == 3
    assert "internal error: ZeroDivisionError" in done.err + done.out


@pytest.mark.parametrize("command", ["execute", "test"])
def test_an_interruption_is_130(desk: Desk, command: str) -> None:
    began = desk.folder / "began"
    process = desk.start(command, desk.page(page(f"touch {began}; sleep 43")))
    last = time.monotonic() + 30
    while not began.exists() and time.monotonic() < last:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 130


def test_a_run_that_was_killed_counts_as_failed_in_a_report(desk: Desk) -> None:
    began = desk.folder / "began"
    process = desk.start("execute", desk.page(page(f"touch {began}; sleep 3")))
    last = time.monotonic() + 30
    while not began.exists() and time.monotonic() < last:
        time.sleep(0.01)
    process.kill()
    process.communicate(timeout=30)
    done = desk.run("report", "--format", "jsonl")
    ended = json.loads(done.out.splitlines()[-1])
    assert (ended["ending"], ended["exit_status"]) == ("unknown", 1)


def test_the_table_holds_every_exit_status_that_needs_no_signal_or_fault_of_ours() -> None:
    assert {row.status for row in TABLE} == {0, 1, 2, 4, 5}
