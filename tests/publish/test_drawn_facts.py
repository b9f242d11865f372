"""What is drawn on pages that were run for real: facts that a reader would miss, or that were wrong."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.pages import page

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell
PASSES = page("echo hello") + "\nThe output contains `hello`.\n"
FAILS = page("exit 3")
KNOWN = "---\nexpect-verdict: failed\nbecause: the service is gone\n---\n"


def publish(desk: Desk, *names: str) -> None:
    done = desk.run("publish", *names, "--engine", "none", "--out", "out")
    assert done.status == 0, done.err


def drawn(desk: Desk, name: str, show: str = "run") -> str:
    """What a person reads of a mark."""
    html = json.loads((desk.folder / f"out/evidence/{name}.json").read_text()).get(show, "")
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html.replace("</dt>", ": "))).split())


def states(desk: Desk) -> dict[str, str]:
    found = json.loads((desk.folder / "out/docs/results.json").read_text())
    return {item["page"]: item["state"] for item in found["pages"]}


def test_a_step_says_what_it_made_changed_and_removed(desk: Desk) -> None:
    steps = "touch new; echo more >> old; rm gone", "unset HOME", "export A=1 B=2"
    desk.page(page("echo old > old; touch gone", *steps), "page.md")
    desk.run("execute", "page.md")
    publish(desk, "page.md")
    assert "created new; changed old; removed gone" in drawn(desk, "page.md", "1.2")
    assert "unset HOME" in drawn(desk, "page.md", "1.3")
    assert "exported A, B" in drawn(desk, "page.md", "1.4")


def test_names_beyond_ten_are_counted(desk: Desk) -> None:
    desk.page(page("for i in $(seq 13); do export V$i=1; touch f$i; done"), "page.md")
    desk.run("execute", "page.md")
    publish(desk, "page.md")
    assert drawn(desk, "page.md", "1.1").count("and 3 more") == 2


def test_a_page_that_is_known_to_fail_and_fails_has_passed(desk: Desk) -> None:
    desk.page(KNOWN + FAILS, "page.md")
    desk.run("execute", "page.md")
    publish(desk, "page.md")
    assert states(desk) == {"page.md": "passed"}
    said = drawn(desk, "page.md")
    assert "Passed it failed, as the page says of itself: the service is gone" in said
    assert "the only run passed" in said
    assert "Last passed" not in said
    assert "no advice" not in drawn(desk, "page.md", "1.1")
    assert "<entry>" not in (desk.folder / "out/docs/failures.atom").read_text()


def test_a_page_that_is_known_to_fail_and_passes_has_failed(desk: Desk) -> None:
    desk.page(KNOWN + PASSES, "page.md")
    desk.run("execute", "page.md")
    publish(desk, "page.md")
    assert states(desk) == {"page.md": "failed"}
    assert "take the setting out if that is mended" in drawn(desk, "page.md")
    assert "<entry>" in (desk.folder / "out/docs/failures.atom").read_text()


@pytest.mark.parametrize("run", [True, False], ids=["run", "never run"])
def test_a_page_without_steps_needs_no_run(desk: Desk, run: bool) -> None:
    desk.page("# Notes\n\nWords.\n", "notes.md")
    if run:
        desk.run("execute", "notes.md")
    publish(desk, "notes.md")
    assert states(desk) == {"notes.md": "no-steps"}
    assert drawn(desk, "notes.md") == ""
    assert (desk.folder / "out/docs/notes.md").read_text() == "# Notes\n\nWords.\n"


def test_a_plain_page_names_the_pages_that_link_to_it(desk: Desk) -> None:
    (desk.folder / "deep").mkdir()
    desk.page(PASSES, "page.md")
    desk.page("# Notes\n\nSee [it](../page.md), [it](../page.md) and [them](other.md).\n", "deep/notes.md")
    desk.page("# Other notes\n", "deep/other.md")
    publish(desk, "page.md", "deep/notes.md", "deep/other.md")
    assert "1 page links here Notes" in drawn(desk, "page.md")
    assert 'href="../deep/notes/"' in (desk.folder / "out/evidence/page.md.json").read_text().replace(
        "\\", ""
    )
    assert drawn(desk, "deep/other.md") == "1 page links here Notes"
    assert drawn(desk, "deep/notes.md") == ""


def test_pages_of_the_same_title_are_told_apart(desk: Desk) -> None:
    (desk.folder / "deep").mkdir()
    for name in ("page.md", "deep/page.md"):
        desk.page(PASSES, name)
    desk.page(PASSES.replace("# T", "# Another"), "other.md")
    publish(desk, "page.md", "deep/page.md", "other.md")
    front = drawn(desk, "index.md", "front")
    assert "T deep/page" in front
    assert "Another other" not in front
    configuration = (desk.folder / "out/mkdocs.yml").read_text()
    assert '"T (deep/page)": "deep/page.md"' in configuration
    assert '"Another": "other.md"' in configuration


def test_what_a_precondition_found_shows_no_backticks(desk: Desk) -> None:
    desk.page(
        page("no-such-program-here").replace(
            "## P", "## Preconditions\n\n- `no-such-program-here` is installed.\n\n## P"
        )
    )
    desk.run("execute", "page.md")
    publish(desk, "page.md")
    assert "no-such-program-here is not on PATH" in drawn(desk, "page.md")


def test_who_ran_a_page_is_named_as_people_name_it(desk: Desk) -> None:
    desk.page(PASSES)
    desk.run("execute", "page.md", GITHUB_ACTIONS="true")
    publish(desk, "page.md")
    assert "Run by: GitHub Actions" in drawn(desk, "page.md")


def test_a_record_from_elsewhere_gives_no_link_that_runs_a_script(desk: Desk) -> None:
    desk.page(PASSES)
    desk.run("execute", "page.md")
    (record,) = (desk.folder / ".runbook/runs/page").glob("*.json")
    result = json.loads(record.read_text())
    result["run"]["origin"]["link"] = "javascript:alert(1)"
    record.write_text(json.dumps(result))
    publish(desk, "page.md")
    assert "javascript:" not in (desk.folder / "out/evidence/page.md.json").read_text()


def test_a_page_of_a_graph_without_a_title_is_called_by_its_name(desk: Desk) -> None:
    for folder in ("logseq", "pages", "journals"):
        (desk.folder / folder).mkdir()
    desk.page("{:meta/version 1}", "logseq/config.edn")
    desk.page("- # Procedure\n\t- ```bash\n\t  echo hi\n\t  ```\n", "pages/ops___50%25 #one.md")
    desk.page("- Met [[ops/50% #one]]\n", "journals/2026_11_20.md")
    publish(desk, "pages", "journals")
    shown = [file.read_text() for file in sorted((desk.folder / "out/docs").rglob("*.md"))]
    assert 'title: "Nov 20th, 2026"' in "".join(shown)
    assert 'title: "ops/50% #one"' in "".join(shown)
