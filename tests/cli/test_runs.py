"""What a run leaves in `.runbook`, and what `runbook runs` says of it."""

from __future__ import annotations

import json
import os
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from runner.results import Status
from tests.cli.conftest import SCHEMA
from tests.pages import page
from tests.store.histories import step

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell

GOOD = page("echo ok", "export A=1") + "\nThe output is empty.\n"


def records(folder: Path) -> list[Path]:
    return sorted((folder / ".runbook/runs").rglob("*.*"))


def listed(desk: Desk, *arguments: str) -> list[dict[str, Any]]:
    return list(json.loads(desk.run("runs", *arguments, "--output", "json").out)["runs"])


def killed(desk: Desk, name: str, *arguments: str) -> None:
    """Runs a page until its step has written `began`, and kills the run and its shell."""
    process = desk.start("execute", name, *arguments)
    began = desk.folder / "began"
    while not began.exists():
        time.sleep(0.005)
    process.kill()
    process.communicate()
    os.kill(int(began.read_text()), signal.SIGKILL)
    began.unlink()


def under_way(desk: Desk) -> str:
    return f"echo $$ > {desk.folder}/b; mv {desk.folder}/b {desk.folder}/began; sleep 30"


def test_a_run_leaves_one_file_that_reads_as_its_result(desk: Desk) -> None:
    done = desk.run("execute", desk.page(GOOD), "--output", "json")
    (file,) = records(desk.folder)
    record = json.loads(file.read_text())
    Draft202012Validator(SCHEMA).validate(record)
    about = record.pop("run")
    assert record == done.result
    assert about["path"] == str(desk.folder / "page.md")
    assert about["id"] in file.name
    assert (desk.folder / ".runbook/.gitignore").read_text() == "*\n"


def test_records_go_beside_the_nearest_configuration(desk: Desk) -> None:
    (desk.folder / "runbook.toml").write_text("")
    (desk.folder / "sub").mkdir()
    desk.page(GOOD, "sub/page.md")
    desk.run("execute", desk.folder / "sub/page.md")
    assert (desk.folder / ".runbook/runs/sub__page").is_dir()
    assert not (desk.folder / "sub/.runbook").exists()


def test_where_nothing_can_be_written_the_users_folder_takes_the_record_which_is_said(desk: Desk) -> None:
    (desk.folder / ".runbook").write_text("in the way")
    done = desk.run("execute", desk.page(GOOD))
    assert done.status == 0
    assert "note: the record goes to" in done.out
    assert len(list((desk.folder.parent / "home/.local/state/runbook/runs").rglob("*.json"))) == 1
    assert len(listed(desk)) == 1


def test_a_record_that_cannot_be_written_fails_no_run_and_is_said_once(desk: Desk) -> None:
    (desk.folder / ".runbook").write_text("in the way")
    (desk.folder / "state").write_text("too")
    done = desk.run("execute", desk.page(GOOD), XDG_STATE_HOME=str(desk.folder / "state"))
    assert done.status == 0
    assert done.out.count("this run is not recorded") == 1


def test_runs_lists_the_newest_first_and_those_of_a_page(desk: Desk) -> None:
    desk.page(page("false"), "bad.md")
    desk.run("execute", desk.page(GOOD))
    desk.run("execute", "bad.md")
    assert [run["verdict"] for run in listed(desk)] == ["failed", "passed"]
    assert [run["page"] for run in listed(desk, "page.md")] == ["page.md"]
    first, second = desk.run("runs").out.splitlines()
    assert "failed" in first
    assert second.endswith("page.md")


def test_runs_show_tells_a_run_as_execute_told_it(desk: Desk) -> None:
    text = page("echo x; false", before="---\nvariables: {region: a}\n---\n")
    text += "\nThe output is `y`.\n\nLater:\n\n```bash\necho z\n```\n\nThe output is `z`.\n"
    text += "\n## Troubleshooting\n\n- *exit status 1* → Try again.\n"
    done = desk.run("execute", desk.page(text))
    (run,) = listed(desk)
    assert desk.run("runs", "show", run["id"]).out == done.out
    shown = json.loads(desk.run("runs", "show", run["id"][:4], "--output", "json").out)
    assert shown["verdict"] == "failed"


@pytest.mark.parametrize("words", [("show", "nope"), ("show",), ("show", "a", "b"), ("a", "b")])
def test_runs_says_what_it_cannot_show(desk: Desk, words: tuple[str, ...]) -> None:
    done = desk.run("runs", *words)
    assert done.status == 2
    assert "runs" in done.err


