"""The action and the examples for CI: whole, harmless to those who use them, and run as they stand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import PROGRAM
from tests.pages import page

ROOT = Path(__file__).parents[1]
ACTION = ROOT / "action.yml"
WORKFLOWS = sorted((ROOT / "docs/examples/github").glob("*.yml"))
GITLAB = ROOT / "docs/examples/gitlab/.gitlab-ci.yml"
_EXPRESSION = re.compile(r"\$\{\{.*?\}\}", re.DOTALL)
_PLACE = re.compile(r"[\w.-]+/[\w.-]+(?:/[\w./-]+)?@[\w.-]+")


def load(file: Path) -> Any:
    return yaml.load(file.read_text(), Loader=yaml.BaseLoader)


def steps(file: Path) -> list[dict[str, Any]]:
    found = load(file)
    jobs = found["jobs"].values() if "jobs" in found else [found["runs"]]
    return [step for job in jobs for step in job["steps"]]


every_file = pytest.mark.parametrize("file", [ACTION, *WORKFLOWS], ids=lambda file: file.name)
every_workflow = pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)


@every_file
def test_no_script_holds_an_expression(file: Path) -> None:
    """What an expression gives is put into the script as text: a branch's name would be run."""
    assert [step["run"] for step in steps(file) if _EXPRESSION.search(step.get("run", ""))] == []


@every_file
def test_every_step_uses_a_pinned_action_or_runs_a_script(file: Path) -> None:
    for step in steps(file):
        assert ("uses" in step) != ("run" in step), step
        assert "uses" not in step or _PLACE.fullmatch(step["uses"]), step


@every_file
def test_every_script_is_bash_that_can_be_parsed(file: Path) -> None:
    for step in steps(file):
        done = subprocess.run(
            ["bash", "-n"], input=step.get("run", ""), text=True, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")


@every_workflow
def test_every_job_has_a_limit_and_the_token_may_only_read_unless_said(file: Path) -> None:
    found = load(file)
    assert found["permissions"] == {"contents": "read"}
    assert all("timeout-minutes" in job and "runs-on" in job for job in found["jobs"].values())


@every_workflow
def test_a_job_needs_only_jobs_that_there_are(file: Path) -> None:
    jobs = load(file)["jobs"]
    needed = {name for job in jobs.values() for name in [job.get("needs")] if name}
    assert needed <= set(jobs)


@every_workflow
def test_inputs_are_those_of_the_action(file: Path) -> None:
    known = set(load(ACTION)["inputs"])
    for step in steps(file):
        if step.get("uses", "").startswith("example/runbook@"):
            assert set(step.get("with", {})) <= known


def test_a_pull_request_meets_no_secret_and_no_live_cloud() -> None:
    text = (ROOT / "docs/examples/github/pull-request.yml").read_text()
    found = yaml.load(text, Loader=yaml.BaseLoader)
    assert list(found["on"]) == ["pull_request"]
    assert "secrets." not in text
    assert "id-token" not in text
    assert {
        step["with"].get("target", "stand-in")
        for step in steps(WORKFLOWS[1])
        if "runbook@" in step.get("uses", "")
    } == {"stand-in"}


def test_the_nightly_run_has_a_role_and_no_stored_key() -> None:
    text = (ROOT / "docs/examples/github/nightly.yml").read_text()
    assert "role-to-assume" in text
    assert "secrets." not in text
    assert "aws-secret-access-key" not in text
    assert load(WORKFLOWS[0])["jobs"]["test"]["permissions"]["id-token"] == "write"


def test_every_input_reaches_the_script_through_the_environment() -> None:
    found = load(ACTION)
    used = {
        value
        for step in steps(ACTION)
        for value in [*step.get("env", {}).values(), *step.get("with", {}).values()]
    }
    used |= {step.get("if", "") for step in steps(ACTION)}
    for name in found["inputs"]:
        assert any(f"inputs.{name}" in value for value in used), name


def test_gitlab_runs_parts_and_keeps_what_they_left() -> None:
    job = load(GITLAB)["pages-test"]
    assert "$CI_NODE_INDEX/$CI_NODE_TOTAL" in job["script"][1]
    assert job["artifacts"]["when"] == "always"
    assert job["artifacts"]["reports"]["junit"] == ".runbook/reports/junit-*.xml"


# The script of the action, run as it stands.


def script() -> tuple[str, dict[str, str]]:
    step = next(step for step in steps(ACTION) if step.get("id") == "run")
    inputs = load(ACTION)["inputs"]
    names = {key: re.search(r"inputs\.([\w-]+)", value)[1] for key, value in step["env"].items()}  # type: ignore[index]
    return step["run"], {key: inputs[name].get("default", "") for key, name in names.items()}


def act(folder: Path, **inputs: str) -> tuple[int, str, str]:
    text, defaults = script()
    for name in ("output", "summary.md"):
        (folder / name).touch()
    (folder / "bin").mkdir(exist_ok=True)
    shutil.copy(PROGRAM, folder / "bin/runbook")
    environment = {
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        "GITHUB_ACTIONS": "true",
        "CI": "true",
        "LANG": "C.UTF-8",
        **defaults,
        **{f"INPUT_{name}": value for name, value in inputs.items()},
    }
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout, (folder / "output").read_text()


GOOD = page("echo ok") + "\nThe output contains `ok`.\n"
BAD = page("printf '::error::mine\\n'") + "\nThe output contains `ok`.\n"


@pytest.mark.shell
def test_the_action_runs_pages_and_leaves_reports_a_summary_and_annotations(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/a b.md").write_text(GOOD)
    (tmp_path / "pages/c.md").write_text(BAD)
    status, log, output = act(tmp_path, PATHS="pages/a b.md\npages/c.md")
    assert (status, output) == (1, "exit-status=1\n")
    assert "::error file=pages/c.md,line=" in log.splitlines()[-1]
    assert "1 passed, 1 failed" in (tmp_path / "summary.md").read_text()
    reports = {path.name for path in (tmp_path / ".runbook/reports").iterdir()}
    assert reports == {"annotations.txt", "junit-1.xml", "events-1.jsonl"}


@pytest.mark.shell
@pytest.mark.parametrize("path", ["$(touch owned)", "`touch owned`", "; touch owned", "--help"])
def test_an_input_is_never_run(tmp_path: Path, path: str) -> None:
    status, _, _ = act(tmp_path, PATHS=path)
    assert status == 2
    assert not (tmp_path / "owned").exists()


@pytest.mark.shell
def test_a_part_without_a_page_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(GOOD)
    assert act(tmp_path, PATHS="a.md", SHARD="2/2")[0] == 0


@pytest.mark.shell
def test_the_action_checks_pages_too(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(GOOD)
    assert act(tmp_path, PATHS="a.md", COMMAND="check")[0] == 0
    assert (tmp_path / ".runbook/reports/findings.sarif").exists()
    assert act(tmp_path, PATHS="a.md", COMMAND="rm")[0] == 2


@pytest.mark.shell
@pytest.mark.parametrize("command", ["check", "test"])
def test_the_action_takes_a_folder_or_the_pages_of_the_configuration(tmp_path: Path, command: str) -> None:
    """As the example workflow has it."""
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures/a.md").write_text(GOOD)
    (tmp_path / "runbook.toml").write_text('pages = ["procedures"]')
    assert act(tmp_path, PATHS="procedures", COMMAND=command)[0] == 0
    assert act(tmp_path, COMMAND=command)[0] == 0
