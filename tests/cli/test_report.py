"""`runbook report`: of recorded runs, the same as of runs that have just ended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.pages import page

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell

GOOD = page("echo ok") + "\nThe output contains `ok`.\n"
BAD = page("echo other", "echo never") + "\nThe output contains `hello`.\n"
PAGES = {
    "a.md": GOOD,
    "b.md": BAD,
    "c.md": page("true"),
    "d.md": page("no-such-program-here", "echo later"),
    "e.md": "---\nexpect-verdict: failed\nbecause: it is old\n---\n" + BAD,
    "f.md": "# T\n\n## Preconditions\n\n- `no-such-program-here` is installed.\n\n"
    + page("echo x").partition("\n\n")[2],
    "g.md": "# T\n\n## Procedure\n\n1. Open the door.\n",
    "h.md": page("printf '%s' {1..9000}") + "\nThe output contains `8999`.\n",
}


@pytest.mark.parametrize("kind", ["json", "junit", "github", "summary", "tap", "jsonl"])
def test_a_report_of_records_is_that_of_the_runs(desk: Desk, kind: str) -> None:
    for name, text in PAGES.items():
        desk.page(text, name)
    desk.run("test", ".", "--report", f"{kind}=live")
    done = desk.run("report", "--format", kind, "--out", "stored")
    assert (done.status, done.out, done.err) == (0, "", "")
    assert (desk.folder / "stored").read_text() == (desk.folder / "live").read_text()


def test_runs_are_named_by_the_beginnings_of_their_ids(desk: Desk) -> None:
    desk.page(GOOD, "a.md")
    desk.page(BAD, "b.md")
    desk.run("test", ".")
    listed = json.loads(desk.run("runs", "b.md", "--output", "json").out)
    (run,) = listed["runs"] if isinstance(listed, dict) else listed
    done = desk.run("report", run["id"][:6], "--format", "tap")
    assert done.out.splitlines()[1] == "1..1"
    assert "not ok 1 - b.md" in done.out


def test_records_of_several_machines_are_one_report(desk: Desk) -> None:
    for name in "abc":
        desk.page(GOOD, f"{name}.md")
    for part in (1, 2, 3):
        desk.run("test", ".", "--shard", f"{part}/3")
        (desk.folder / ".runbook").rename(desk.folder / f"part{part}")
    for record in sorted(desk.folder.glob("part*/runs/*/*.json")):
        place = desk.folder / ".runbook/runs" / record.parent.name
        place.mkdir(parents=True, exist_ok=True)
        record.rename(place / record.name)
    found = json.loads(desk.run("report", "--format", "json").out)
    assert [result["page"] for result in found] == ["a.md", "b.md", "c.md"]


def test_an_unverified_page_can_be_allowed(desk: Desk) -> None:
    desk.page(page("true"))
    desk.run("test", ".")
    assert "not ok 1" in desk.run("report", "--format", "tap").out
    assert "not ok" not in desk.run("report", "--format", "tap", "--allow-unverified").out


def test_only_annotations_act_on_github(desk: Desk) -> None:
    desk.page(page("printf '::add-mask::x\\n##[error]boo\\n'") + "\nThe output contains `hello`.\n")
    desk.run("test", ".")
    tap = desk.run("report", "--format", "tap", GITHUB_ACTIONS="true").out.splitlines()
    assert tap[0].startswith("::stop-commands::")
    assert tap[-1] == f"::{tap[0].removeprefix('::stop-commands::')}::"
    github = desk.run("report", "--format", "github", GITHUB_ACTIONS="true").out
    assert github.startswith("::error file=page.md,line=")
    assert "##[" not in desk.run("report", "--format", "jsonl", GITHUB_ACTIONS="true").out
