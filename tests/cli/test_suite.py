"""`runbook test`: many pages at once, what they come to, and that no page meets another."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.pages import page

if TYPE_CHECKING:
    from tests.cli.conftest import Desk, Done

pytestmark = pytest.mark.shell


def good(command: str = "echo hello") -> str:
    return page(f"{command}\necho ok") + "\nThe output contains `ok`.\n"


BAD = page("echo other") + "\nThe output contains `hello`.\n"


def ended(desk: Desk, *arguments: str, **more: str) -> tuple[Done, list[tuple[str, str]]]:
    """The command, and each page with how it ended, in the order of the report."""
    done = desk.run("test", *arguments, "--report", "jsonl=events.jsonl", **more)
    lines = (desk.folder / "events.jsonl").read_text().splitlines() if done.status not in (2, 3) else []
    events: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return done, [(event["page"], event["ending"]) for event in events if event["event"] == "page-ended"]


def test_all_pages_of_a_folder_are_run_and_told_in_their_order(desk: Desk) -> None:
    desk.page(good("sleep 0.5"), "a.md")
    desk.page(good(), "b.md")
    desk.page(BAD, "c.md")
    done, pages = ended(desk, ".", "-j", "3")
    assert pages == [("a.md", "passed"), ("b.md", "passed"), ("c.md", "failed")]
    assert [line.split()[2] for line in done.out.splitlines()[:3]] == ["a.md", "b.md", "c.md"]
    assert done.status == 1


@pytest.mark.parametrize(
    ("texts", "arguments", "status"),
    [
        pytest.param([good()], [], 0, id="all passed"),
        pytest.param([good(), BAD], [], 1, id="one failed"),
        pytest.param([good(), page("true")], [], 1, id="one unverified"),
        pytest.param([good(), page("true")], ["--allow-unverified"], 0, id="one unverified and allowed"),
        pytest.param([good(), page("no-such-program-here")], [], 4, id="one blocked"),
        pytest.param([BAD, page("no-such-program-here")], [], 1, id="a failure is graver than a block"),
        pytest.param([good(), "# T\n\nNo steps.\n"], [], 0, id="one without steps"),
        pytest.param(["# T\n\nNo steps.\n"], [], 5, id="none with steps"),
        pytest.param([good(), "---\ntimeuot: 3\n---\n" + good()], [], 2, id="one that cannot be read"),
    ],
)
def test_the_exit_status_is_the_gravest(
    desk: Desk, texts: list[str], arguments: list[str], status: int
) -> None:
    for number, text in enumerate(texts):
        desk.page(text, f"{number}.md")
    assert desk.run("test", ".", *arguments).status == status


def test_a_page_that_cannot_be_read_keeps_no_other_from_running(desk: Desk) -> None:
    desk.page("---\ntimeuot: 3\n---\n" + good(), "a.md")
    desk.page(good(), "b.md")
    done = desk.run("test", ".")
    assert "✗ broken     a.md" in done.out
    assert "✓ passed     b.md" in done.out
    assert "a.md:2" in done.out


def test_no_page_sees_anothers_files_variables_or_background_jobs(desk: Desk) -> None:
    for name in "abcd":
        text = f'ls; echo "[${{SEEN-}}]"; jobs; export SEEN={name}; touch {name}; sleep 60 &'
        desk.page(page(text, "echo ok") + "\nThe output contains `ok`.\n", f"{name}.md")
    _, pages = ended(desk, ".", "-j", "2")
    assert [ending for _, ending in pages] == ["passed"] * 4
    events = [json.loads(line) for line in (desk.folder / "events.jsonl").read_text().splitlines()]
    first = [event["step"]["stdout"] for event in events if event["event"] == "step-finished"][::2]
    assert first == ["[]\n"] * 4
    listed = subprocess.run(["pgrep", "-fx", "sleep 60"], capture_output=True, text=True, check=False)
    assert listed.stdout == ""


KNOWN = "---\nexpect-verdict: failed\nbecause: the service is old\n---\n"


def test_a_page_that_fails_as_it_says_passes_and_says_so(desk: Desk) -> None:
    desk.page(KNOWN + BAD)
    done = desk.run("test", "page.md")
    assert done.status == 0
    assert "failed, as the page says because the service is old" in done.out


def test_a_page_that_no_longer_fails_as_it_says_fails(desk: Desk) -> None:
    desk.page(KNOWN + good())
    done = desk.run("test", "page.md")
    assert done.status == 1
    assert "take the setting out" in done.out


def test_after_so_many_failures_no_page_begins(desk: Desk) -> None:
    for name in "abcd":
        desk.page(BAD, f"{name}.md")
    _, pages = ended(desk, ".", "-j", "1", "--max-failures", "2")
    assert [ending for _, ending in pages] == ["failed", "failed", "not-run", "not-run"]


def test_pages_are_left_out_by_glob_and_by_folder(desk: Desk) -> None:
    (desk.folder / "old").mkdir()
    for name in ("a.md", "draft-b.md", "old/c.md"):
        desk.page(good(), name)
    _, pages = ended(desk, ".", "--exclude", "draft-*", "--exclude", "old/")
    assert pages == [("a.md", "passed")]


def test_the_shards_have_each_page_once_and_share_the_time(desk: Desk) -> None:
    desk.page(good("sleep 0.6"), "a-long.md")
    for name in "bcdef":
        desk.page(good(), f"{name}.md")
    desk.run("test", ".")
    parts = [ended(desk, ".", "--shard", f"{number}/2")[1] for number in (1, 2)]
    names = [[name for name, _ in part] for part in parts]
    assert sorted(names[0] + names[1]) == ["a-long.md", "b.md", "c.md", "d.md", "e.md", "f.md"]
    assert names[0] == ["a-long.md"]


def test_only_pages_whose_last_run_did_not_pass_run_again(desk: Desk) -> None:
    desk.page(good(), "a.md")
    desk.page(BAD, "b.md")
    desk.page(good(), "c.md")
    desk.run("execute", "a.md", "b.md", "--keep-going")
    assert ended(desk, ".", "--last-failed")[1] == [("b.md", "failed")]


def test_only_pages_that_did_not_pass_lately_run(desk: Desk) -> None:
    desk.page(good(), "a.md")
    desk.page(BAD, "b.md")
    desk.page(good(), "c.md")
    desk.run("execute", "a.md", "b.md")
    assert [name for name, _ in ended(desk, ".", "--stale", "1d")[1]] == ["b.md", "c.md"]


def git(desk: Desk, *words: str) -> None:
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run(["git", *who, *words], cwd=desk.folder, check=True, capture_output=True)


def test_only_pages_that_changed_since_a_revision_run(desk: Desk) -> None:
    desk.page(good(), "a.md")
    desk.page(good(), "b.md")
    git(desk, "init", "-q")
    git(desk, "add", ".")
    git(desk, "commit", "-qm", "first")
    desk.page(good("echo new"), "b.md")
    desk.page(good(), "c.md")
    assert ended(desk, ".", "--changed-since", "HEAD")[1] == [("b.md", "passed"), ("c.md", "passed")]


def test_a_change_of_the_settings_concerns_every_page(desk: Desk) -> None:
    desk.page(good(), "a.md")
    git(desk, "init", "-q")
    git(desk, "add", ".")
    git(desk, "commit", "-qm", "first")
    desk.page('pages = ["."]', "runbook.toml")
    assert ended(desk, "--changed-since", "HEAD")[1] == [("a.md", "passed")]


def test_a_revision_that_is_not_known_is_said_in_gits_words(desk: Desk) -> None:
    desk.page(good())
    git(desk, "init", "-q")
    done = desk.run("test", ".", "--changed-since", "no-such-revision")
    assert done.status == 2
    assert "--changed-since no-such-revision: git says:" in done.err


def test_no_page_left_to_run_says_why(desk: Desk) -> None:
    desk.page(good())
    desk.run("execute", "page.md")
    done = desk.run("test", ".", "--last-failed")
    assert done.status == 5
    assert "no page is left to run" in done.err


@pytest.mark.parametrize("shard", ["0/2", "3/2", "2", "a/b", "1/0"])
def test_what_is_no_shard_is_refused(desk: Desk, shard: str) -> None:
    desk.page(good())
    assert desk.run("test", ".", "--shard", shard).status == 2


def test_pages_that_need_the_same_resource_run_one_at_a_time(desk: Desk) -> None:
    busy = "mkdir ../../lock || exit 9; sleep 0.3; rmdir ../../lock; echo ok"
    place = f"{desk.folder}/lock"
    text = page(busy.replace("../../lock", place)) + "\nThe output contains `ok`.\n"
    for name in "abc":
        desk.page("---\nneeds: the-lock\n---\n" + text, f"{name}.md")
    _, pages = ended(desk, ".", "-j", "3")
    assert [ending for _, ending in pages] == ["passed"] * 3


def test_a_page_whose_process_is_lost_is_unknown_and_not_run_again(desk: Desk) -> None:
    marks = desk.folder / "marks"
    kill = f'echo x >> {marks}; kill -9 "$PPID"; sleep 5'
    desk.page(page(kill), "a.md")
    desk.page(good(), "b.md")
    done, pages = ended(desk, ".", "-j", "1")
    assert pages == [("a.md", "unknown"), ("b.md", "passed")]
    assert marks.read_text() == "x\n"
    assert done.status == 1


def test_an_interrupted_suite_keeps_what_ended_marks_the_rest_and_leaves_no_process(desk: Desk) -> None:
    desk.page(good(), "a.md")
    desk.page(page("touch " + str(desk.folder / "began") + "; sleep 47"), "b.md")
    desk.page(good(), "c.md")
    process = desk.start("test", ".", "-j", "1", "--report", "jsonl=events.jsonl")
    deadline = time.monotonic() + 30
    while not (desk.folder / "began").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    events = [json.loads(line) for line in (desk.folder / "events.jsonl").read_text().splitlines()]
    endings = [event["ending"] for event in events if event["event"] == "page-ended"]
    assert endings == ["passed", "unknown", "not-run"]
    assert "INTERRUPTED" in out
    listed = subprocess.run(["pgrep", "-fx", "sleep 47"], capture_output=True, text=True, check=False)
    assert listed.stdout == ""


def test_a_suite_that_is_killed_leaves_no_process(desk: Desk) -> None:
    began = desk.folder / "began"
    desk.page(page(f"touch {began}; sleep 53"))
    process = desk.start("test", ".", "-j", "1")
    last = time.monotonic() + 30
    while not began.exists() and time.monotonic() < last:
        time.sleep(0.01)
    process.kill()
    process.communicate(timeout=30)
    listed = "sleep"
    while listed and time.monotonic() < last + 30:
        time.sleep(0.05)
        done = subprocess.run(["pgrep", "-fx", "sleep 53"], capture_output=True, text=True, check=False)
        listed = done.stdout
    assert listed == ""


def test_a_second_interruption_ends_cleanup_too(desk: Desk) -> None:
    began, cleaning = desk.folder / "began", desk.folder / "cleaning"
    cleanup = f"\n## Cleanup\n\n```bash\ntouch {cleaning}; sleep 57\n```\n"
    desk.page(page(f"touch {began}; sleep 57") + cleanup)
    process = desk.start("test", ".", "-j", "1")
    for mark in (began, cleaning):
        last = time.monotonic() + 30
        while not mark.exists() and time.monotonic() < last:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "1 unknown" in out