def test_a_killed_run_is_unknown_and_says_which_step_was_under_way(desk: Desk) -> None:
    killed(desk, desk.page(page("echo ok", under_way(desk), "echo later")))
    (run,) = listed(desk)
    assert (run["verdict"], run["running"], run["under_way"]) == ("unknown", False, "1.2")
    assert "(step 1.2 was under way)" in desk.run("runs").out
    shown = json.loads(desk.run("runs", "show", run["id"], "--output", "json").out)
    Draft202012Validator(SCHEMA).validate(shown)
    assert [step["status"] for step in shown["steps"]] == ["ran", "failed", "skipped"]
    assert "under way when the run ended" in desk.run("runs", "show", run["id"]).out


def test_a_run_that_goes_on_is_running_and_cannot_be_continued(desk: Desk) -> None:
    process = desk.start("execute", desk.page(page(under_way(desk))))
    while not (desk.folder / "began").exists():
        time.sleep(0.005)
    (run,) = listed(desk)
    assert (run["running"], run["under_way"]) == (True, "1.1")
    assert "still under way" in desk.run("execute", "page.md", "--resume").err
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert listed(desk)[0]["running"] is False


def test_a_torn_last_line_is_as_if_it_had_not_been_written(desk: Desk) -> None:
    killed(desk, desk.page(page("echo ok", under_way(desk))))
    (journal,) = (desk.folder / ".runbook/runs/page").glob("*.jsonl")
    whole = journal.read_bytes()
    journal.write_bytes(whole[:-3])
    (run,) = listed(desk)
    assert (run["verdict"], run["under_way"]) == ("unknown", None)
    journal.write_bytes(whole[:100])
    assert listed(desk) == []


def test_no_secret_and_no_state_of_a_success_is_left(desk: Desk) -> None:
    text = page("export MINE=$MY_TOKEN; echo $MINE", "false")
    done = desk.run("execute", desk.page(text), MY_TOKEN="tok-0123456789")
    assert done.status == 1
    everything = b"".join(file.read_bytes() for file in records(desk.folder) if file.is_file())
    assert b"MINE" in everything
    assert b"tok-0123456789" not in everything
    desk.run("execute", desk.page(GOOD, "good.md"))
    assert not list((desk.folder / ".runbook/runs/good").glob("*.state*"))


SPOILED = {
    "nothing": "",
    "an object": "{}",
    "a list": "[]",
    "an empty run": '{"run": {}}',
    "no run": '{"run": null}',
    "half a line": '{"run',
    "a deep list": "[" * 100_000,
    "no text": "\udcff\udcfe",
}
STEP = step()
# What a record of another program, or an edited one, may hold.
_NO_NUMBER: Any = float("inf")
ODD: dict[str, dict[str, Any]] = {
    "no time": {"started_at": None},
    "another time": {"started_at": "yesterday"},
    "a time without a zone": {"started_at": "2026-11-22T10:00:00"},
    "another duration": {"duration": "long"},
    "an endless duration": {"duration": _NO_NUMBER},
    "another verdict": {"verdict": "wonderful"},
    "no steps": {"steps": None},
    "half a step": {"steps": [{"id": "1.1"}]},
    "a step twice": {"steps": [STEP, STEP]},
    "no counts": {"counts": {}},
    "counts of words": {"counts": dict.fromkeys(Status, "many")},
    "other claims": {"claims": []},
    "another title": {"title": ["T"]},
    "no variables": {"variables": None},
    "no page": {"page": None},
}


@pytest.mark.parametrize("text", SPOILED.values(), ids=SPOILED)
def test_a_record_that_was_spoiled_is_named_and_passed_over(desk: Desk, text: str) -> None:
    desk.run("execute", desk.page(GOOD))
    (file,) = records(desk.folder)
    spoiled = file.with_name("20200101T000000000Z-00000000.json")
    spoiled.write_text(text, errors="surrogateescape")
    done = desk.run("runs", "page.md")
    assert (done.status, len(done.out.splitlines())) == (0, 1)
    assert f"{spoiled}: cut, edited or no record of a run, so it is passed over" in done.err


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_one_odd_record_keeps_nobody_from_the_others(desk: Desk, odd: dict[str, Any]) -> None:
    desk.run("execute", desk.page(GOOD))
    (file,) = records(desk.folder)
    record = json.loads(file.read_text()) | odd
    file.with_name("20991231T000000000Z-00000000.json").write_text(json.dumps(record))
    for arguments in (["page.md"], ["--all"], ["page.md", "--step", "1.1"]):
        done = desk.run("runs", *arguments)
        assert (done.status, len(done.out.splitlines())) == (0, 1), done.err
    assert desk.run("publish", "page.md", "--engine", "none", "--out", "out").status == 0


