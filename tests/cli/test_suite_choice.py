"""Which pages `runbook test` runs: each once, without those left out, by what their records say."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.pages import page

if TYPE_CHECKING:
    from tests.cli.conftest import Desk, Done

pytestmark = pytest.mark.shell

GOOD = page("echo ok") + "\nThe output contains `ok`.\n"
BAD = page("echo other") + "\nThe output contains `ok`.\n"
KNOWN = f"---\nexpect-verdict: failed\nbecause: the mirror is gone\n---\n{BAD}"
MENDED = f"---\nexpect-verdict: failed\nbecause: the mirror is gone\n---\n{GOOD}"
SAYS_NOTHING = page("true")
NOTHING_TO_RUN = "# A page\n\n## Procedure\n\nOpen the window.\n"


def names(done: Done) -> list[str]:
    marks = ("✓", "✗", "?", "!", "·", "-")
    return [line.split()[2] for line in done.out.splitlines() if line.startswith(marks)]


def test_a_page_that_is_named_in_several_ways_runs_once(desk: Desk) -> None:
    desk.page(GOOD, "a.md")
    desk.page(GOOD, "b.md")
    named = ("./b.md", "b.md", ".", "*.md", desk.folder / "b.md", desk.folder)
    assert names(desk.run("test", *named)) == ["./b.md", "a.md"]


@pytest.mark.parametrize("glob", ["drafts", "drafts/", "./drafts/*", "*/a.md", "drafts/../drafts/a.md"])
def test_a_glob_leaves_pages_out_however_it_is_written(desk: Desk, glob: str) -> None:
    (desk.folder / "drafts").mkdir()
    desk.page(GOOD, "drafts/a.md")
    desk.page(GOOD, "b.md")
    assert names(desk.run("test", ".", "--exclude", glob)) == ["b.md"]
    assert names(desk.run("test", "./drafts/a.md", desk.folder / "b.md", "--exclude", glob)) == [
        str(desk.folder / "b.md")
    ]


def test_a_glob_that_leaves_no_page_out_is_said(desk: Desk) -> None:
    desk.page(GOOD, "a.md")
    done = desk.run("test", ".", "--exclude", "draft.md", "--exclude", "a.md")
    assert "--exclude draft.md: no page is named so" in done.err
    assert "--exclude a.md" not in done.err


def test_known_failures_did_not_fail_and_those_that_are_mended_did(desk: Desk) -> None:
    for name, text in {"bad": BAD, "good": GOOD, "known": KNOWN, "mended": MENDED}.items():
        desk.page(text, f"{name}.md")
    desk.run("test", ".")
    assert names(desk.run("test", ".", "--last-failed")) == ["bad.md", "mended.md"]


def test_a_page_on_which_nothing_was_checked_failed_unless_it_may(desk: Desk) -> None:
    desk.page(SAYS_NOTHING, "a.md")
    desk.page(NOTHING_TO_RUN, "b.md")
    desk.run("test", ".")
    assert desk.run("test", ".", "--last-failed", "--allow-unverified").status == 5
    assert names(desk.run("test", ".", "--last-failed")) == ["a.md"]


@pytest.mark.parametrize("revision", ["", "-x", "--output=written"])
def test_what_git_would_take_for_an_option_is_no_revision(desk: Desk, revision: str) -> None:
    desk.page(GOOD)
    subprocess.run(["git", "init", "-q"], cwd=desk.folder, check=True)
    done = desk.run("test", ".", "--changed-since", revision)
    assert done.status == 2
    assert "this is no revision" in done.err
    assert not (desk.folder / "written").exists()


def test_an_age_that_is_empty_is_refused(desk: Desk) -> None:
    desk.page(GOOD)
    assert desk.run("test", ".", "--stale", "").status == 2


@pytest.mark.parametrize("age", ["99999999999999d", "999999999d", "400000d"])
def test_an_age_beyond_the_calendar_is_refused(desk: Desk, age: str) -> None:
    desk.page(GOOD)
    done = desk.run("test", ".", "--stale", age)
    assert done.status == 2
    assert f"`{age}` is longer than" in done.err


def test_the_runs_of_other_machines_count_only_where_a_history_is_shared(desk: Desk) -> None:
    desk.page(GOOD)
    done = desk.run("test", ".", "--stale", "1d", "--shared")
    assert done.status == 2
    assert "no history is shared" in done.err


def test_check_takes_folders_globs_and_the_pages_of_the_configuration(desk: Desk) -> None:
    (desk.folder / "pages").mkdir()
    desk.page(page("sudo rm -rf /"), "pages/a.md")
    found = [desk.run("check", *named) for named in (["pages"], ["pages/*.md"], ["pages/a.md"])]
    desk.page('pages = ["pages"]', "runbook.toml")
    found.append(desk.run("check"))
    assert {(done.status, done.out) for done in found} == {(found[0].status, found[0].out)}
    assert "pages/a.md:" in found[0].out
