"""`runbook test --watch`: a page runs from the step that was edited, or from its start and says why."""

from __future__ import annotations

import shutil
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.watches import watching
from tests.pages import page

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell

OK = "\nThe output contains `ok`.\n"


FOUR = (
    'export A=1; f() { echo "f $1"; }',
    "B=2; umask 027; mkdir d; cd d",
    'echo "ok $A $B $(f x)"',
    "echo ok four",
)


def test_a_page_that_passed_runs_from_the_step_that_was_edited(desk: Desk) -> None:
    text = page(*FOUR) + OK
    with watching(desk, text) as watch:
        assert watch.ran() == ["1.1", "1.2", "1.3", "1.4"]
        said = watch.edit(text.replace('echo "ok', 'umask; pwd; echo "ok again'))
        assert "from step 1.3; what is before it was done in run" in said
        assert watch.ran() == ["1.3", "1.4"]
        steps = watch.record()["steps"]
        folder = watch.record()["run"]["folder"]
        assert steps[2]["stdout"] == f"0027\n{folder}/d\nok again 1 2 f x\n"
        assert [step["reason"] for step in steps[2:]] == [None, None]
        assert watch.record()["run"]["resumes"] in steps[0]["reason"]
        assert watch.record()["verdict"] == "passed"
        assert watch.end() == 0


def test_steps_that_were_carried_over_twice_name_the_run_that_did_them(desk: Desk) -> None:
    text = page(*FOUR) + OK
    with watching(desk, text) as watch:
        first = watch.record()["run"]["id"]
        watch.edit(text.replace("echo ok four", "echo ok 4"))
        watch.edit(text.replace("echo ok four", "echo ok 5"))
        assert watch.ran() == ["1.4"]
        reasons = [step["reason"] for step in watch.record()["steps"]]
        assert reasons == [f"done in run {first}"] * 3 + [None]


def test_a_step_that_made_something_cannot_make_it_again_where_it_is(desk: Desk) -> None:
    text = page(*FOUR) + OK
    with watching(desk, text) as watch:
        assert "from the start: step 1.2 changed d/" in watch.edit(text.replace("B=2", "B=3"))


def test_a_file_that_came_and_went_is_no_change(desk: Desk) -> None:
    text = page("A=1", "echo ok > x", "cat x; python3 -c 'import os; os.unlink(\"x\")'", "echo ok") + OK
    with watching(desk, text) as watch:
        assert "from step 1.2" in watch.edit(text.replace("echo ok > x", "echo ok 2 > x"))
        assert watch.record()["steps"][2]["stdout"] == "ok 2\n"


def test_an_edit_of_the_first_step_runs_all(desk: Desk) -> None:
    text = page(*FOUR) + OK
    with watching(desk, text) as watch:
        said = watch.edit(text.replace("A=1", "A=2"))
        assert "from the start: step 1.1, the first, has changed" in said
        assert watch.ran() == ["1.1", "1.2", "1.3", "1.4"]


def test_an_edit_of_a_claim_runs_its_step(desk: Desk) -> None:
    text = page(*FOUR) + OK
    with watching(desk, text) as watch:
        assert "from step 1.4" in watch.edit(text.replace("contains `ok`", "contains `four`"))
        assert watch.ran() == ["1.4"]
        assert watch.record()["steps"][3]["checks"][0]["claim"] == "The output contains `four`."


def test_a_step_that_moved_is_the_same_and_its_claims_stand_where_they_are_now(desk: Desk) -> None:
    text = page("echo ok first") + OK + page("echo ok").partition("## Procedure\n")[2]
    with watching(desk, text) as watch:
        line = watch.record()["steps"][0]["checks"][0]["line"]
        said = watch.edit(
            text.replace("Do it:", "Some words.\n\nDo it:", 1).replace("echo ok\n", "echo ok 2\n")
        )
        assert "from step 1.2" in said
        step = watch.record()["steps"][0]
        assert step["checks"][0]["line"] == line + 2
        assert (step["status"], watch.record()["counts"]["verified"]) == ("verified", 1)


def test_words_beside_the_steps_run_nothing(desk: Desk) -> None:
    text = page(*FOUR) + OK
    with watching(desk, text) as watch:
        said = watch.edit(text.replace("# T", "# T\n\nMore words."))
        assert "no step has changed; all were done in run" in said
        assert watch.ran() == []
        assert "from step 1.4" in watch.edit(text.replace("echo ok four", "echo ok 4"))


