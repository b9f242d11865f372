"""`--page-timeout`, `--keep-output`, and what is left when the command is killed."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Desk

pytestmark = pytest.mark.shell


def page(*codes: str) -> str:
    return "# A page\n\n## Steps\n\n" + "\n".join(f"```bash\n{code}\n```\n" for code in codes)


def test_a_page_that_takes_too_long_fails_and_says_so(desk: Desk) -> None:
    text = page("echo first", "sleep 30", "echo never")
    done = desk.run("execute", desk.page(text), "--page-timeout", "1.5", "--output", "json")
    assert done.status == 1
    assert done.result["verdict"] == "failed"
    assert [step["status"] for step in done.result["steps"]] == ["ran", "failed", "skipped"]
    assert done.result["steps"][2]["reason"] == "the page's time of 1.5 s is over"


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon"])
def test_a_page_time_that_is_none_is_refused(desk: Desk, seconds: str) -> None:
    done = desk.run("execute", desk.page(page("true")), "--page-timeout", seconds)
    assert done.status == 2
    assert "--page-timeout" in done.err


def test_the_whole_output_is_kept_where_it_is_asked_for(desk: Desk) -> None:
    desk.page(page("seq 300000", 'echo "$API_TOKEN" >&2'))
    done = desk.run(
        "execute", "page.md", "--keep-output", "kept", "--output", "json", API_TOKEN="a-token-of-mine"
    )
    assert done.result["steps"][0]["truncated"]
    kept = desk.folder / "kept" / "page.md"
    assert (kept / "1.1.stdout").read_text().splitlines() == [str(n) for n in range(1, 300001)]
    assert (kept / "1.2.stderr").read_text() == "***env:API_TOKEN***\n"
    assert sorted(file.name for file in kept.iterdir()) == [
        f"1.{step}.{stream}" for step in (1, 2) for stream in ("stderr", "stdout")
    ]


def test_output_that_cannot_be_kept_is_said_and_fails_nothing(desk: Desk) -> None:
    (desk.folder / "kept").write_text("in the way")
    done = desk.run("execute", desk.page(page("echo one")), "--keep-output", "kept")
    assert done.status == 0
    assert "the output of step 1.1 is not whole in" in done.out + done.err


def test_nothing_of_a_page_is_left_when_the_command_is_killed(desk: Desk) -> None:
    text = page("(setsid nohup sleep 300 >/dev/null 2>&1 &)", "touch begun; sleep 300")
    process = desk.start("execute", desk.page(text), "--workdir", ".", MARKER=str(desk.folder))
    last = time.monotonic() + 30
    while not (desk.folder / "begun").exists() and time.monotonic() < last:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    last = time.monotonic() + 10
    while (left := bearing(f"MARKER={desk.folder}")) and time.monotonic() < last:
        time.sleep(0.02)
    assert left == []
    assert desk.kept_folders() == []


def bearing(variable: str) -> list[str]:
    """The pids of living processes with this in their environment."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and os.fsencode(variable) in (entry / "environ").read_bytes():
                found.append(entry.name)
    return found
