"""A history that several machines share, in a real PostgreSQL."""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.pages import page
from tests.store.databases import PASSWORD, Database, database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell

GOOD = page("echo ok") + "\nThe output contains `ok`.\n"
COUNT = "SELECT count(*) FROM runbook_runs"


@pytest.fixture(scope="module")
def server() -> Iterator[Database]:
    with database() as found:
        yield found


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    return str(request.node.name)[5:60]


@pytest.fixture
def url(server: Database, name: str) -> str:
    return server.fresh(name)


def other_machine(desk: Desk) -> Desk:
    """The same project elsewhere, without any records."""
    folder = desk.folder.parent / "elsewhere" / desk.folder.name
    shutil.copytree(desk.folder, folder, ignore=shutil.ignore_patterns(".runbook"))
    return replace(desk, folder=folder)


def test_a_run_here_is_listed_shown_and_published_elsewhere(desk: Desk, url: str) -> None:
    desk.page(page("seq 9000", "echo ok") + "\nThe output contains `ok`.\n")
    assert desk.run("execute", "page.md", RUNBOOK_HISTORY_URL=url).status == 0
    there = other_machine(desk)
    listed = there.run("runs", "--shared", "--output", "json", RUNBOOK_HISTORY_URL=url)
    (run,) = json.loads(listed.out)["runs"]
    assert (run["page"], run["verdict"]) == ("page.md", "passed")
    shown = there.run("runs", "show", run["id"], "--output", "json")
    assert shown.status == 2, "without --shared nothing is fetched into the project's own records"
    shown = there.run("runs", "show", run["id"], "--output", "json", "--shared", RUNBOOK_HISTORY_URL=url)
    assert json.loads(shown.out)["steps"][0]["stdout"].endswith("9000\n")
    built = there.run("publish", "--engine", "none", "--shared", "page.md", RUNBOOK_HISTORY_URL=url)
    assert "1 passed" in built.out, built.err


def test_a_run_is_listed_once_where_it_ran(desk: Desk, url: str) -> None:
    desk.page(GOOD)
    for _ in range(2):
        desk.run("execute", "page.md", RUNBOOK_HISTORY_URL=url)
    for _ in range(2):
        listed = desk.run("runs", "page.md", "--shared", RUNBOOK_HISTORY_URL=url)
        assert len(listed.out.splitlines()) == 2


def test_a_history_that_cannot_be_reached_is_said_and_fails_no_run(desk: Desk, server: Database) -> None:
    desk.page(GOOD)
    wrong = server.url(password="wr0ng-Pa55word")
    done = desk.run("execute", "page.md", RUNBOOK_HISTORY_URL=wrong)
    assert done.status == 0
    assert "this run is not copied: the shared history postgres on 127.0.0.1" in done.out
    assert "password authentication failed" in done.out
    assert "wr0ng-Pa55word" not in done.out + done.err
    nobody = "postgresql+psycopg://u:wr0ng-Pa55word@127.0.0.1:9/d"
    done = desk.run("test", ".", RUNBOOK_HISTORY_URL=nobody)
    assert done.status == 0
    assert "! this run is not copied" in done.out
    assert "wr0ng-Pa55word" not in done.out + done.err


def test_who_asks_for_a_history_that_cannot_be_reached_is_refused(desk: Desk) -> None:
    desk.page(GOOD)
    nobody = "postgresql+psycopg://u:wr0ng-Pa55word@127.0.0.1:9/d"
    done = desk.run("runs", "--shared", RUNBOOK_HISTORY_URL=nobody)
    assert done.status == 4
    assert "wr0ng-Pa55word" not in done.out + done.err
    assert desk.run("runs", "--shared").status == 2


@pytest.mark.parametrize("address", ["nonsense", "mysql://u:secretpass@h/d", "postgresql+psycopg://h"])
def test_an_address_that_is_none_is_said_and_not_repeated(desk: Desk, address: str) -> None:
    desk.page(GOOD)
    done = desk.run("execute", "page.md", RUNBOOK_HISTORY_URL=address)
    assert done.status == 0
    assert "the url is no address of a database" in done.out
    assert address not in done.out


def test_the_password_is_in_no_output_and_no_record(desk: Desk, url: str) -> None:
    desk.page(page('echo "$RUNBOOK_HISTORY_URL"; echo "${RUNBOOK_HISTORY_URL#*:*:}"'))
    done = desk.run("execute", "page.md", RUNBOOK_HISTORY_URL=url)
    (record,) = (desk.folder / ".runbook/runs/page").glob("*.json")
    for text in (done.out, done.err, record.read_text()):
        assert PASSWORD not in text
        assert "hx7%21Kd" not in text


def test_runs_of_a_time_without_the_history_are_copied_later_and_once(
    desk: Desk, server: Database, url: str, name: str
) -> None:
    desk.page(GOOD)
    for _ in range(3):
        desk.run("execute", "page.md")
    assert desk.run("runs", "share", RUNBOOK_HISTORY_URL=url).out == "copied 3 runs\n"
    assert desk.run("runs", "share", RUNBOOK_HISTORY_URL=url).out == "copied 0 runs\n"
    assert server.ask(COUNT, name) == "3"