@pytest.mark.parametrize(
    ("four", "why"),
    [
        ("echo ok > made", "step 1.4 changed made"),
        ("mkdir .git; touch .git/x; echo ok", "the working folder is no longer as it was after step 1.2"),
        ("touch ../outside; echo ok", "step 1.4 writes ../outside, outside the working folder"),
        ("(cd /tmp && id > /dev/null) && touch /dev/null; echo ok", "what step 1.4 changed is not told"),
        ('touch "$HOME/x"; echo ok', "step 1.4 writes $HOME/x, outside the working folder"),
        ("rm -f nothing; echo ok", "step 1.4 deletes"),
    ],
)
def test_what_a_later_step_changed_has_the_page_run_from_its_start(desk: Desk, four: str, why: str) -> None:
    text = page("A=1", "B=2", "echo three", four) + OK
    with watching(desk, text) as watch:
        assert f"from the start: {why}" in watch.edit(text.replace("echo three", "echo 3"))
        assert watch.ran() == ["1.1", "1.2", "1.3", "1.4"]


def test_what_an_earlier_step_made_is_still_there(desk: Desk) -> None:
    text = page("echo ok > made", "cat made", "echo ok three") + OK
    with watching(desk, text) as watch:
        assert "from step 1.2" in watch.edit(text.replace("cat made", "cat made made"))
        assert watch.record()["steps"][1]["stdout"] == "ok\nok\n"


@pytest.mark.parametrize(
    ("one", "why"),
    [
        ("sleep 100 &", "cannot rebuild the background job `sleep 100`"),
        ("setsid sleep 100 & disown", "cannot rebuild the background process `sleep 100`"),
        ("exec 7>&1", "cannot rebuild the open file descriptor 7"),
    ],
)
def test_what_no_other_shell_can_be_given_has_the_page_run_from_its_start(
    desk: Desk, one: str, why: str
) -> None:
    text = page(one, "echo ok") + OK
    with watching(desk, text) as watch:
        assert f"from the start: {why}" in watch.edit(text.replace("echo ok", "echo ok 2"))
        assert watch.ran() == ["1.1", "1.2"]


def test_a_service_has_the_page_run_from_its_start(desk: Desk) -> None:
    text = page("sleep 100", "echo ok").replace("```bash\nsleep", "```bash {background}\nsleep") + OK
    with watching(desk, text) as watch:
        assert "from the start: cannot rebuild the background" in watch.edit(
            text.replace("echo ok", "echo ok 2")
        )


def test_a_folder_that_is_gone_or_was_changed_has_the_page_run_from_its_start(desk: Desk) -> None:
    text = page("echo a > f", "echo ok") + OK
    with watching(desk, text) as watch:
        folder = Path(watch.record()["run"]["folder"])
        shutil.rmtree(folder)
        said = watch.edit(text.replace("echo ok", "echo ok 2"))
        assert f"from the start: the working folder {folder} is gone" in said
        (Path(watch.record()["run"]["folder"]) / "f").write_text("b\n")
        said = watch.edit(text.replace("echo ok", "echo ok 3"))
        assert "from the start: the working folder is no longer as it was after step 1.1" in said


def test_a_step_that_is_deleted_or_put_in_is_the_place_from_which_the_page_runs(desk: Desk) -> None:
    four, three = page("A=1", "B=2", "C=3", "echo ok $A $C") + OK, page("A=1", "B=2", "echo ok $A $C") + OK
    with watching(desk, four) as watch:
        assert "from step 1.3" in watch.edit(three)
        assert watch.ran() == ["1.3"]
        assert watch.record()["steps"][2]["stdout"] == "ok 1\n"
        assert "from step 1.3" in watch.edit(four)
        assert watch.ran() == ["1.3", "1.4"]
        assert watch.record()["steps"][3]["stdout"] == "ok 1 3\n"


def test_a_last_step_that_is_deleted_leaves_nothing_to_run(desk: Desk) -> None:
    text = page("A=1", "echo ok") + OK
    with watching(desk, text + "\nDo it:\n\n```bash\necho more\n```\n") as watch:
        assert "no step has changed" in watch.edit(text)
        assert watch.record()["verdict"] == "passed"


def test_a_step_that_failed_runs_again_and_one_behind_it_too(desk: Desk) -> None:
    text = page("A=1", "echo no; false", "echo ok $A") + OK
    with watching(desk, text, "--keep-going") as watch:
        assert "from step 1.2" in watch.edit(text.replace("ok $A", "ok 2 $A"))
        assert watch.ran() == ["1.2", "1.3"]
        assert "from step 1.2" in watch.edit(text.replace("; false", ""))
        assert watch.record()["verdict"] == "passed"


