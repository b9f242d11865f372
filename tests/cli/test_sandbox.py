"""A page that is shut in: what it may write, read and reach, and that all else is as without a sandbox."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from runner.errors import EnvironmentNotReadyError
from runner.run.sandbox import require_bubblewrap
from tests.pages import page

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell


def _why_not() -> str:
    try:
        require_bubblewrap(os.environ, allow_network=False)
    except EnvironmentNotReadyError as error:
        return str(error)
    return ""


WHY_NOT = _why_not()
shut_in = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)


def run(desk: Desk, *fences: str, more: tuple[str, ...] = ()) -> list[Any]:
    desk.page(page(*fences))
    done = desk.run("execute", "page.md", "--sandbox", "--keep-going", "--output", "json", *more)
    found: list[Any] = done.result["steps"]
    return found


@shut_in
def test_only_the_working_folder_can_be_written(desk: Desk) -> None:
    (desk.folder / "work").mkdir()
    code = "echo in >file && ! echo out >~/file && ! echo out >/etc/runbook-was-here; echo out >../file"
    step = run(desk, code, more=("--workdir", "work"))[0]
    assert (step["status"], step["effects"]["files"]) == ("ran", ["file"])
    assert step["stderr"].count("Read-only file system") == 2
    assert (desk.folder / "work/file").read_text() == "in\n"
    assert not list(Path(desk.environment["HOME"]).iterdir())
    assert not (desk.folder / "file").exists()


@shut_in
def test_the_home_folder_can_be_read(desk: Desk) -> None:
    (Path(desk.environment["HOME"]) / "settings").write_text("mine\n")
    assert run(desk, "cat ~/settings")[0]["stdout"] == "mine\n"


@shut_in
def test_temporary_files_are_the_pages_own(desk: Desk) -> None:
    found = run(desk, "mktemp >name; test -f $(cat name) && cat name")
    assert found[0]["exit_code"] == 0
    assert not Path(found[0]["stdout"].strip()).exists()


@shut_in
def test_there_is_no_network_unless_it_is_allowed(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = f"exec 5<>/dev/tcp/127.0.0.1/{server.getsockname()[1]}"
        assert run(desk, code)[0]["exit_code"] == 1
        assert run(desk, code, more=("--allow-network",))[0]["exit_code"] == 0


@shut_in
def test_no_right_of_root_is_left(desk: Desk) -> None:
    out = run(desk, "grep CapEff /proc/self/status; mount -o remount,rw / 2>&1 || echo refused")[0]["stdout"]
    assert out.startswith("CapEff:\t0000000000000000\n")
    assert out.endswith("refused\n")


@shut_in
def test_the_shell_is_one_through_all_steps(desk: Desk) -> None:
    found = run(desk, "kept=1; f() { echo $kept; }; cd /", "sleep 30 & f; pwd", "jobs; cat <(echo <<<x ok)")
    assert [step["stdout"].splitlines()[:2] for step in found[1:]] == [
        ["1", "/"],
        ["[1]+  Running                 sleep 30 &", "ok"],
    ]


@shut_in
def test_a_step_is_stopped_with_all_that_it_started_and_the_shell_lives_on(desk: Desk) -> None:
    found = run(desk, "kept=1", "setsid sleep 61 & sleep 62", "echo $kept", more=("--timeout", "1"))
    assert [(step["status"], step["stdout"]) for step in found[1:]] == [("failed", ""), ("ran", "1\n")]
    assert not _running("sleep 61") | _running("sleep 62")


@shut_in
def test_nothing_is_left_running_after_the_page(desk: Desk) -> None:
    run(desk, "setsid sleep 63 & disown; (sleep 64 &)")
    assert not _running("sleep 63") | _running("sleep 64")


def _running(command: str) -> set[str]:
    found = set()
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if file.read_bytes().replace(b"\0", b" ").decode().strip() == command:
                found.add(file.parent.name)
        except OSError:
            continue
    return found


@shut_in
@pytest.mark.parametrize(("code", "status"), [("kill -9 $$", 137), ("exec bash -c 'exit 7'", 7)])
def test_the_end_of_the_shell_is_told_as_without_a_sandbox(desk: Desk, code: str, status: int) -> None:
    step = run(desk, code)[0]
    assert step["status"] == "failed"
    assert f"the shell ended with status {status}" in step["reason"]


@shut_in
def test_a_step_may_have_a_terminal_in_it(desk: Desk) -> None:
    text = page('read -p "Name? " name; echo "$name" >/dev/tty').replace(
        "```bash", '```bash {tty answers="Ada\\n"}'
    )
    desk.page(text)
    step = desk.run("execute", "page.md", "--sandbox", "--output", "json").result["steps"][0]
    assert step["stdout"] == "Name? Ada\nAda\n"


@shut_in
def test_the_stand_in_answers_though_there_is_no_network(desk: Desk) -> None:
    pytest.importorskip("awscli")
    call = "aws bedrock list-foundation-models --region us-east-1 --query 'modelSummaries[0].modelId'"
    desk.page(page(call, before="---\nstand-in: bedrock\n---\n"))
    done = desk.run("execute", "page.md", "--sandbox", "--target", "stand-in", "--output", "json")
    step = done.result["steps"][0]
    assert (step["exit_code"], step["stderr"]) == (0, "")
    assert "." in step["stdout"]


@shut_in
def test_every_report_says_that_the_page_was_shut_in(desk: Desk) -> None:
    desk.page(page("true"))
    assert "in a sandbox: no network" in desk.run("execute", "page.md", "--sandbox").out


def test_without_bubblewrap_nothing_runs_and_the_cure_is_said(desk: Desk) -> None:
    bash = desk.folder / "programs"
    bash.mkdir()
    (bash / "bash").symlink_to("/bin/bash")
    desk.page(page("touch ran"))
    done = desk.run("execute", "page.md", "--sandbox", "--workdir", ".", PATH=str(bash))
    assert done.status == 4
    assert "install it (apt-get install bubblewrap" in done.err
    assert not (desk.folder / "ran").exists()


def test_a_bubblewrap_that_cannot_work_here_is_told_with_what_it_said(desk: Desk) -> None:
    programs = desk.folder / "programs"
    programs.mkdir()
    (programs / "bwrap").write_text("#!/bin/sh\necho 'bwrap: no permission' >&2\nexit 1\n")
    (programs / "bwrap").chmod(0o755)
    desk.page(page("true"))
    done = desk.run("execute", "page.md", "--sandbox", PATH=f"{programs}:{desk.environment['PATH']}")
    assert done.status == 4
    assert "bubblewrap cannot work here (bwrap: no permission); allow user namespaces" in done.err


def test_the_network_is_allowed_to_a_sandbox_alone(desk: Desk) -> None:
    desk.page(page("true"))
    done = desk.run("execute", "page.md", "--allow-network")
    assert done.status == 2
    assert "--allow-network is for a sandbox; add --sandbox" in done.err


@shut_in
def test_a_run_that_was_shut_in_is_continued_only_in_a_sandbox(desk: Desk) -> None:
    desk.page(page("echo one", "test -e more", "touch ../out 2>/dev/null; echo two"))
    (desk.folder / "work").mkdir()
    first = ("execute", "page.md", "--workdir", "work")
    assert desk.run(*first, "--sandbox").status == 1
    (desk.folder / "work/more").touch()
    refused = desk.run(*first, "--resume")
    assert refused.status == 2
    assert "page.md: run " in refused.err
    assert "was in a sandbox; add --sandbox, or run without --resume" in refused.err
    assert desk.run(*first, "--resume", "--sandbox").status == 0
    assert not (desk.folder / "out").exists()


@shut_in
@pytest.mark.parametrize("folder", ["/", "/tmp", "/run"])
def test_a_working_folder_that_would_open_the_sandbox_is_refused(desk: Desk, folder: str) -> None:
    desk.page(page("touch was-here"))
    done = desk.run("execute", "page.md", "--sandbox", "--workdir", folder)
    assert done.status == 2
    assert f"--sandbox: the working folder {folder} holds what a sandbox hides; name one below it" in done.err
    assert not Path(folder, "was-here").exists()
    assert desk.kept_folders() == []