def test_of_many_spoiled_records_the_first_are_named_and_the_others_counted(desk: Desk) -> None:
    desk.run("execute", desk.page(GOOD))
    (file,) = records(desk.folder)
    for number in range(8):
        file.with_name(f"20200101T000000000Z-0000000{number}.json").write_text("")
    done = desk.run("runs")
    assert len(done.err.splitlines()) == 6
    assert "3 more files are passed over like these" in done.err


def test_a_journal_of_another_program_is_passed_over(desk: Desk) -> None:
    desk.run("execute", desk.page(GOOD))
    (file,) = records(desk.folder)
    file.with_name("20991231T000000000Z-00000000.jsonl").write_text('{"event": "run-started"}\n')
    file.with_name("20991231T000000000Z-00000001.jsonl").write_text("[]\n")
    done = desk.run("runs")
    assert (done.status, len(done.out.splitlines())) == (0, 1), done.err


def test_a_page_without_a_record_is_said(desk: Desk) -> None:
    done = desk.run("runs", "other.md")
    assert (done.status, done.out) == (0, "")
    assert done.err == "no run of other.md is recorded here; `runbook runs` lists all\n"
    assert desk.run("runs").err == "no run is recorded here; `runbook execute PAGE` records one\n"


def test_without_a_page_the_last_run_of_each_is_listed(desk: Desk) -> None:
    for name in ("page.md", "other.md", "page.md"):
        desk.run("execute", desk.page(GOOD, name))
    assert [run["page"] for run in listed(desk)] == ["page.md", "other.md"]
    assert [run["page"] for run in listed(desk, "page.md")] == ["page.md", "page.md"]
    assert [run["page"] for run in listed(desk, "--all")] == ["page.md", "other.md", "page.md"]


def test_a_large_output_lies_beside_its_record_and_is_shown_whole(desk: Desk) -> None:
    done = desk.run("execute", desk.page(page("seq 1 20000", "false")), "--output", "json")
    (file,) = (path for path in records(desk.folder) if path.suffix == ".json")
    record = json.loads(file.read_text())
    Draft202012Validator(SCHEMA).validate(record)
    output = file.parent / "outputs" / record["steps"][0]["outputs"]["stdout"]["sha256"]
    assert output.read_text() == done.result["steps"][0]["stdout"]
    assert output.stat().st_mode & 0o077 == 0
    shown = json.loads(desk.run("runs", "show", record["run"]["id"], "--output", "json").out)
    del shown["run"]
    assert shown == done.result
    desk.run("execute", desk.page(page("seq 1 20000", "false")))
    assert len(list(file.parent.glob("outputs/*"))) == 1
    again = desk.run("execute", "page.md", "--resume", "--output", "json").result
    assert again["steps"][0]["stdout"] == done.result["steps"][0]["stdout"]


