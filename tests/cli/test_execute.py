"""`runbook execute` from outside: what it prints, what it leaves, and with which status it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import ROOT
from tests.pages import page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell

GOOD = page("echo ok") + "\nThe output is `ok`.\n"
WRONG = page("echo no", "echo later") + "\nThe output is `later`.\n"


def test_a_page_whose_claims_hold_passes(desk: Desk) -> None:
    done = desk.run("execute", desk.page(GOOD))
    assert done.status == 0
    assert "PASSED  page.md" in done.out
    assert "✓ “The output is `ok`.” (line 11) → stdout is `ok`" in done.out
    assert "claims: 1 checked, 0 unchecked" in done.out


def test_a_page_on_which_nothing_was_checked_is_unverified_and_says_so_loudly(desk: Desk) -> None:
    done = desk.run("execute", desk.page(page("true")))
    assert done.status == 0
    assert "UNVERIFIED  page.md" in done.out
    assert "no proof that it works" in done.out


def test_a_claim_that_does_not_hold_fails_the_page_and_the_rest_is_skipped(desk: Desk) -> None:
    text = page("echo no") + "\nThe output is `yes`.\n\nThen:\n\n```bash\necho later\n```\n"
    done = desk.run("execute", desk.page(text))
    assert done.status == 1
    assert "✗ 1.1  failed" in done.out
    assert "stdout is `yes`: got `no`" in done.out
    assert "the page has no advice for this" in done.out
    assert "skipped   Then  (step 1.1 failed)" in done.out


def test_keep_going_runs_past_a_failed_step(desk: Desk) -> None:
    done = desk.run("execute", "--keep-going", desk.page(page("false", "echo later")), "--output", "json")
    assert done.status == 1
    assert [step["status"] for step in done.result["steps"]] == ["failed", "ran"]


def test_the_pages_own_advice_is_shown_for_a_failure_that_it_fits(desk: Desk) -> None:
    text = page("echo 'frobnicator missing' >&2; false")
    text += "\n## Troubleshooting\n\n- *Frobnicator is missing* → Buy one.\n"
    done = desk.run("execute", desk.page(text))
    assert "advice of the page: Frobnicator is missing → Buy one. (line 13)" in done.out


def test_a_missing_program_blocks_the_page_before_its_first_step(desk: Desk) -> None:
    done = desk.run("execute", desk.page(page("touch was-run", "no-such-program-here x")), "--workdir", ".")
    assert done.status == 4
    assert "the program `no-such-program-here` is not on PATH; install it" in done.out
    assert "nothing was run: step 1.2 is blocked" in done.out
    assert not (desk.folder / "was-run").exists()


def test_a_program_that_is_missing_only_when_it_is_called_blocks_its_step(desk: Desk) -> None:
    done = desk.run("execute", desk.page(page("true && no-such-program-here x")), "--output", "json")
    assert done.status == 4
    (step,) = done.result["steps"]
    assert step["status"] == "blocked"
    assert "the program `no-such-program-here` is not there" in step["reason"]


def test_a_precondition_that_is_not_met_blocks_the_page_and_can_be_ignored(desk: Desk) -> None:
    text = (
        "# T\n\n## Prerequisites\n\n- `no-such-program-here` is installed.\n\n" + GOOD.partition("# T\n\n")[2]
    )
    done = desk.run("execute", desk.page(text))
    assert done.status == 4
    assert "precondition not met (line 5)" in done.out
    assert desk.run("execute", "--ignore-preconditions", "page.md").status == 0


def test_a_precondition_on_a_version_is_looked_up(desk: Desk) -> None:
    text = "# T\n\n## Prerequisites\n\n- `bash` {} or later is installed.\n\n" + GOOD.partition("# T\n\n")[2]
    assert desk.run("execute", desk.page(text.format("3.1"))).status == 0
    done = desk.run("execute", desk.page(text.format("99")), "--output", "json")
    assert done.status == 4
    assert done.result["preconditions"][0]["status"] == "not-met"


def test_without_bash_the_page_is_blocked(desk: Desk, tmp_path: Path) -> None:
    done = desk.run("execute", desk.page(page("true")), PATH=str(tmp_path))
    assert done.status == 4
    assert "bash is not on PATH; install it" in done.out


def test_a_page_without_anything_to_run_ends_with_5(desk: Desk) -> None:
    done = desk.run("execute", desk.page("# T\n\n## Procedure\n\n- Click **OK**.\n"), "--output", "json")
    assert done.status == 5
    assert done.result["verdict"] == "unverified"
    assert done.result["counts"]["manual"] == 1


@pytest.mark.parametrize(
    ("names", "status"),
    [(["good", "wrong"], 1), (["good", "blocked"], 4), (["wrong", "blocked"], 1), (["good", "empty"], 0)],
)
def test_of_several_pages_the_gravest_status_counts(desk: Desk, names: list[str], status: int) -> None:
    desk.page(GOOD, "good")
    desk.page(page("false"), "wrong")
    desk.page(page("no-such-program-here"), "blocked")
    desk.page("# T\n", "empty")
    done = desk.run("execute", *names, "--output", "json")
    assert done.status == status
    assert [result["page"] for result in done.result] == names


def test_json_alone_stands_on_stdout_and_the_words_on_stderr(desk: Desk) -> None:
    done = desk.run("execute", desk.page(GOOD), "--output", "json")
    assert done.result["verdict"] == "passed"
    assert "PASSED" in done.err


def test_a_report_is_written_beside_the_console(desk: Desk) -> None:
    done = desk.run("execute", desk.page(GOOD), "--report", "json=result.json")
    assert "PASSED" in done.out
    assert json.loads((desk.folder / "result.json").read_text())["counts"]["verified"] == 1


def test_state_carries_over_and_effects_are_told(desk: Desk) -> None:
    text = page("export GREETING=hi\ncd /\nf() { echo $GREETING $PWD; }", "f", "unset GREETING") + "\n"
    done = desk.run("execute", desk.page(text), "--output", "json", "--timeout", "20")
    first, second, third = done.result["steps"]
    assert first["effects"]["env_set"] == ["GREETING"]
    assert second["stdout"] == "hi /\n"
    assert third["effects"]["env_unset"] == ["GREETING"]


def test_a_file_step_writes_what_the_page_shows(desk: Desk) -> None:
    text = '# T\n\n## Procedure\n\nCreate `a/b.json`:\n\n```json\n{"x": 1}\n```\n\nRead it:\n\n'
    text += '```bash\ncat a/b.json\n```\n\n```output\n{"x": 1}\n```\n'
    done = desk.run("execute", desk.page(text), "--output", "json")
    assert done.status == 0
    assert [step["status"] for step in done.result["steps"]] == ["ran", "verified"]
    assert done.result["steps"][0]["effects"]["files"] == ["a/b.json"]


def test_a_file_step_outside_the_working_folder_fails_and_writes_nothing(desk: Desk) -> None:
    text = "# T\n\n## Procedure\n\nCreate `../x.json`:\n\n```json\n{}\n```\n"
    done = desk.run("execute", desk.page(text))
    assert done.status == 1
    assert "is outside the working folder, so nothing is written" in done.out
    assert not any(name.endswith("x.json") for name in desk.kept_folders())


def test_a_temporary_folder_is_removed_after_success_and_kept_after_failure(desk: Desk) -> None:
    desk.run("execute", desk.page(page("echo x > made")))
    assert desk.kept_folders() == []
    done = desk.run("execute", desk.page(page("echo x > made; false")))
    (kept,) = desk.kept_folders()
    assert f"working folder kept: {desk.environment['TMPDIR']}/{kept}" in done.out


def test_a_working_folder_of_ones_own_is_left_as_the_page_leaves_it(desk: Desk) -> None:
    (desk.folder / "work").mkdir()
    desk.run("execute", desk.page(page("echo x > made")), "--workdir", "work")
    assert (desk.folder / "work/made").exists()


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("exit 3", "called `exit 3`"),
        ("exit 0", "called `exit 0`"),
        ("exec true", "the shell ended"),
        ("echo 'open", "exit status 2, expected 0"),
        ("kill -9 $$", "the shell ended"),
    ],
)
def test_what_ends_a_shell_is_that_steps_failure_and_nothing_hangs(
    desk: Desk, code: str, reason: str
) -> None:
    done = desk.run("execute", desk.page(page(code, "echo later")), "--output", "json")
    assert done.status == 1
    first, second = done.result["steps"]
    assert first["status"] == "failed"
    assert reason in first["reason"]
    assert second["status"] == "skipped"


def test_after_the_shell_ended_not_even_keep_going_runs_commands_without_their_state(desk: Desk) -> None:
    done = desk.run(
        "execute", "--keep-going", desk.page(page("cd /", "kill -9 $$", "pwd")), "--output", "json"
    )
    assert done.result["steps"][2]["status"] == "skipped"
    assert done.result["steps"][2]["reason"] == "the shell ended in step 1.2"


def test_a_timeout_drops_the_step_with_its_processes_and_keeps_the_shell(desk: Desk) -> None:
    text = page("A=1", "(trap '' INT; sleep 30) & sleep 30", "echo $A; jobs -p | xargs -r ps -o pid= -p")
    done = desk.run("execute", "--keep-going", "--timeout", "0.5", desk.page(text), "--output", "json")
    _, slow, after = done.result["steps"]
    assert slow["status"] == "failed"
    assert "no end within 0.5 s, so it was stopped" in slow["reason"]
    assert after["stdout"] == "1\n"


def test_a_fence_sets_its_own_exit_status_and_timeout(desk: Desk) -> None:
    text = page("x").replace("```bash\nx", "```bash {exit=3 timeout=5}\n(exit 3)")
    assert desk.run("execute", desk.page(text), "--output", "json").result["steps"][0]["status"] == "ran"


def test_secrets_are_in_no_output(desk: Desk) -> None:
    text = page(
        "echo $MY_TOKEN; echo {{ password }} >&2", before="---\nvariables: {password: {secret: true}}\n---\n"
    )
    arguments = ("execute", desk.page(text), "--var", "password=hunter22-secret", "--report", "json=r.json")
    done = desk.run(*arguments, "--output", "json", MY_TOKEN="tok-0123456789")
    everything = done.out + done.err + (desk.folder / "r.json").read_text()
    assert "***env:MY_TOKEN***" in everything
    assert "hunter22-secret" not in everything
    assert "tok-0123456789" not in everything


def test_ctrl_c_stops_the_step_runs_no_more_and_still_writes_the_reports(desk: Desk) -> None:
    marker = desk.folder / "began"
    text = page(f"touch {marker}; sleep 60", "echo later")
    process = desk.start("execute", desk.page(text), "--report", "json=r.json")
    while not marker.exists():
        time.sleep(0.01)
    begin = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert time.monotonic() - begin < 10
    assert process.returncode == 130
    assert "UNKNOWN" in out
    assert not err
    result = json.loads((desk.folder / "r.json").read_text())
    assert result["verdict"] == "unknown"
    assert [step["status"] for step in result["steps"]] == ["failed", "skipped"]
    assert result["steps"][1]["reason"] == "interrupted"


def test_step_runs_one_step_alone_and_names_what_it_misses(desk: Desk) -> None:
    text = "# T\n\n## Procedure\n\nCreate `a.json`:\n\n```json\n{}\n```\n\n"
    text += "Read it:\n\n```bash\ncat a.json\n```\n"
    done = desk.run("execute", desk.page(text), "--step", "1.2", "--output", "json")
    assert [step["status"] for step in done.result["steps"]] == ["skipped", "failed"]
    assert "step 1.1 is not selected, so `a.json` is missing for step 1.2" in done.err


def test_cleanup_runs_after_a_failure_and_not_before_a_step_began(desk: Desk) -> None:
    text = page("false") + "\n## Cleanup\n\n```bash\necho clean\n```\n"
    done = desk.run("execute", desk.page(text), "--output", "json")
    assert [step["status"] for step in done.result["steps"]] == ["failed", "ran"]
    done = desk.run("execute", "page.md", "--step", "c.1", "--output", "json")
    assert done.result["steps"][1]["reason"] == "no step began, so there is nothing to clean up"


def test_bash_says_the_pages_own_line_of_a_syntax_error(desk: Desk) -> None:
    done = desk.run("execute", desk.page(page("true\ndone")), "--output", "json")
    assert "page.md:9: line 2: syntax error near unexpected token `done'" in done.result["steps"][0]["stderr"]


def test_a_file_that_was_there_before_is_not_what_the_step_created(desk: Desk) -> None:
    (desk.folder / "old.txt").write_text("x")
    text = page("true") + "\nThe command creates `old.txt`.\n"
    done = desk.run("execute", desk.page(text), "--workdir", ".", "--output", "json")
    assert done.status == 1
    assert "it was there before and is unchanged" in done.result["steps"][0]["reason"]
    done = desk.run("execute", desk.page(text.replace("true", "echo y > old.txt")), "--workdir", ".")
    assert done.status == 0


def test_an_error_on_stderr_is_an_output_too(desk: Desk) -> None:
    done = desk.run("execute", desk.page(page("echo oops >&2") + "\nThere should be no output.\n"))
    assert done.status == 1


def test_a_template_names_a_file(desk: Desk) -> None:
    text = "---\nvariables: {env: dev}\n---\n# T\n\n## Procedure\n\nCreate `conf-{{ env }}.json`:\n\n"
    text += "```json\n{}\n```\n\nRead it:\n\n```bash\ncat conf-prod.json\n```\n"
    assert desk.run("execute", desk.page(text), "--var", "env=prod").status == 0


def test_what_is_no_step_is_said(desk: Desk) -> None:
    done = desk.run("execute", desk.page("# T\n\n## Procedure\n\nSee:\n\n```json\n{}\n```\n"))
    assert "note: the fence in json at line 7 is no step and is not run" in done.out


def test_a_difference_that_the_eye_would_miss_is_shown(desk: Desk) -> None:
    done = desk.run("execute", desk.page(page(r"printf 'ok\r\n'") + "\nThe output is `ok`.\n"))
    assert 'stdout is `ok`: got "ok\\r"' in done.out


def test_closed_streams_are_no_internal_error(desk: Desk) -> None:
    import subprocess

    from tests.cli.conftest import PROGRAM

    desk.page(GOOD)
    for redirect, status in ((">&-", 0), (">/dev/full", 3)):
        done = subprocess.run(
            ["bash", "-c", f"{PROGRAM} execute page.md {redirect}"],
            cwd=desk.folder,
            env=desk.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status
        assert "internal error" not in done.stderr


@pytest.mark.parametrize("flag", ["--workdir", "--keep-output", "--allow-write"])
def test_an_empty_place_is_an_error_and_not_the_current_folder(desk: Desk, flag: str) -> None:
    done = desk.run("execute", desk.page(page("touch was-here")), flag, "")
    assert done.status == 2
    assert f"{flag}: it is empty; name a place, or leave it out" in done.err
    assert not (desk.folder / "was-here").exists()


def test_a_report_that_cannot_be_written_is_named(desk: Desk) -> None:
    done = desk.run("execute", desk.page(page("true")), "--report", "json=/dev/full")
    assert done.status == 3
    done = desk.run("execute", desk.page(page("true")), "--report", "json=/proc/report")
    assert done.status == 2
    assert "--report json=/proc/report: /proc/report cannot be written (No such file" in done.err


def test_a_failure_without_advice_is_a_gap_and_the_row_to_write_is_given(desk: Desk) -> None:
    done = desk.run("execute", desk.page(page("echo 'warp: no *dilithium*' >&2; false")))
    assert "the page has no advice for this failure" in done.out
    assert "a row for its Troubleshooting: - *warp: no dilithium* → ..." in done.out
    assert "advice: the page has none for 1 failure (step 1.1)" in done.out


def test_advice_has_its_reason_its_code_and_its_place_and_is_masked(desk: Desk) -> None:
    key = "ghp_abcdefghijklmnopqrstuvwxyz0123456789"
    text = page(f"echo 'E42: {key} is used up' >&2; false")
    text += f"\n## Troubleshooting\n\n### `E42: {key}`\n\nRenew it:\n\n```bash\nrenew {key}\n```\n"
    done = desk.run("execute", desk.page(text), "--output", "json")
    (advice,) = done.result["steps"][0]["advice"]
    assert (advice["line"], advice["score"]) == (13, 1.0)
    assert advice["reason"].startswith("the output has `E42")
    assert advice["code"][0].startswith("renew ")
    assert key not in done.out
    told = desk.run("execute", desk.page(text)).out
    assert "it fits since the output has `E42" in told
    assert "            renew " in told
    assert key not in told


def test_a_page_whose_steps_go_well_does_not_load_what_weighs_advice(desk: Desk) -> None:
    name = desk.page(page("echo ok") + "\n## Troubleshooting\n\n- *No fuse* → Buy one.\n")
    program = (
        "import sys; from runner.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([name for name in ('rapidfuzz', 'runner.run.advice') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "execute", name],
        cwd=desk.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.endswith("[]\n")
