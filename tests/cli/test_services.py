"""Services, tries, cleanup and what is left behind, as `runbook execute` tells of them."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.run.carried import steps_page

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell

PAGE = """\
# T

## Procedure

Start it:

```bash {background ready="output up" within=20}
echo up; echo more >&2; sleep 60
```

Look, it may take a few seconds:

```bash {retry=3 delay=0.01}
echo x >> tries; wc -l < tries
```

The output is `2`.

Leave a job and a file:

```bash
(sleep 0.3; echo late; touch said; exec sleep 60) & touch ../left
```

```bash
until [ -e said ]; do sleep 0.01; done; sleep 0.2
```
"""


def test_the_result_tells_all_of_it_and_keeps_to_its_schema(desk: Desk) -> None:
    result = desk.run("execute", "--output", "json", desk.page(PAGE)).result
    service, tried, left, _ = result["steps"]
    assert (service["stdout"], service["stderr"], service["exit_code"]) == ("up\n", "more\n", None)
    assert service["notes"][1:] == ["stopped at the end of the page"]
    assert [item["reason"] for item in tried["tries"]] == ["stdout is `2`: got `1`", None]
    assert tried["effects"]["created"] == ["tries"]
    assert left["late"] == {"stdout": "late\n", "stderr": ""}
    assert "tries" not in left
    found = {item["kind"]: item for item in result["left_behind"]}
    assert found["process"]["what"] == "sleep 60"
    assert (Path(found["file"]["what"]).name, found["file"]["detail"]) == (
        "left",
        "created; step 1.3 names it",
    )


def test_the_console_tells_all_of_it(desk: Desk) -> None:
    out = desk.run("execute", desk.page(PAGE)).out
    assert "note: ready after " in out
    assert "  ~ 1.1  stopped at the end of the page; lines printed in all: 2" in out
    assert "        try 1 of 2: stdout is `2`: got `1`" in out
    assert "  ~ 1.3  printed after the step had ended:\n        stdout:\n        │ late\n" in out
    assert "  left behind: process `sleep 60` (process " in out
    assert "(created; step 1.3 names it)" in out


def test_a_plan_says_what_would_run_in_the_background_and_again(desk: Desk) -> None:
    out = desk.run("plan", desk.page(PAGE)).out
    assert "       in the background, ready by output up within 20 s\n" in out
    assert "       tried up to 3 times, 0.01 s apart\n" in out


def test_a_plan_says_which_sentence_asks_for_patience(desk: Desk) -> None:
    text = PAGE.replace(" {retry=3 delay=0.01}", "").replace("echo x >> tries; wc -l < tries", "ls | wc -l")
    out = desk.run("plan", desk.page(text)).out
    assert "tried up to 5 times, 10 s apart: “Look, it may take a few seconds:” (line 11)" in out


def test_ctrl_c_runs_cleanup_and_the_verdict_is_unknown(desk: Desk) -> None:
    text = (
        "# T\n\n## Procedure\n\n```bash\ntouch begun; sleep 60\n```\n\n## Cleanup\n\n```bash\nrm begun\n```\n"
    )
    process = desk.start("execute", "--workdir", ".", "--output", "json", desk.page(text))
    last = time.monotonic() + 20
    while not (desk.folder / "begun").exists() and time.monotonic() < last:
        time.sleep(0.02)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 130
    assert not (desk.folder / "begun").exists()


def test_output_that_was_cut_is_not_counted_as_all(desk: Desk) -> None:
    flood = steps_page(('{background ready="output up"}', "echo up; exec seq 500000"), "wait; true")
    out = desk.run("execute", desk.page(flood), "--keep-going").out
    assert "lines printed in all" not in out
    assert "; more was printed than is kept" in out


def test_the_output_of_a_service_is_kept_in_files_too(desk: Desk) -> None:
    desk.run("execute", desk.page(PAGE), "--keep-output", "kept")
    kept = desk.folder / "kept/page.md"
    assert (kept / "1.1.stdout").read_text() == "up\n"
    assert (kept / "1.1.stderr").read_text() == "more\n"
    assert (kept / "1.3.stdout").read_text() == "late\n"


def test_the_output_of_a_service_that_never_was_ready_is_kept_in_files_too(desk: Desk) -> None:
    text = steps_page(('{background ready="output up" within=5}', "echo down; exit 3"))
    desk.run("execute", desk.page(text), "--keep-output", "kept")
    assert (desk.folder / "kept/page.md/1.1.stdout").read_text() == "down\n"
