"""`runbook test` as a person asks it: values, tags, a folder, a run to continue, steps, an edit."""

from __future__ import annotations

import json
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.terminals import talk
from tests.pages import page

if TYPE_CHECKING:
    import subprocess

    from tests.cli.conftest import Desk, Done

pytestmark = pytest.mark.shell

OK = "\nThe output contains `ok`.\n"
GOOD = page("echo ok") + OK
BAD = page("echo other") + "\nThe output contains `hello`.\n"


def variable(name: str, value: str = "no") -> str:
    return f"---\nvariables:\n  {name}: '{value}'\n---\n" + page(f"echo {{{{ {name} }}}}") + OK


def pages_of(done: Done) -> list[str]:
    return [result["page"] for result in json.loads(done.out)]


def test_a_value_is_for_the_pages_that_have_the_variable(desk: Desk) -> None:
    desk.page(variable("word"), "a.md")
    desk.page(GOOD, "b.md")
    assert desk.run("test", ".", "--var", "word=ok").status == 0


def test_a_value_for_no_page_is_refused_before_anything_runs(desk: Desk) -> None:
    desk.page(variable("word"), "a.md")
    desk.page(GOOD, "b.md")
    done = desk.run("test", ".", "--var", "wrod=ok")
    assert (done.status, done.out) == (2, "")
    assert "--var wrod: no page has a variable of this name; did you mean `word`?" in done.err


def test_json_is_an_array_and_words_go_to_stderr(desk: Desk) -> None:
    done = desk.run("test", desk.page(GOOD), "--output", "json")
    assert [result["verdict"] for result in done.result] == ["passed"]
    assert "✓ passed     page.md" in done.err


def test_a_report_that_cannot_be_written_is_said_before_anything_runs(desk: Desk) -> None:
    mark = desk.folder / "ran"
    done = desk.run("test", desk.page(page(f"touch {mark}")), "--report", "junit=/proc/none")
    assert done.status == 2
    assert "/proc/none cannot be written" in done.err
    assert not mark.exists()


def test_trying_a_report_leaves_no_empty_file(desk: Desk) -> None:
    desk.run("test", desk.page(GOOD), "--report", "junit=out.xml", "--var", "nope=1")
    assert not (desk.folder / "out.xml").exists()


def test_pages_may_not_share_a_folder_side_by_side(desk: Desk) -> None:
    for name in "ab":
        desk.page(page("touch x; echo ok") + OK, f"{name}.md")
    done = desk.run("test", ".", "--workdir", ".", "-j", "2")
    assert done.status == 2
    assert "side by side; add -j 1" in done.err
    assert desk.run("test", ".", "--workdir", ".", "-j", "1").status == 0


def test_whole_outputs_of_several_pages_lie_apart(desk: Desk) -> None:
    for name in "ab":
        desk.page(page(f"echo ok {name}") + OK, f"{name}.md")
    desk.run("test", ".", "--keep-output", "out")
    kept = sorted(file.read_text() for file in (desk.folder / "out").rglob("*.stdout"))
    assert kept == ["ok a\n", "ok b\n"]


def graph(desk: Desk) -> None:
    for folder in ("g/logseq", "g/pages"):
        (desk.folder / folder).mkdir(parents=True)
    (desk.folder / "g/logseq/config.edn").write_text("{}")
    pages = {
        "a": "tags:: [[Diataxis/How To]], other",
        "b": "tags:: #[[diataxis/how to]]",
        "c": "tags:: [[Diataxis/Tutorial]]",
        "d": "tags:: recipe",
        "e": "type:: x",
    }
    for name, properties in pages.items():
        desk.page(
            f"{properties}\n\n- ## Procedure\n\t- ```bash\n\t  echo ok\n\t  ```\n", f"g/pages/{name}.md"
        )
    desk.page("alias:: recipe\n\n- A page\n", "g/pages/Diataxis___How To.md")


def test_a_tag_of_a_graph_finds_pages_by_any_name_of_the_tag(desk: Desk) -> None:
    graph(desk)
    done = desk.run("test", "g", "--tag", "Diataxis/How To", "--output", "json", "--allow-unverified")
    assert pages_of(done) == ["g/pages/a.md", "g/pages/b.md", "g/pages/d.md"]


def test_front_matter_has_tags_too(desk: Desk) -> None:
    desk.page("---\ntags: [How To, x]\n---\n" + GOOD, "a.md")
    desk.page("---\ntags: how to\n---\n" + GOOD, "b.md")
    desk.page(GOOD, "c.md")
    assert pages_of(desk.run("test", ".", "--tag", "how to", "--output", "json")) == ["a.md", "b.md"]


def test_a_tag_that_no_page_bears_leaves_nothing_to_run(desk: Desk) -> None:
    desk.page(GOOD)
    assert desk.run("test", ".", "--tag", "none").status == 5


def test_resume_continues_what_did_not_end_well_and_runs_the_rest_from_the_start(desk: Desk) -> None:
    marks = desk.folder / "marks"
    desk.page(page(f"echo x >> {marks}; V=1", 'echo "v=$V ok"; test -e go') + OK, "a.md")
    desk.page(GOOD, "b.md")
    assert desk.run("test", ".").status == 1
    text = (desk.folder / "a.md").read_text().replace("; test -e go", "")
    desk.page(text, "a.md")
    done = desk.run("test", ".", "--resume")
    assert done.status == 0, done.out
    assert marks.read_text() == "x\n"
    assert "from step 1.2" in done.out
    assert "from the start: the newest run" in done.out


