"""A site built again: what changed is built, the rest is left, and all is as in one built from nothing."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from runner.publish.aging import with_ages, without_ages
from runner.publish.search_index import merged_index
from runner.publish.writing import MOST_IN_NAVIGATION
from tests.pages import page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell
NAMES = ("one.md", "two.md", "deep/three.md")
# They say when the site was built.
TIMED = ("index.html", "failures.atom", "results.json")


def written(desk: Desk) -> None:
    """More pages than a navigation shows: it would tell the states of all on each."""
    (desk.folder / "deep").mkdir()
    for number in range(MOST_IN_NAVIGATION):
        desk.page(f"# Word {number}\n\nNothing to run.\n", f"word-{number}.md")
    for name in NAMES:
        desk.page(page(f"echo {name}") + f"\nThe output contains `{name}`.\n", name)
    desk.run("execute", *NAMES)


def published(desk: Desk) -> Path:
    done = desk.run("publish", ".")
    assert done.status == 0, done.err
    return desk.folder / "site"


def contents(site: Path) -> dict[str, bytes]:
    files = {file.relative_to(site).as_posix(): file for file in site.rglob("*") if file.is_file()}
    return {name: without_ages(file.read_bytes()) for name, file in files.items() if name not in TIMED}


def built_at(site: Path) -> dict[str, tuple[int, bytes]]:
    files = {name: site / name / "index.html" for name in ("one", "two", "deep/three")}
    return {name: (file.stat().st_mtime_ns, file.read_bytes()) for name, file in files.items()}


def as_from_nothing(desk: Desk) -> bool:
    site = desk.folder / "site"
    again = contents(site)
    shutil.rmtree(site)
    shutil.rmtree(desk.folder / ".runbook/site")
    return contents(published(desk)) == again


def test_after_a_run_only_its_page_is_built_again(desk: Desk) -> None:
    written(desk)
    before = built_at(published(desk))
    desk.run("execute", "two.md")
    after = built_at(published(desk))
    assert after["two"] != before["two"]
    # An age on the others may be another by now; then they are written, not built.
    for name in ("one", "deep/three"):
        assert after[name] == before[name] or after[name][1] != before[name][1]
    assert "Last 2 runs" in (desk.folder / "site/two/index.html").read_text()
    assert as_from_nothing(desk)


def test_a_state_is_told_in_the_navigation_of_every_page(desk: Desk) -> None:
    for name in ("one.md", "two.md"):
        desk.page(page(f"echo {name}") + f"\nThe output contains `{name}`.\n", name)
    desk.run("execute", "one.md", "two.md")
    published(desk)
    desk.page(page("echo x") + "\nThe output contains `y`.\n", "two.md")
    desk.run("execute", "two.md")
    assert "md-status--failed" in (published(desk) / "one/index.html").read_text()
    assert as_from_nothing(desk)


def test_an_edited_page_is_built_again_and_found(desk: Desk) -> None:
    written(desk)
    published(desk)
    with (desk.folder / "one.md").open("a") as file:
        file.write("\n## References\n\nA quaint word.\n")
    site = published(desk)
    assert "quaint" in (site / "one/index.html").read_text()
    assert (site / "search/search_index.json").read_text().count("quaint") == 1
    assert as_from_nothing(desk)


@pytest.mark.parametrize(
    "change", ["html", "record", "record of another form", "drawing", "proof", "index", "stray"]
)
def test_what_somebody_changed_or_removed_is_made_again(desk: Desk, change: str) -> None:
    written(desk)
    site = published(desk)
    kept = desk.folder / ".runbook/site"
    if change == "html":
        (site / "one/index.html").write_text("another text")
    elif change == "record":
        (kept / "last-site.json").unlink()
    elif change == "record of another form":
        (kept / "last-site.json").write_text("[]")
    elif change == "drawing":
        (kept / "evidence/one.md.json").write_text("{}")
    elif change == "proof":
        (kept / "clean-site.json").write_text("{")
    elif change == "index":
        (site / "search/search_index.json").write_text("{}")
    else:
        (site / "stray.html").write_text("left behind")
    published(desk)
    assert not (site / "stray.html").exists()
    assert as_from_nothing(desk)


def test_a_page_that_is_gone_is_gone_from_the_site_and_its_search(desk: Desk) -> None:
    written(desk)
    published(desk)
    (desk.folder / "one.md").unlink()
    site = published(desk)
    assert not (site / "one").exists()
    assert "one/" not in (site / "search/search_index.json").read_text()


def test_a_secret_of_now_is_found_in_a_page_that_stands(desk: Desk) -> None:
    written(desk)
    published(desk)
    done = desk.run("publish", ".", MY_TOKEN="deep/three.md")
    assert done.status == 1
    assert "env:MY_TOKEN" in done.err


@pytest.mark.parametrize(
    ("after", "age"), [(timedelta(minutes=5), "5 minutes"), (timedelta(days=2), "2 days")]
)
def test_an_age_is_that_of_the_moment(after: timedelta, age: str) -> None:
    began = datetime(2026, 11, 1, 10, tzinfo=UTC)
    span = f'<span class="rb-age" data-began="{began.isoformat()}">'
    assert with_ages(f"{span}less than a minute</span>", began + after) == f"{span}{age}</span>"
    assert without_ages(f"{span}{age}</span>".encode()) == f"{span}</span>".encode()


def test_no_other_text_passes_for_an_age() -> None:
    other = '<span class="rb-age" data-began="never">{}</span>'
    assert with_ages(other.format("5 minutes")) == other.format("")
    assert without_ages(other.format("5 minutes more").encode()) == other.format("5 minutes more").encode()


def index(*locations: str) -> str:
    return json.dumps({"config": {}, "docs": [{"location": at, "title": at, "text": ""} for at in locations]})


def test_an_index_keeps_the_order_of_the_whole_site() -> None:
    before = index("", "a/", "a/#x", "b/", "c/", "c/#gone")
    merged = json.loads(merged_index(before, index("", "a/", "a/#y", "d/"), ["", "a/", "c/", "d/"]))
    assert [entry["location"] for entry in merged["docs"]] == ["", "a/", "a/#y", "b/", "d/"]


@pytest.mark.parametrize("spoiled", ["", "[]", '{"docs": [1]}', '{"docs": [{}]}'])
def test_what_is_no_index_is_not_merged(spoiled: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        merged_index(spoiled, index("a/"), ["a/"])