def test_a_record_says_where_the_page_ran_and_names_no_secret_of_it(desk: Desk) -> None:
    (desk.folder / ".git").mkdir()
    (desk.folder / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (desk.folder / ".git/packed-refs").write_text("# pack-refs\n" + "c" * 40 + " refs/heads/main\n")
    desk.run(
        *("execute", desk.page(GOOD)),
        GITHUB_ACTIONS="true",
        GITHUB_SERVER_URL="https://x:tok-0123456789@git.example",
        GITHUB_REPOSITORY="group/pages",
        GITHUB_RUN_ID="77",
        MY_TOKEN="tok-0123456789",
    )
    (run,) = listed(desk)
    assert (run["host"], run["commit"]) == ("github", "c" * 40)
    assert run["link"].endswith("git.example/group/pages/actions/runs/77")
    assert "tok-0123456789" not in run["link"]
    shown = json.loads(desk.run("runs", "show", run["id"], "--output", "json").out)
    assert shown["run"]["origin"]["tools"]["bash"][0].isdigit()


def test_compare_shows_the_steps_that_came_out_otherwise(desk: Desk) -> None:
    text = page("echo same", "cat state", "seq 3") + "\nThe output contains `3`.\n"
    desk.page(text)
    (desk.folder / "state").write_text("good\n")
    desk.run("execute", "page.md", "--workdir", ".")
    (desk.folder / "state").write_text("bad\n")
    desk.page(text.replace("seq 3", "seq 2"))
    desk.run("execute", "page.md", "--workdir", ".")
    told = desk.run("runs", "compare", "page.md")
    lines = [line.strip() for line in told.out.splitlines()]
    assert told.status == 0
    assert "the page was edited between them" in lines
    assert not any(line.startswith("1.1") for line in lines)
    assert {"-good", "+bad", "status: verified → failed", "-seq 3", "+seq 2", "-3"} <= set(lines)
    newer, older = (run["id"] for run in listed(desk, "page.md"))
    found = json.loads(desk.run("runs", "compare", older, newer, "--output", "json").out)
    assert found["schema"] == "runbook-comparison/1"
    assert [step["id"] for step in found["steps"]] == ["1.2", "1.3"]
    same = desk.run("runs", "compare", newer, newer)
    assert "every step came out the same" in same.out


@pytest.mark.parametrize("words", [("a", "b", "c"), ("page.md",), ("nope", "nope"), ()])
def test_compare_says_what_it_cannot_compare(desk: Desk, words: tuple[str, ...]) -> None:
    desk.run("execute", desk.page(GOOD))
    done = desk.run("runs", "compare", *words)
    assert done.status == 2
    assert "compare" in done.err or "runs" in done.err


def test_prune_removes_what_is_too_many_as_asked_or_as_configured(desk: Desk) -> None:
    desk.page(GOOD)
    for _ in range(4):
        desk.run("execute", "page.md")
    assert desk.run("runs", "prune").status == 2
    assert desk.run("runs", "prune", "--older-than", "3 days").status == 2
    assert desk.run("runs", "prune", "--older-than", "30d").out == "removed 0 runs\n"
    told = desk.run("runs", "prune", "--keep", "3", "--dry-run").out.splitlines()
    assert (len(told), told[-1]) == (2, "would remove 1 run")
    assert len(listed(desk, "--all")) == 4
    (desk.folder / "runbook.toml").write_text("[runs]\nkeep = 2\n")
    assert desk.run("runs", "prune").out == "removed 2 runs\n"
    assert len(records(desk.folder)) == 2
    assert len(listed(desk, "--all")) == 2


@pytest.mark.parametrize("text", ["keep = 0", "keep = true", 'keep = "all"', "kept = 1"])
def test_a_setting_of_runs_that_means_nothing_is_an_error(desk: Desk, text: str) -> None:
    (desk.folder / "runbook.toml").write_text(f"[runs]\n{text}\n")
    done = desk.run("runs")
    assert done.status == 2
    assert "[runs]" in done.err


def test_prune_removes_what_a_killed_run_left(desk: Desk) -> None:
    killed(desk, desk.page(page("export A=1", under_way(desk))))
    assert len(records(desk.folder)) == 2
    desk.run("execute", desk.page(GOOD))
    assert desk.run("runs", "prune", "--keep", "1").out == "removed 1 run\n"
    assert [path.suffix for path in records(desk.folder)] == [".json"]


def test_no_secret_is_in_an_output_beside_a_record_nor_in_the_index(desk: Desk) -> None:
    text = page('for i in $(seq 2000); do echo "line $i has $MY_TOKEN"; done')
    desk.run("execute", desk.page(text), MY_TOKEN="tok-0123456789")
    assert len(listed(desk)) == 1
    files = [path for path in (desk.folder / ".runbook").rglob("*") if path.is_file()]
    assert {path.parent.name for path in files} >= {"outputs", ".runbook"}
    assert all(b"tok-0123456789" not in path.read_bytes() for path in files)


def test_the_runs_of_a_step_say_how_it_came_out_and_where_it_was_edited(desk: Desk) -> None:
    desk.page(page("true", "exit 3"))
    desk.run("execute", "page.md")
    desk.page(page("true", "echo mended"))
    for _ in range(2):
        desk.run("execute", "page.md")
    done = desk.run("runs", "page.md", "--step", "1.2")
    told = [line.split()[3:6] for line in done.out.splitlines()]
    assert told == [["ran", "exit", "0"], ["ran", "exit", "0"], ["failed", "exit", "3"]]
    assert [("edited" in line) for line in done.out.splitlines()] == [False, True, False]
    steps = [run["step"] for run in listed(desk, "page.md", "--step", "1.2")]
    assert [(step["status"], step["edited"]) for step in steps] == [
        ("ran", False),
        ("ran", True),
        ("failed", False),
    ]


def test_a_step_that_no_run_had_is_refused_with_those_there_are(desk: Desk) -> None:
    desk.run("execute", desk.page(GOOD))
    done = desk.run("runs", "page.md", "--step", "9.9")
    assert done.status == 2
    assert "no recorded run of page.md has it; there is 1.1, 1.2" in done.err


def test_a_step_without_its_page_is_refused(desk: Desk) -> None:
    done = desk.run("runs", "--step", "1.1")
    assert done.status == 2
    assert "`runbook runs PAGE --step 1.1`" in done.err