def test_a_person_is_asked_of_each_step_of_each_page(desk: Desk) -> None:
    desk.page(GOOD, "a.md")
    desk.page(GOOD, "b.md")
    said = talk(desk, "test", ".", "--interactive", answers=[("[q]uit?", "\n"), ("[q]uit?", "\n")])
    assert said.status == 0, said.seen
    assert "PASSED  2 pages" in said.seen


def test_after_quit_no_other_page_begins(desk: Desk) -> None:
    desk.page(GOOD, "a.md")
    desk.page(GOOD, "b.md")
    said = talk(desk, "test", ".", "--interactive", answers=[("[q]uit?", "q\n")])
    assert said.status == 1
    assert "1 unknown, 1 not-run" in said.seen


@pytest.mark.parametrize(
    "flags", [("--interactive",), ("--interactive", "-j", "2"), ("--watch", "--output", "json")]
)
def test_what_cannot_be_asked_here_is_refused(desk: Desk, flags: tuple[str, ...]) -> None:
    assert desk.run("test", desk.page(GOOD), *flags).status == 2


def test_a_terminal_shows_what_runs(desk: Desk) -> None:
    desk.page(page("sleep 1.2; echo ok") + OK)
    said = talk(desk, "test", ".", answers=[], TERM="xterm")
    assert "0 of 1 pages ended; running: page.md" in said.seen
    assert "PASSED  1 page" in said.seen


# --watch


def lines_until(process: subprocess.Popen[str], awaited: str) -> list[str]:
    assert process.stdout is not None
    found: list[str] = []
    for line in process.stdout:
        found.append(line)
        if awaited in line:
            return found
    raise AssertionError(f"{awaited!r} was not said: {found}")


def edited(desk: Desk, text: str, name: str) -> None:
    """Replace a page as editors do, with another time of change."""
    desk.page(text, f"{name}.new")
    (desk.folder / f"{name}.new").replace(desk.folder / name)


def test_an_edit_runs_the_page_again_from_the_step_that_failed(desk: Desk) -> None:
    marks = desk.folder / "marks"
    broken = page(f"echo x >> {marks}; V=1", "echo wrong") + OK
    desk.page(broken, "a.md")
    desk.page(GOOD, "b.md")
    process = desk.start("test", "a.md", "b.md", "--watch", "--report", "jsonl=events.jsonl")
    try:
        first = lines_until(process, "watching")
        edited(desk, broken.replace("echo wrong", 'echo "ok $V"'), "a.md")
        second = lines_until(process, "watching")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    finally:
        process.kill()
    assert any("b.md" in line for line in first)
    assert not any("b.md" in line for line in second)
    assert any("from step 1.2" in line for line in second)
    assert marks.read_text() == "x\n"
    assert process.returncode == 0
    events: list[dict[str, Any]] = [
        json.loads(line) for line in (desk.folder / "events.jsonl").read_text().splitlines()
    ]
    ended = {event["page"]: event["ending"] for event in events if event["event"] == "page-ended"}
    assert ended == {"a.md": "passed", "b.md": "passed"}


def test_a_change_of_the_configuration_touches_every_page(desk: Desk) -> None:
    desk.page("[variables]\n", "runbook.toml")
    desk.page(GOOD, "a.md")
    process = desk.start("test", "a.md", "--watch")
    try:
        lines_until(process, "watching")
        time.sleep(0.05)
        edited(desk, "timeout = 30\n", "runbook.toml")
        assert any("from the start" in line for line in lines_until(process, "watching"))
    finally:
        process.kill()
        process.communicate(timeout=30)


def test_a_page_that_is_deleted_is_not_told_and_is_new_when_it_is_back(desk: Desk) -> None:
    desk.page(GOOD, "a.md")
    process = desk.start("test", ".", "--watch")
    try:
        lines_until(process, "watching")
        (desk.folder / "a.md").unlink()
        time.sleep(1)
        edited(desk, GOOD, "a.md")
        told = lines_until(process, "watching")
    finally:
        process.kill()
        process.communicate(timeout=30)
    assert any("passed     a.md" in line for line in told)
    assert not any("broken" in line for line in told)


# On GitHub.

NASTY = "printf '::set-env name=X::1\\n::add-mask::ok\\n##[error]boo\\n::stop-commands::x\\n'"


def acting(text: str) -> list[str]:
    """The lines that GitHub would heed."""
    found, token = [], ""
    for line in text.splitlines():
        if token:
            token = "" if line == f"::{token}::" else token
        elif line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
        elif line.lstrip().startswith("::") or "##[" in line:
            found.append(line)
    assert not token, "commands stay stopped"
    return found


@pytest.mark.parametrize("command", ["execute", "test", "plan", "check", "accept"])
def test_nothing_of_a_page_or_program_acts_on_github(desk: Desk, command: str) -> None:
    title = "# ::error::T ##[error]\n\n## Procedure\n\n::warning::w\n\n"
    desk.page(page(NASTY).replace("# T\n\n## Procedure\n\n", title) + "\nThe output contains `hello`.\n")
    done = desk.run(command, "page.md", GITHUB_ACTIONS="true", CI="true")
    allowed = {"::group::page.md: failed", "::endgroup::"}
    assert set(acting(done.out)) <= allowed
    assert acting(done.err) == []
    assert "::stop-commands::" in done.out


def test_no_json_on_github_holds_a_command(desk: Desk) -> None:
    desk.page(page(NASTY))
    done = desk.run("execute", "page.md", "--output", "json", GITHUB_ACTIONS="true", CI="true")
    assert acting(done.out) == []
    assert "##[error]boo" in json.loads(done.out)["steps"][0]["stdout"]


def test_an_error_that_quotes_a_page_does_not_act_on_github(desk: Desk) -> None:
    done = desk.run("execute", "::error::x.md", GITHUB_ACTIONS="true", CI="true")
    assert done.status == 2
    assert acting(done.err) == []