@pytest.mark.parametrize(
    "setting", ["timeout: 20", "expect-verdict: failed", "expect: The output contains `o`."]
)
def test_a_setting_of_the_page_has_it_run_from_its_start(desk: Desk, setting: str) -> None:
    text = page("A=1", "echo ok") + OK
    with watching(desk, text) as watch:
        assert "from the start: a setting of the page has changed" in watch.edit(
            f"---\n{setting}\n---\n{text}"
        )
        assert watch.ran() == ["1.1", "1.2"]


def test_a_changed_value_has_the_steps_run_that_name_it(desk: Desk) -> None:
    text = page("A=1", "echo ok {{ word }}", "echo ok", before="---\nvariables:\n  word: a\n---\n") + OK
    with watching(desk, text) as watch:
        assert "from step 1.2" in watch.edit(text.replace("word: a", "word: b"))
        assert watch.ran() == ["1.2", "1.3"]
        assert watch.record()["steps"][1]["stdout"] == "ok b\n"


def test_a_changed_value_of_a_secret_is_seen_and_told_nowhere(desk: Desk) -> None:
    values = desk.folder / "values.env"
    values.write_text("TOKEN=first-secret\n")
    settings = "---\nvariables:\n  token: {secret: true}\n---\n".replace("token", "TOKEN")
    text = page("A=1", "export MINE={{ TOKEN }}", "echo ok ${#MINE}", before=settings) + OK
    with watching(desk, text, "--vars", "values.env") as watch:
        assert "from step 1.3" in watch.edit(text.replace("echo ok", "echo ok so long:"))
        assert watch.record()["steps"][2]["stdout"] == "ok so long: 12\n"
        values.write_text("TOKEN=second-and-longer-secret\n")
        assert "from step 1.2" in watch.round()
        assert watch.record()["steps"][2]["stdout"] == "ok so long: 24\n"
        for file in [*desk.folder.rglob("*"), *Path(desk.environment["TMPDIR"]).rglob("*")]:
            if file.is_file() and file != values:
                assert b"-secret" not in file.read_bytes()


def test_a_value_that_a_step_gave_is_there_for_the_steps_that_run_again(desk: Desk) -> None:
    text = page("ID=$(echo i-12345)", "echo more", "echo ok <ID>").replace("echo more", "echo more $ID") + OK
    with watching(desk, text) as watch:
        assert watch.record()["steps"][2]["stdout"] == "ok i-12345\n", watch.first
        assert "from step 1.3" in watch.edit(text.replace("echo ok <ID>", "echo ok 2 <ID>"))
        assert watch.record()["steps"][2]["stdout"] == "ok 2 i-12345\n"


def test_cleanup_that_ran_has_the_page_run_from_its_start(desk: Desk) -> None:
    text = page("A=1", "echo ok") + OK + "\n## Cleanup\n\nDo it:\n\n```bash\necho bye\n```\n"
    with watching(desk, text) as watch:
        assert "from the start: step c.1 cleaned up" in watch.edit(text.replace("echo ok", "echo ok 2"))
        assert "from the start: step c.1 cleaned up" in watch.edit(text.replace("echo bye", "echo bye 2"))


def test_a_page_that_cannot_be_read_for_a_moment_goes_on_where_it_was(desk: Desk) -> None:
    text = page("A=1", "echo ok") + OK
    with watching(desk, text) as watch:
        assert "broken" in watch.edit(f"---\ntimeout: soon\n---\n{text}")
        assert "from step 1.2" in watch.edit(text.replace("echo ok", "echo ok 2"))


def test_a_resumed_run_goes_on_from_the_step_that_failed(desk: Desk) -> None:
    text = page("A=1", "B=2", "echo no; false") + OK
    desk.page(text)
    assert desk.run("test", "page.md").status == 1
    with watching(desk, text, "--resume") as watch:
        assert "from step 1.3" in watch.first
        assert "from step 1.3" in watch.edit(text.replace("echo no; false", "echo ok $A $B"))
        assert watch.record()["steps"][2]["stdout"] == "ok 1 2\n"
        said = watch.edit(text.replace("echo no; false", "echo ok").replace("B=2", "B=3"))
        assert "from the start: cannot rebuild what the shell held after step 1.1" in said


