"""Where a run took place, told by files and the environment alone."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from runner.store.origin import find_commit, origin_of

if TYPE_CHECKING:
    from pathlib import Path

GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_SERVER_URL": "https://git.example",
    "GITHUB_REPOSITORY": "group/pages",
    "GITHUB_RUN_ID": "7",
}


def origin(environment: dict[str, str], **more: Any) -> dict[str, Any]:
    return origin_of("/nowhere/page.md", {"PATH": "", **environment}, **{"uses_aws": False, **more})


@pytest.mark.parametrize(
    ("environment", "host", "link"),
    [
        ({}, "local", None),
        ({"CI": "1"}, "ci", None),
        (GITHUB, "github", "https://git.example/group/pages/actions/runs/7"),
        ({"GITHUB_ACTIONS": "true"}, "github", None),
        (
            {"GITLAB_CI": "1", "CI_JOB_URL": "https://g/j/1", "CI_PIPELINE_URL": "p"},
            "gitlab",
            "https://g/j/1",
        ),
        ({"GITLAB_CI": "1", "CI_PIPELINE_URL": "https://g/p/1"}, "gitlab", "https://g/p/1"),
        ({"GITLAB_CI": "1", "CI_JOB_URL": "javascript:alert(1)"}, "gitlab", None),
    ],
)
def test_the_host_and_its_job_are_told_by_the_environment(
    environment: dict[str, str], host: str, link: str | None
) -> None:
    found = origin(environment)
    assert (found["host"], found["link"]) == (host, link)


def program(folder: Path, name: str, text: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(text)
    file.chmod(0o755)
    return folder


def test_versions_are_told_by_the_programs_files(tmp_path: Path) -> None:
    bash = program(tmp_path / "b", "bash", "...\0@(#)Bash version 5.2.15(1) release GNU\0...")
    v2 = program(tmp_path / "aws-cli/v2/2.15.30/bin", "aws")
    v1 = program(tmp_path / "venv/bin", "aws")
    (tmp_path / "venv/lib/python3.11/site-packages/awscli-1.44.7.dist-info").mkdir(parents=True)
    assert origin({"PATH": f"{bash}:{v2}"})["tools"] == {"bash": "5.2.15"}
    assert origin({"PATH": f"{bash}:{v2}"}, uses_aws=True)["tools"] == {"bash": "5.2.15", "aws": "2.15.30"}
    assert origin({"PATH": str(v1)}, uses_aws=True)["tools"] == {"aws": "1.44.7"}
    assert origin({"PATH": str(program(tmp_path / "c", "bash", "another"))})["tools"] == {}


def git(folder: Path, *words: str) -> str:
    settings = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", *settings, *words], cwd=folder, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def test_the_commit_is_the_one_that_git_tells(tmp_path: Path) -> None:
    repository = tmp_path / "r"
    (repository / "sub").mkdir(parents=True)
    git(repository, "init", "-q")
    assert find_commit(repository) is None
    git(repository, "commit", "-q", "--allow-empty", "-m", "x")
    head = git(repository, "rev-parse", "HEAD")
    assert find_commit(repository / "sub") == head
    git(repository, "pack-refs", "--all")
    assert find_commit(repository) == head
    git(repository, "worktree", "add", "-q", str(tmp_path / "w"))
    assert find_commit(tmp_path / "w") == head
    git(repository, "checkout", "-q", "--detach")
    assert find_commit(repository) == head


@pytest.mark.parametrize("text", ["", "ref: refs/heads/none", "ref: ../../secret", "junk\0"])
def test_a_broken_repository_has_no_commit(tmp_path: Path, text: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_text(text)
    assert find_commit(tmp_path) is None
