"""Where a run takes place: host, CI job, commit and versions of tools. Runs nothing, and names no person."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# A host, the variable that tells it, and its links: of the templates the first whose variables are all set.
_HOSTS = (
    (
        "github",
        "GITHUB_ACTIONS",
        ("{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/actions/runs/{GITHUB_RUN_ID}",),
    ),
    ("gitlab", "GITLAB_CI", ("{CI_JOB_URL}", "{CI_PIPELINE_URL}")),
    ("jenkins", "JENKINS_URL", ("{BUILD_URL}",)),
    ("circleci", "CIRCLECI", ("{CIRCLE_BUILD_URL}",)),
    ("buildkite", "BUILDKITE", ("{BUILDKITE_BUILD_URL}",)),
    ("ci", "CI", ()),
)
# What what(1) finds in the program; to start bash takes three times as long.
_BASH = b"@(#)Bash version "
_LONGEST_VERSION = 20
# Patterns are compiled where they are used: every run loads this module.
_AWS_V2 = r"/v2/(\d+(?:\.\d+)+)/"
_AWS_V1 = r"awscli-(\d+(?:\.\d+)+)\.dist-info"
# SHA-1 and SHA-256.
_COMMIT_LENGTHS = (40, 64)


def origin_of(page: str, environment: Mapping[str, str], *, uses_aws: bool) -> dict[str, object]:
    """Give where a run of a page takes place; what is not known is null or left out.

    Args:
        page: The page's path.
        environment: That of the steps.
        uses_aws: Whether the page calls the AWS command line.
    """
    host, link = _host(environment)
    system = os.uname()
    return {
        "host": host,
        "link": link,
        "commit": find_commit(Path(os.path.abspath(page)).parent),  # noqa: PTH100 - links stay
        "system": f"{system.sysname} {system.machine}".lower(),
        "tools": dict(_tools(environment, uses_aws=uses_aws)),
    }


def _host(environment: Mapping[str, str]) -> tuple[str, str | None]:
    """The kind of host, and the address of its job's page."""
    for name, sign, links in _HOSTS:
        if not environment.get(sign):
            continue
        for link in links:
            with suppress(KeyError):
                found = link.format_map(environment)
                # It becomes a link on a site, so it must not be one that runs a script.
                return name, found if found.startswith(("https://", "http://")) else None
        return name, None
    return "local", None


def _tools(environment: Mapping[str, str], *, uses_aws: bool) -> Iterator[tuple[str, str]]:
    bash = _program("bash", environment)
    if bash is not None and (version := _bash_version(bash)):
        yield "bash", version
    aws = _program("aws", environment) if uses_aws else None
    if aws is not None and (version := _aws_version(aws)):
        yield "aws", version


def _program(name: str, environment: Mapping[str, str]) -> Path | None:
    found = shutil.which(name, path=environment.get("PATH", os.defpath))
    return Path(found).resolve() if found else None


@cache
def _bash_version(program: Path) -> str:
    with suppress(OSError):
        data = program.read_bytes()
        at = data.find(_BASH) + len(_BASH)
        if at >= len(_BASH):
            return data[at : at + _LONGEST_VERSION].partition(b"(")[0].decode("ascii", "replace")
    return ""


def _aws_version(program: Path) -> str:
    """Its version by where it lies: to ask it takes a second."""
    match = re.search(_AWS_V2, str(program))
    if match:
        return match[1]
    for folder in program.parent.parent.glob("lib/python3*/site-packages/awscli-*"):
        if found := re.fullmatch(_AWS_V1, folder.name):
            return found[1]
    return ""


# The commit: Git's own files, read, because to start git takes longer than a step.


def find_commit(folder: Path) -> str | None:
    """Give the commit that is checked out in the repository around a folder, None where there is none."""
    for place in (folder, *folder.parents):
        git = place / ".git"
        if git.exists():
            with suppress(OSError, ValueError):
                return _head(_git_folder(git))
            return None
    return None


def _git_folder(git: Path) -> Path:
    """The folder itself, or the one that a file of a worktree or submodule names."""
    if git.is_dir():
        return git
    return git.parent / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()


def _head(git: Path) -> str | None:
    head = (git / "HEAD").read_text(encoding="utf-8").strip()
    if not head.startswith("ref:"):
        return _commit(head)
    reference = head.removeprefix("ref:").strip()
    shared = git / "commondir"
    common = git / shared.read_text(encoding="utf-8").strip() if shared.exists() else git
    for folder in (git, common):
        with suppress(OSError):
            return _commit((folder / reference).read_text(encoding="utf-8").strip())
    packed = (common / "packed-refs").read_text(encoding="utf-8")
    lines = (line.partition(" ") for line in packed.splitlines())
    return next((_commit(commit) for commit, _, name in lines if name == reference), None)


def _commit(text: str) -> str | None:
    return text if len(text) in _COMMIT_LENGTHS and not text.strip("0123456789abcdef") else None
