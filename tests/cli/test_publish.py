"""`runbook publish`: what the site holds, and what it refuses to touch or to show."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.pages import page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell

GOOD = page("echo hello") + "\nThe output contains `hello`.\n"
BAD = page("echo other") + "\nThe output contains `hello`.\n"


def drawn(desk: Desk, name: str = "page.md") -> dict[str, str]:
    """What is drawn on a page of a site whose sources lie in `site`."""
    return dict(json.loads((desk.folder / "site/evidence" / f"{name}.json").read_text()))


def sources(desk: Desk, *arguments: str) -> Path:
    done = desk.run("publish", *(arguments or ("page.md",)), "--engine", "none")
    assert done.status == 0, done.err
    return desk.folder / "site/docs"


def test_a_page_is_published_with_what_its_last_run_showed(desk: Desk) -> None:
    desk.run("execute", desk.page(GOOD))
    docs = sources(desk)
    assert "```runbook\npage: page.md\nshow: 1.1\n" in (docs / "page.md").read_text()
    result = drawn(desk)
    assert "Passed" in result["run"]
    assert "stdout contains <code>hello</code>" in result["1.1"]
    assert "<samp>hello\n</samp>" in result["1.1"]


def test_a_plain_page_is_the_same_but_for_the_fences_put_in(desk: Desk) -> None:
    desk.run("execute", desk.page(GOOD))
    text = (sources(desk) / "page.md").read_text()
    without = re.sub(r"\n?```runbook\n(?:.*\n)*?```\n", "", text)
    assert re.sub(r"\n+", "\n", without) == re.sub(r"\n+", "\n", GOOD)


def test_a_page_without_a_run_says_so(desk: Desk) -> None:
    desk.page(GOOD)
    sources(desk)
    assert "no run of this page is recorded" in drawn(desk)["run"]
    assert list(drawn(desk)) == ["run"]


def test_a_page_edited_after_its_run_says_which_step(desk: Desk) -> None:
    desk.run("execute", desk.page(GOOD))
    desk.page(GOOD.replace("echo hello", "echo hello you"))
    sources(desk)
    assert "was edited after its last run" in drawn(desk)["run"]
    assert "This is of the step before its last edit." in drawn(desk)["1.1"]


def test_a_failure_is_open_and_says_what_was_got_and_that_there_is_no_advice(desk: Desk) -> None:
    desk.run("execute", desk.page(BAD))
    sources(desk)
    step = drawn(desk)["1.1"]
    assert '<details class="rb-output" open>' in step
    assert "The page has no advice for this failure." in step


def test_what_is_drawn_is_one_section_so_that_the_search_leaves_all_of_it_out(desk: Desk) -> None:
    desk.run("execute", desk.page(BAD))
    sources(desk)
    shown = [*drawn(desk).values(), *drawn(desk, "index.md").values()]
    assert [html.count("<section") for html in shown] == [1, 1, 1]
    assert all("data-search-exclude" in html.partition(">")[0] for html in shown)


def test_what_a_command_printed_is_never_markup(desk: Desk) -> None:
    hostile = '<script>alert(1)</script>{{ 7*7 }}--8<-- "x"```</samp>'
    text = page(f"cat <<'END'\n{hostile}\nEND") + "\nThe output contains `script`.\n"
    desk.run("execute", desk.page(text))
    docs = sources(desk)
    step = drawn(desk)["1.1"]
    assert "<script>" not in step
    assert (
        "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}--8&lt;-- &#34;x&#34;```&lt;/samp&gt;"
        in step.replace("&quot;", "&#34;")
    )
    assert (docs / "page.md").read_text().count("{{ 7*7 }}") == 1  # the author's own


def test_the_front_page_names_what_needs_a_person_first(desk: Desk) -> None:
    desk.page(GOOD, "a.md")
    desk.page(BAD, "b.md")
    desk.run("execute", "a.md", "b.md")
    sources(desk, "a.md", "b.md")
    front = drawn(desk, "index.md")["front"]
    assert front.index('href="b/"') < front.index('href="a/"')


def test_programs_read_the_state_of_the_site_as_json(desk: Desk) -> None:
    desk.page(GOOD, "a.md")
    desk.page(BAD, "b.md")
    desk.run("execute", "a.md", "b.md")
    found = json.loads((sources(desk, "a.md", "b.md") / "results.json").read_text())
    assert found["schema"] == "runbook-site/1"
    assert [(item["page"], item["state"]) for item in found["pages"]] == [
        ("b.md", "failed"),
        ("a.md", "passed"),
    ]
    assert found["counts"]["passed"] == 1


def test_the_feed_names_failures_alone_and_why(desk: Desk) -> None:
    from xml.etree import ElementTree

    desk.page(GOOD, "a.md")
    desk.page(BAD, "b.md")
    desk.run("execute", "a.md", "b.md")
    docs = sources(desk, "a.md", "b.md", "--url", "https://docs.example.org")
    feed = ElementTree.fromstring((docs / "failures.atom").read_text())
    atom = "{http://www.w3.org/2005/Atom}"
    assert [entry.findtext(f"{atom}title") for entry in feed.iter(f"{atom}entry")] == ["T: failed"]
    links = [entry.find(f"{atom}link") for entry in feed.iter(f"{atom}entry")]
    assert [link.get("href") for link in links if link is not None] == ["https://docs.example.org/b/"]


def test_each_page_and_the_site_have_a_badge_that_says_its_state(desk: Desk) -> None:
    desk.run("execute", desk.page(BAD))
    badges = sources(desk) / "badges"
    assert 'aria-label="runbook: failed"' in (badges / "page.svg").read_text()
    assert 'aria-label="how-to pages: failed"' in (badges / "site.svg").read_text()


def test_a_second_site_touches_only_what_changed(desk: Desk) -> None:
    desk.page(GOOD, "a.md")
    desk.page(GOOD, "b.md")
    desk.run("execute", "a.md", "b.md")
    docs = sources(desk, "a.md", "b.md")
    before = {file: file.stat().st_mtime_ns for file in docs.rglob("*.md")}
    desk.run("execute", "a.md")
    sources(desk, "a.md", "b.md")
    changed = {file.name for file, time in before.items() if file.stat().st_mtime_ns != time}
    assert changed == {"a.md", "index.md"}


def test_a_page_that_is_no_longer_published_leaves_the_site(desk: Desk) -> None:
    desk.page(GOOD, "a.md")
    desk.page(GOOD, "b.md")
    sources(desk, "a.md", "b.md")
    docs = sources(desk, "a.md")
    assert not (docs / "b.md").exists()
    assert not (desk.folder / "site/evidence/b.md.json").exists()


@pytest.mark.parametrize("engine", ["none", "mkdocs"])
def test_a_folder_that_holds_something_else_is_left_alone(desk: Desk, engine: str) -> None:
    desk.page(GOOD)
    mine = desk.folder / "site/docs/mine.md"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    done = desk.run("publish", "page.md", "--engine", engine)
    assert done.status == 2
    assert "no site that runbook built" in done.err
    assert mine.read_text() == "mine"


def test_a_page_that_would_show_a_secret_is_not_published(desk: Desk) -> None:
    desk.page(GOOD + "\nUse the token s3cr3t-value-of-mine.\n")
    done = desk.run("publish", "page.md", "--engine", "none", MY_TOKEN="s3cr3t-value-of-mine")
    assert done.status == 1
    assert "page.md: a secret (env:MY_TOKEN) in “Use the token ***env:MY_TOKEN***” would be shown" in done.err
    assert "s3cr3t" not in done.err


def test_nothing_to_publish_is_said_with_what_to_do(desk: Desk) -> None:
    done = desk.run("publish")
    assert done.status == 2
    assert "name pages or folders" in done.err


def test_the_pages_of_the_configuration_are_published_from_any_folder_below_it(desk: Desk) -> None:
    (desk.folder / "how").mkdir()
    desk.page(GOOD, "how/a.md")
    desk.page(GOOD, "how/.hidden.md")
    desk.page('pages = ["how"]', "runbook.toml")
    done = desk.run("publish", "--engine", "none")
    assert done.status == 0, done.err
    assert [file.name for file in (desk.folder / "site/docs/how").iterdir()] == ["a.md"]


def test_a_site_is_built_and_every_result_is_in_its_html(desk: Desk) -> None:
    desk.run("execute", desk.page(GOOD))
    done = desk.run("publish", "page.md")
    assert done.status == 0, done.err
    html = (desk.folder / "site/page/index.html").read_text()
    assert html.count('class="rb-result ') == 1
    assert html.count('class="rb-run ') == 1
    assert 'class="rb-front"' in (desk.folder / "site/index.html").read_text()


def test_an_engine_that_is_missing_is_said_with_how_to_install_it(desk: Desk) -> None:
    desk.page(GOOD)
    done = desk.run("publish", "page.md", "--engine", "properdocs")
    assert done.status == 2
    assert "properdocs is not installed; install it: pip install" in done.err


def test_what_an_author_writes_as_an_example_is_no_secret(desk: Desk) -> None:
    examples = "Authorization: Bearer YOUR_TOKEN_GOES_HERE and arn:aws:iam::123456789012:role/x"
    desk.page(f"{GOOD}\nSend {examples}.\n")
    assert desk.run("publish", "page.md", "--engine", "none").status == 0


def test_a_key_that_tells_itself_is_a_secret_wherever_it_stands(desk: Desk) -> None:
    desk.page(f"{GOOD}\nUse AKIAQWERTYUIOPASDFGH.\n")
    done = desk.run("publish", "page.md", "--engine", "none")
    assert done.status == 1
    assert "page.md: a secret (aws-access-key) in “Use ***aws-access-key***” would be shown" in done.err


def test_a_plain_page_has_its_pictures_and_says_what_its_site_lacks(desk: Desk) -> None:
    for name in ("how/shots/a b.png", "how/b.svg", "how/c.gif", "outside.png", "how/notes.txt"):
        (desk.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (desk.folder / name).write_text("x")
    desk.page("# Other\n\nProse.\n", "how/other.md")
    desk.page("# Page\n\n![a](shots/a%20b.png)\n<img src='b.svg'> ![c][c]\n\n[c]: c.gif\n", "how/page.md")
    desk.page("[1](gone.md)\n[2](notes.txt)\n[3](other.md)\n[4](shots)\n[5](page.md)\n", "how/links.md")
    done = desk.run("publish", "how/page.md", "how/links.md", "--engine", "none")
    assert done.status == 0, done.err
    docs = desk.folder / "site/docs/how"
    copied = {file.relative_to(docs).as_posix() for file in docs.rglob("*") if file.is_file()}
    assert copied == {"page.md", "links.md", "shots/a b.png", "page/b.svg", "c.gif"}
    assert [line.partition(" is not ")[0] for line in done.out.splitlines() if "how/" in line] == [
        "warning: how/links.md:1: the file `gone.md` that this links to does not exist; correct the link",
        "warning: how/links.md:2: `notes.txt`",
        "warning: how/links.md:3: `other.md`",
        "warning: how/links.md:4: `shots`",
    ]


def test_a_picture_that_lies_outside_of_the_site_is_not_copied(desk: Desk) -> None:
    (desk.folder.parent / "outside.png").write_text("x")
    desk.page("# Page\n\n![up](../outside.png)\n")
    done = desk.run("publish", "page.md", "--engine", "none")
    assert "page.md:3: `../outside.png` is not published with this page" in done.out
    assert not list(desk.folder.rglob("*.png"))


def test_a_picture_that_is_missing_is_said_and_keeps_nothing_from_being_published(desk: Desk) -> None:
    (desk.folder / "logseq").mkdir()
    (desk.folder / "pages").mkdir()
    desk.page("", "logseq/config.edn")
    desk.page("- # Page\n\t- ![shot](../assets/shot.png)\n", "pages/Page.md")
    done = desk.run("publish", "pages", "--engine", "none")
    assert done.status == 0, done.err
    assert "pages/Page.md:2: assets/shot.png is no file" in done.out