def test_suites_that_begin_at_once_on_an_empty_database_all_copy_theirs(
    desk: Desk, server: Database, url: str, name: str
) -> None:
    for number in range(6):
        desk.page(GOOD, f"{number}.md")
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: desk.run("test", ".", "-j", "3", RUNBOOK_HISTORY_URL=url), range(3)))
    assert [one.status for one in done] == [0, 0, 0]
    assert not any("not copied" in one.out for one in done)
    assert server.ask(COUNT, name) == "18"
    assert server.ask("SELECT form FROM runbook_history", name) == "1"


def test_tables_of_another_runbook_are_left_alone(desk: Desk, server: Database, url: str, name: str) -> None:
    desk.page(GOOD)
    desk.run("execute", "page.md", RUNBOOK_HISTORY_URL=url)
    server.ask("UPDATE runbook_history SET form = 9", name)
    done = desk.run("execute", "page.md", RUNBOOK_HISTORY_URL=url)
    assert done.status == 0
    assert "its tables have form 9, this runbook's is 1" in done.out
    assert server.ask(COUNT, name) == "1"


def test_projects_in_one_database_do_not_meet(desk: Desk, url: str) -> None:
    desk.page(GOOD)
    desk.page('[history]\nproject = "one"\n', "runbook.toml")
    desk.run("execute", "page.md", RUNBOOK_HISTORY_URL=url)
    there = other_machine(desk)
    assert "page.md" in there.run("runs", "--shared", RUNBOOK_HISTORY_URL=url).out
    there.page('[history]\nproject = "two"\n', "runbook.toml")
    shutil.rmtree(there.folder / ".runbook")
    assert "page.md" not in there.run("runs", "--shared", RUNBOOK_HISTORY_URL=url).out


def test_the_configuration_may_name_the_history(desk: Desk, url: str, server: Database, name: str) -> None:
    desk.page(GOOD)
    desk.page(f'[history]\nurl = "{url}"\n', "runbook.toml")
    assert desk.run("execute", "page.md").status == 0
    assert server.ask(COUNT, name) == "1"


def test_what_is_no_setting_of_a_history_is_refused(desk: Desk) -> None:
    desk.page(GOOD)
    desk.page('[history]\nadress = "x"\n', "runbook.toml")
    done = desk.run("execute", "page.md")
    assert done.status == 2
    assert "`adress` under [history] is no setting; known are url, project" in done.err


def test_an_output_that_no_text_of_a_database_can_hold_is_kept(desk: Desk, url: str) -> None:
    desk.page(page(r"printf 'a\000b\n\377\n'"))
    assert desk.run("execute", "page.md", RUNBOOK_HISTORY_URL=url).status == 0
    there = other_machine(desk)
    (run,) = json.loads(there.run("runs", "--shared", "--output", "json", RUNBOOK_HISTORY_URL=url).out)[
        "runs"
    ]
    shown = [
        json.loads(
            one.run("runs", "show", run["id"], "--output", "json", "--shared", RUNBOOK_HISTORY_URL=url).out
        )
        for one in (desk, there)
    ]
    assert shown[0]["steps"] == shown[1]["steps"]


def test_names_from_a_database_lead_out_of_no_folder(
    desk: Desk, server: Database, url: str, name: str
) -> None:
    desk.page(GOOD)
    desk.run("execute", "page.md", RUNBOOK_HISTORY_URL=url)
    server.ask("UPDATE runbook_runs SET run = '../../../../escaped'", name)
    there = other_machine(desk)
    assert there.run("runs", "--shared", RUNBOOK_HISTORY_URL=url).status == 0
    assert "escaped" not in "".join(str(file) for file in desk.folder.parent.rglob("*"))
    server.ask(
        "UPDATE runbook_runs SET run = '20260101T000000000Z-00000000', page = '../../../../up.md'", name
    )
    assert there.run("runs", "--shared", RUNBOOK_HISTORY_URL=url).status == 0
    kept = [file for file in _files(there.folder / ".runbook/shared/runs") if file.endswith(".json")]
    assert len(kept) == 1


def _files(folder: Path) -> list[str]:
    return [os.path.join(place, file) for place, _, files in os.walk(folder) for file in files]  # noqa: PTH118


def test_a_suite_chooses_by_the_runs_of_other_machines_where_that_is_asked(desk: Desk, url: str) -> None:
    desk.page(GOOD, "good.md")
    desk.page(page("echo other") + "\nThe output contains `ok`.\n", "bad.md")
    desk.run("test", ".", RUNBOOK_HISTORY_URL=url)
    there = other_machine(desk)
    assert there.run("test", ".", "--last-failed", RUNBOOK_HISTORY_URL=url).status == 5
    for way in (["--last-failed"], ["--stale", "1d"]):
        done = there.run("test", ".", "--shared", *way, RUNBOOK_HISTORY_URL=url)
        assert [line.split()[2] for line in done.out.splitlines() if line.startswith("✗")] == ["bad.md"]
        assert "1 page " in done.out
