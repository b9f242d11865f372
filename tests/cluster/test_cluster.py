"""`runbook test --engine dask`: with a real scheduler and two worker processes, some of which are lost."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest
from distributed import Client

from runner.api.options import Options
from runner.cluster.job import job_maker
from runner.cluster.on_worker import carry_out
from runner.outcomes import Ending
from runner.suite.judging import Gate
from runner.suite.workers import Task
from tests.cli.conftest import PROGRAM
from tests.cluster.clusters import Cluster, cluster, endings, environment_in, events, wait_for
from tests.pages import page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.shell

SECRET = "wq8Zr2Lm5Tx9Kb3N"
OK = "\nThe output contains `ok`.\n"


def good(command: str = "echo hello") -> str:
    return page(f"{command}\necho ok") + OK


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    place = tmp_path_factory.mktemp("two")
    secrets = {"SERVICE_TOKEN": SECRET, "RUNBOOK_VAR_WORD": SECRET}
    with cluster(place, workers=((), ("--resources", "aws-prod=1")), secrets=secrets) as found:
        yield found


def test_a_cluster_gives_the_same_results_as_processes_here(two: Cluster) -> None:
    folder = two.folder("same")
    kinds = (good(), page("echo other") + OK, page("true"), page("no-such-program"), "# T\n\nNo steps.\n")
    broken = "---\ntimeuot: 3\n---\n" + good()
    for number in range(24):
        text = (*kinds, broken)[number % 6]
        (folder / f"{number:02}.md").write_text(text)
    there = two.run(folder)
    found = [_lasting(event) for event in events(folder)]
    words = [str(PROGRAM), "test", "-j", "4", "--report", "jsonl=events.jsonl"]
    here = subprocess.run(words, cwd=folder, env=two.environment, capture_output=True, check=False, text=True)
    assert there.status == here.returncode, there.err
    assert found == [_lasting(event) for event in events(folder)]
    assert len(found) > 24


def _lasting(event: object) -> object:
    """An event without what differs from run to run: times, and names of temporary folders."""
    if isinstance(event, dict):
        passing = ("duration", "started_at", "tmp", "kept_folder")
        return {name: _lasting(value) for name, value in event.items() if name not in passing}
    return [_lasting(item) for item in event] if isinstance(event, list) else event


def test_a_page_whose_worker_is_killed_is_unknown_and_runs_once(tmp_path: Path) -> None:
    with cluster(tmp_path) as found:
        folder = found.folder("lost")
        marks = folder / "marks"
        slow = f"ps -o ppid= -p $PPID > {folder}/.worker; mv {folder}/.worker {folder}/worker; sleep 50"
        (folder / "a.md").write_text(page(f"echo begun >> {marks}", slow))
        for name in "bcdef":
            (folder / f"{name}.md").write_text(good("sleep 0.2"))
        process = found.start(folder)
        wait_for(folder / "worker")
        worker = int((folder / "worker").read_text())
        assert worker in [one.pid for one in found.workers]
        os.kill(worker, signal.SIGKILL)
        out, err = process.communicate(timeout=60)
        assert endings(folder) == {"a.md": "unknown", **{f"{name}.md": "passed" for name in "bcdef"}}, err
        assert process.returncode == 1
        assert "the worker that ran it was lost, so what it did is not known; it was not run again" in out
        assert marks.read_text() == "begun\n"
        # The worker recorded that the page began, and how far it came.
        words = [str(PROGRAM), "runs", "a.md"]
        listed = subprocess.run(
            words, cwd=folder, env=found.environment, capture_output=True, text=True, check=True
        )
        assert listed.stdout.count("a.md") == 1
        assert "unknown" in listed.stdout


def test_a_job_that_is_given_out_twice_runs_once(two: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import Queue

    folder = two.folder("twice")
    (folder / "a.md").write_text(good(f"echo begun >> {folder}/marks"))
    monkeypatch.chdir(folder)
    job = job_maker(Options(), Gate())(Task(path="a.md"))
    with Client(two.address) as client:
        ticket = Queue(job.ticket, client=client)
        ticket.put(1)
        given = [client.submit(carry_out, job, pure=False).result(timeout=60).ending for _ in range(2)]
    assert given == [Ending.PASSED, Ending.UNKNOWN]
    assert (folder / "marks").read_text() == "begun\n"


def test_what_comes_back_holds_no_secret_of_the_worker(two: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import Queue

    folder = two.folder("secrets")
    declared = "---\nvariables:\n  word: {secret: true, required: true}\n---\n"
    (folder / "a.md").write_text(
        declared + good('echo "$SERVICE_TOKEN" {{ word }}; echo "$SERVICE_TOKEN" > f')
    )
    monkeypatch.chdir(folder)
    job = job_maker(Options(), Gate())(Task(path="a.md"))
    with Client(two.address) as client:
        Queue(job.ticket, client=client).put(1)
        outcome = client.submit(carry_out, job, pure=False).result(timeout=60)
    assert outcome.ending is Ending.PASSED, outcome
    assert "***" in outcome.run.steps[0].stdout
    assert SECRET.encode() not in pickle.dumps(outcome)


def declaring(name: str) -> str:
    return f"---\nvariables:\n  {name}: none\n---\n{good()}"


@pytest.mark.parametrize(
    ("text", "variable"),
    [
        pytest.param(declaring("api_token"), "api_token=Zr2Lm5Tx9Kb3", id="by its name"),
        pytest.param(declaring("value"), "value=ghp_" + "a1B2c3D4e5" * 3 + "a1B2c3", id="by its shape"),
        pytest.param("---\nvariables:\n  word: {secret: true}\n---\n" + good(), "word=x", id="by the page"),
    ],
)
def test_a_secret_is_not_put_on_the_wire(two: Cluster, tmp_path: Path, text: str, variable: str) -> None:
    folder = two.folder(tmp_path.name)
    (folder / "a.md").write_text(text)
    done = two.run(folder, ".", "--var", variable)
    assert done.status == 2
    name, _, value = variable.partition("=")
    assert f"--var {name}: this is a secret" in done.err
    assert f"RUNBOOK_VAR_{name.upper()}" in done.err
    assert value not in done.err or len(value) == 1


def test_a_parameter_reaches_the_worker(two: Cluster) -> None:
    folder = two.folder("parameter")
    (folder / "a.md").write_text("---\nvariables:\n  word: none\n---\n" + page("echo {{ word }}") + OK)
    assert two.run(folder, ".", "--var", "word=ok").status == 0


def test_pages_with_the_same_need_run_one_at_a_time_even_of_two_suites(two: Cluster) -> None:
    folder = two.folder("needs")
    lock = folder / "lock"
    for name in "ab":
        text = good(f"mkdir {lock} || exit 9; sleep 0.4; rmdir {lock}")
        (folder / f"{name}.md").write_text(f"---\nneeds: the-lock\n---\n{text}")
    suites = [two.start(folder, f"{name}.md") for name in "ab"]
    said = [suite.communicate(timeout=60) for suite in suites]
    assert [suite.returncode for suite in suites] == [0, 0], said


def test_a_page_runs_where_its_need_is_offered(two: Cluster) -> None:
    folder = two.folder("label")
    for name in "abc":
        (folder / f"{name}.md").write_text(f"---\nneeds: aws-prod\n---\n{good('echo worker $WORKER')}")
    assert two.run(folder).status == 0
    said = [event["step"]["stdout"] for event in events(folder) if event["event"] == "step-finished"]
    assert said == ["worker 2\nok\n"] * 3


def test_ctrl_c_ends_what_runs_keeps_what_ended_and_begins_no_more(two: Cluster) -> None:
    folder = two.folder("interrupted")
    (folder / "a.md").write_text(good())
    (folder / "b.md").write_text(page(f"touch {folder}/began; sleep 53", "echo cleaned > ../cleaned"))
    for name in "cd":
        (folder / f"{name}.md").write_text(good())
    process = two.start(folder, ".", "-j", "1")
    wait_for(folder / "began")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert endings(folder) == {"a.md": "passed", "b.md": "unknown", "c.md": "not-run", "d.md": "not-run"}
    assert "INTERRUPTED" in out
    listed = subprocess.run(["pgrep", "-fx", "sleep 53"], capture_output=True, text=True, check=False)
    assert listed.stdout == ""


def elsewhere(two: Cluster, tmp_path: Path, text: str) -> Path:
    """Another checkout of the workers' project, in which the page has this text."""
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "runbook.toml").write_text('pages = ["."]\n')
    (folder / "other.md").write_text(text)
    return folder