def test_the_page_and_its_records_may_lie_in_the_working_folder(desk: Desk) -> None:
    text = page("A=1", "echo ok") + OK
    with watching(desk, text, "--workdir", ".") as watch:
        assert "from step 1.2" in watch.edit(text.replace("echo ok", "echo ok 2"))
        assert watch.end() == 0
    assert (desk.folder / "page.md").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_however_a_watch_is_ended_only_the_folder_of_a_last_run_that_failed_is_left(
    desk: Desk, number: int
) -> None:
    good, bad = page("echo a > f", "echo ok") + OK, page("echo a > f", "echo no") + OK
    with watching(desk, good) as watch:
        for more in range(2):
            watch.edit(bad.replace("echo a", f"echo {more}"))
        assert len(desk.kept_folders()) == 1
        watch.edit(good)
        assert len(desk.kept_folders()) == 1
        assert watch.end(number) == 0
    assert desk.kept_folders() == []
    with watching(desk, bad) as watch:
        assert watch.end(number) == 1
    assert [Path(desk.environment["TMPDIR"]) / name for name in desk.kept_folders()] == [
        Path(watch.record()["run"]["folder"])
    ]


def test_an_interrupted_round_leaves_what_can_be_continued_and_nothing_else(desk: Desk) -> None:
    text = page("echo a > f", "echo ok") + OK
    mark = desk.folder / "began"
    with watching(desk, text) as watch:
        new = text.replace("echo ok", f"touch {mark}; sleep 100")
        desk.page(new)
        until = time.monotonic() + 30
        while not mark.exists():
            assert time.monotonic() < until
            time.sleep(0.01)
        assert watch.end() == 130
    assert watch.record()["verdict"] == "unknown"
    assert desk.kept_folders() == [Path(watch.record()["run"]["folder"]).name]


def test_a_run_that_nobody_watches_keeps_no_state_for_each_step(desk: Desk) -> None:
    done = desk.run("test", desk.page(page("A=1", "echo ok") + OK))
    assert done.status == 0
    assert not list((desk.folder / ".runbook").rglob("*.state-*"))
    assert desk.kept_folders() == []


def test_a_page_that_was_refused_before_its_first_step_runs_from_its_start(desk: Desk) -> None:
    text = page("echo a", "echo ok").replace("Do it:", "(Optional) Do it:", 1) + OK
    needy = text.replace("echo ok", "no-such-program; echo ok")
    with watching(desk, needy) as watch:
        assert "blocked" in watch.first
        assert "from the start: step 1.1, the first, was skipped" in watch.edit(text)
        assert "from step 1.2" in watch.edit(text.replace("echo ok", "echo ok 2"))


def test_a_file_step_that_may_write_outside_is_a_change_whatever_it_writes(desk: Desk) -> None:
    out = desk.folder / "out"
    out.mkdir()
    file = f"\n\nCreate `{out}/run.sh`:\n\n```text\necho hi\n```\n"
    with watching(desk, page("A=1", "echo ok") + OK + file, "--allow-write", str(out)) as watch:
        assert (out / "run.sh").exists(), watch.first
        said = watch.edit(page("A=1", "echo ok 2") + OK + file)
        assert f"from the start: step 1.3 writes {out}/run.sh, outside the working folder" in said


def test_what_a_step_left_in_the_stand_in_has_the_page_run_from_its_start(desk: Desk) -> None:
    text = page("echo aws", "echo ok", before="---\nstand-in: bedrock\n---\n") + OK
    with watching(desk, text, "--target", "stand-in") as watch:
        said = watch.edit(text.replace("echo ok", "echo ok 2"))
        assert "from the start: cannot rebuild what step 1.1 left in the stand-in" in said


def test_pages_go_on_side_by_side_each_in_its_own_folder(desk: Desk) -> None:
    text = page("pwd; echo a > f", "pwd; echo ok $(cat f)") + OK
    desk.page(text, "other.md")
    with watching(desk, text, "other.md", "-j", "2") as watch:
        assert len(desk.kept_folders()) == 2
        said = watch.edit(text.replace("echo ok", "echo ok 2"))
        assert "from step 1.2" in said
        assert "other.md" not in said
        first, second = watch.record()["steps"]
        assert second["stdout"] == first["stdout"] + "ok 2 a\n"
    assert desk.kept_folders() == []


def test_more_than_is_kept_of_a_shell_has_the_page_run_from_its_start(desk: Desk) -> None:
    text = page("A=1", "B=$(printf %9000000d 0)", "echo ok") + OK
    with watching(desk, text) as watch:
        said = watch.edit(text.replace("echo ok", "echo ok 2"))
        assert "from the start: cannot rebuild what the shell held (it is too much to be kept)" in said
        assert "from step 1.2" in watch.edit(text.replace("9000000", "33"))
