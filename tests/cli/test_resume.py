"""`execute --resume`: what is done is not done again, and what cannot be rebuilt is named."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from runner.store.place import Place
from runner.store.records import find_records
from tests.pages import page

if TYPE_CHECKING:
    from subprocess import Popen

    from runner.store.records import Record
    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell

KILLS = 20
GATE = "test -e $GATE"


@pytest.fixture
def gate(desk: Desk) -> Path:
    """A step with `GATE` fails until this file is there."""
    desk.environment["GATE"] = str(desk.folder / "gate")
    return desk.folder / "gate"


def newest(desk: Desk, name: str = "page.md") -> Record | None:
    place = Place(folder=desk.folder / ".runbook", root=desk.folder)
    records = find_records([place], str(desk.folder / name))
    return records[0] if records else None


# Killed at any moment.

_STEPS = {
    "1.2": "export CITY=Łódź; plain='a  b'",
    "1.3": "greet() { echo \"hello $1\"; }; list=(x 'y z')",
    "1.4": "mkdir -p deep/er; cd deep/er",
    "1.5": "echo made > made.txt",
    "1.6": "declare -A map=([k]=v); shopt -s nullglob",
    "1.7": "n=1",
    "1.8": "((n++)) || true",
    "1.9": "alias hi='echo hi'; umask 027",
    "1.10": "count() { n=$((n+10)); }",
    "1.11": "count",
    "1.13": 'echo "$CITY $plain $(greet you) ${list[1]} ${map[k]} $n"'
    ' $(umask) $(basename "$PWD") $(cat ../../a.json ../b.txt made.txt); hi',
}


def _file(name: str, text: str) -> str:
    return f"Create `{name}`:\n\n```json\n{text}\n```\n"


def _long_page() -> str:
    parts = ["# T\n\n## Procedure\n", _file("a.json", '"a"')]
    for name, code in _STEPS.items():
        if name == "1.13":
            parts.append(_file("../b.txt", '"b"'))
        parts.append(f"Do it:\n\n```bash\n{code}\necho {name} >> $LEDGER; sleep 0.015\n```\n")
    parts.append('The output contains `Łódź a  b hello you y z v 12 0027 er "a" "b" made`.\n')
    return "\n".join(parts)


def _killed_at_random(desk: Desk, moment: random.Random, *arguments: str) -> None:
    """Starts a run and kills it, with all of its processes, at some moment after its record was begun."""
    folder = desk.folder / ".runbook/runs/page"
    before = set(folder.glob("*")) if folder.exists() else set()
    process = desk.start("execute", "page.md", *arguments)
    while not (folder.exists() and set(folder.glob("*.json*")) - before) and process.poll() is None:
        time.sleep(0.001)
    time.sleep(moment.uniform(0, 0.2))
    _kill_with_children(process)


def _kill_with_children(process: Popen[str]) -> None:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    with suppress(FileNotFoundError):
        process.send_signal(signal.SIGSTOP)
        shells = [int(pid) for pid in children.read_text().split()]
        process.kill()
        for pid in shells:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
    process.communicate()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the test finds a run's shell in /proc")
def test_no_finished_step_runs_twice_whenever_the_run_is_killed(desk: Desk) -> None:
    desk.page(_long_page())
    ledger = desk.folder / "ledger"
    desk.environment["LEDGER"] = str(ledger)
    moment = random.Random(20261122)
    killed: list[str] = []
    for _ in range(KILLS // 2):
        ledger.unlink(missing_ok=True)
        shutil.rmtree(desk.folder / ".runbook", ignore_errors=True)
        again: list[str] = []
        for arguments in ((), ("--resume",)):
            _killed_at_random(desk, moment, *arguments)
            record = newest(desk)
            if record is not None and record.result["verdict"] == "unknown":
                again.append(record.under_way)
        killed += again
        _finish(desk, ledger, again)
    # The moments were spread over the page, or this test shows little.
    assert len(set(killed)) > 4


def _finish(desk: Desk, ledger: Path, again: list[str]) -> None:
    record = newest(desk)
    if record is None:
        assert not ledger.exists()
        return
    if record.result["verdict"] == "passed":
        return
    finished = [step["id"] for step in record.result["steps"] if step["status"] in ("verified", "ran")]
    done = desk.run("execute", "page.md", "--resume", "--output", "json")
    assert done.status == 0, done.err
    assert [step["status"] for step in done.result["steps"]] == ["ran"] * 12 + ["verified"]
    ran = ledger.read_text().split()
    assert [name for name in _STEPS if name not in ran] == []
    twice = {name for name in ran if ran.count(name) > 1}
    assert twice <= set(again)
    assert all(ran.count(name) <= 1 + again.count(name) for name in finished)


# What is carried over, and what is refused.


def test_a_run_goes_on_after_the_failure_and_says_what_was_done_before(desk: Desk, gate: Path) -> None:
    text = page("export A=1; cd $(mktemp -d -p .)", "echo once >> $GATE.log", GATE, 'echo "$A"; pwd')
    first = desk.run("execute", desk.page(text + "\nThe output contains `1`.\n"), "--output", "json")
    assert first.status == 1
    gate.touch()
    second = desk.run("execute", "page.md", "--resume", "--output", "json")
    assert second.status == 0
    steps = second.result["steps"]
    assert [step["status"] for step in steps] == ["ran", "ran", "ran", "verified"]
    assert steps[0]["reason"].startswith("done in run ")
    assert Path(f"{gate}.log").read_text() == "once\n"
    assert "note: this run continues run" in second.err
    assert desk.kept_folders() == []


def test_a_failed_step_runs_again_in_the_shell_as_it_was_before_it(desk: Desk, gate: Path) -> None:
    text = page("n=1; cd /usr", f"n=2; cd lib; {GATE}; (exit $?) && echo $n $PWD")
    desk.run("execute", desk.page(text))
    gate.touch()
    done = desk.run("execute", "page.md", "--resume", "--output", "json")
    assert done.result["steps"][1]["stdout"] == "2 /usr/lib\n"


def test_the_status_of_the_last_step_is_there(desk: Desk, gate: Path) -> None:
    text = page("(exit 3)", f"echo $?; {GATE}").replace("```bash\n(exit", "```bash {exit=3}\n(exit")
    desk.run("execute", desk.page("A=1".join(text.split("A=1"))))
    gate.touch()
    done = desk.run("execute", "page.md", "--resume", "--output", "json")
    assert done.result["steps"][1]["stdout"] == "3\n"


def test_an_empty_folder_that_was_removed_is_made_again(desk: Desk, gate: Path) -> None:
    desk.run("execute", desk.page(page("cd .; A=1", GATE, "pwd")))
    assert desk.kept_folders() == []
    gate.touch()
    assert desk.run("execute", "page.md", "--resume").status == 0


def test_a_blocked_continuation_keeps_what_was_done(desk: Desk, gate: Path) -> None:
    text = page("export A=1; echo once >> $GATE.log", GATE, "echo $A; nowhere-to-be-found")
    fixed = text.replace("nowhere-to-be-found", "true")
    desk.run("execute", desk.page(fixed))
    assert desk.run("execute", desk.page(text), "--resume").status == 4
    gate.touch()
    done = desk.run("execute", desk.page(fixed), "--resume", "--output", "json")
    assert done.status == 0
    assert done.result["steps"][2]["stdout"] == "1\n"
    assert Path(f"{gate}.log").read_text() == "once\n"


def refused(desk: Desk, *arguments: str, **more: str) -> str:
    before = newest(desk)
    done = desk.run("execute", "page.md", "--resume", *arguments, **more)
    assert done.status == 2
    after = newest(desk)
    # A refusal is no run.
    assert (before and before.id) == (after and after.id)
    return done.err


def test_without_a_run_that_can_be_continued_nothing_runs(desk: Desk) -> None:
    desk.page(page("true"))
    assert "no run of this page is recorded" in refused(desk)
    desk.run("execute", "page.md")
    assert "is unverified, so there is none to continue" in refused(desk)


def test_a_step_that_has_changed_is_named_with_its_line(desk: Desk) -> None:
    desk.run("execute", desk.page(page("echo one", "false")))
    desk.page(page("echo two", "false"))
    assert "page.md:7: step 1.1 has changed since run" in refused(desk)
    desk.page(page("echo one", "true"))
    assert desk.run("execute", "page.md", "--resume").status == 0


def test_values_that_differ_are_named(desk: Desk) -> None:
    text = page("echo {{ city }}", "false", before="---\nvariables: {city: Rome}\n---\n")
    desk.run("execute", desk.page(text))
    assert "`city` was Rome and is Oslo" in refused(desk, "--var", "city=Oslo")


def test_a_folder_or_file_that_is_gone_is_named(desk: Desk) -> None:
    text = "# T\n\n## Procedure\n\n" + _file("a.json", "{}") + "\nFail:\n\n```bash\nfalse\n```\n"
    desk.run("execute", desk.page(text))
    (kept,) = desk.kept_folders()
    folder = Path(desk.environment["TMPDIR"]) / kept
    (folder / "a.json").unlink()
    assert "cannot rebuild the file a.json of step 1.1 (it is gone)" in refused(desk)
    shutil.rmtree(folder)
    assert f"cannot rebuild the working folder {folder} (it is gone)" in refused(desk)


def test_background_jobs_and_descriptors_are_named(desk: Desk) -> None:
    desk.run("execute", desk.page(page("sleep 30 & exec 7>out", "false")))
    said = refused(desk)
    assert "the background job `sleep 30`" in said
    assert "the open file descriptor 7" in said


def test_what_cleanup_removed_is_named(desk: Desk) -> None:
    desk.run("execute", desk.page(page("false") + "\n## Cleanup\n\n```bash\ntrue\n```\n"))
    assert "cannot rebuild what step c.1 cleaned up" in refused(desk)


def test_a_secret_is_taken_from_where_it_came_or_named(desk: Desk, gate: Path) -> None:
    before = "---\nvariables: {password: {secret: true}}\n---\n"
    text = page("pw={{ password }}; export COPY=$MY_TOKEN", GATE, 'echo "${#pw} ${#COPY}"', before=before)
    arguments = ("--var", "password=hunter22-secret")
    desk.run("execute", desk.page(text), *arguments, MY_TOKEN="tok-0123456789")
    said = refused(desk, *arguments)
    assert "cannot rebuild COPY (secret values are never stored; export it)" in said
    gate.touch()
    done = desk.run(
        "execute", "page.md", "--resume", *arguments, "--output", "json", MY_TOKEN="tok-0123456789"
    )
    assert done.status == 0, done.err
    assert done.result["steps"][2]["stdout"] == "15 14\n"


def test_a_saved_state_that_cannot_be_read_is_refused(desk: Desk) -> None:
    desk.run("execute", desk.page(page("A=1", "false")))
    (state,) = (desk.folder / ".runbook/runs/page").glob("*.state-*")
    state.write_text(json.dumps({}))
    assert "cannot rebuild what the shell held" in refused(desk)


def test_what_a_step_left_in_the_stand_in_is_named(desk: Desk) -> None:
    text = page("echo aws", "false", before="---\nstand-in: bedrock\n---\n")
    desk.run("execute", desk.page(text), "--target", "stand-in")
    assert "cannot rebuild what step 1.1 left in the stand-in" in refused(desk, "--target", "stand-in")


def test_a_run_that_was_interrupted_goes_on(desk: Desk, gate: Path) -> None:
    text = page("export A=1", "touch $GATE.began; [ -e $GATE ] || sleep 30; echo $A")
    process = desk.start("execute", desk.page(text + "\nThe output is `1`.\n"))
    while not Path(f"{gate}.began").exists():
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    gate.touch()
    assert desk.run("execute", "page.md", "--resume").status == 0


def test_a_service_is_named(desk: Desk) -> None:
    text = page("sleep 30", "false").replace("```bash\nsleep", "```bash {background}\nsleep")
    desk.run("execute", desk.page(text))
    assert "the background job" in refused(desk)