def test_a_worker_refuses_a_page_of_which_it_has_another_text(two: Cluster, tmp_path: Path) -> None:
    (two.project / "other.md").write_text(good("echo theirs"))
    folder = elsewhere(two, tmp_path, good("echo ours"))
    done = two.run(folder)
    assert done.status == 4
    assert "its other.md is another text; bring that worker up to date" in done.out


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def test_a_worker_refuses_a_page_where_its_checkout_is_at_another_commit(tmp_path: Path) -> None:
    with cluster(tmp_path, workers=((),)) as found:
        (found.project / "other.md").write_text(good())
        folder = tmp_path / "here"
        for place, message in ((found.project, "theirs"), (folder, "ours")):
            if place is folder:
                shutil.copytree(found.project, folder, ignore=shutil.ignore_patterns(".git"))
            git(place, "init", "-q")
            git(place, "add", ".")
            git(place, "commit", "-qm", message)
        done = found.run(folder)
        assert done.status == 4
        assert "its checkout is at" in done.out
        shutil.rmtree(folder / ".git")
        assert found.run(folder).status == 0


@pytest.mark.parametrize("flags", [["--resume"], ["--keep-output", "out"]])
def test_what_means_this_machine_alone_is_refused(two: Cluster, tmp_path: Path, flags: list[str]) -> None:
    folder = two.folder(tmp_path.name)
    (folder / "a.md").write_text(good())
    done = two.run(folder, ".", *flags)
    assert done.status == 2
    assert done.err.startswith(f"runbook: {flags[0]}: ")


def test_a_page_outside_the_project_is_refused(two: Cluster, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(good())
    done = two.run(two.project, str(tmp_path / "a.md"))
    assert done.status == 2
    assert "it is outside the project" in done.err


def test_flags_of_a_cluster_need_its_engine_and_the_engine_needs_an_address(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(good())
    for flags, said in (
        (["--scheduler", "tls://host:1"], "--scheduler is for a cluster; add --engine dask"),
        (["--engine", "dask"], "--engine dask: it does not say where"),
    ):
        words, own = [str(PROGRAM), "test", ".", *flags], environment_in(tmp_path)
        done = subprocess.run(words, cwd=tmp_path, env=own, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert said in done.stderr
