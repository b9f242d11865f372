"""Preconditions looked up in an environment of their own, with programs that are scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from runner.results import PreconditionStatus, Target
from runner.run.circumstances import Circumstances
from runner.run.interruption import Interruption
from runner.run.masking import make_mask
from runner.run.preconditions import look_up
from runner.run.systems import System, find_system
from tests.pages import plan

if TYPE_CHECKING:
    from pathlib import Path

MET, NOT_MET, NOT_CHECKED = (
    PreconditionStatus.MET,
    PreconditionStatus.NOT_MET,
    PreconditionStatus.NOT_CHECKED,
)


def script(folder: Path, name: str, body: str) -> None:
    (folder / "bin").mkdir(exist_ok=True)
    file = folder / "bin" / name
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)


def found(
    folder: Path, text: str, *, before: str = "", target: Target | None = None, **more: str
) -> tuple[PreconditionStatus, str]:
    work = folder / "work"
    work.mkdir(exist_ok=True)
    path = str(folder / "bin")
    circumstances = Circumstances(
        environment={"PATH": path, "HOME": str(folder), **more},
        search_path=path,
        folder=work,
        temporary=False,
        target=target,
        mask=make_mask({}),
        interruption=Interruption(),
        tool_version="0",
    )
    fence = f"\n```bash\n{before}\n```\n" if before else ""
    procedure = "## Procedure\n\nDo it:\n\n```bash\ntrue\n```\n"
    page = f"# T\n\n## Prerequisites\n\n- {text}\n{fence}\n{procedure}"
    (result,) = look_up(plan(page), circumstances)
    return result.status, result.detail


@pytest.mark.parametrize(
    ("text", "prints", "status"),
    [
        ("jq 1.6 or later", "jq-1.6", MET),
        ("jq 1.6 or later", "jq-1.5", NOT_MET),
        ("jq 1.6 or later", "what?", NOT_CHECKED),
        ("jq below 1.7", "jq-1.7.1", NOT_MET),
        ("jq 1.6.x", "jq-1.6.2", MET),
        ("jq 1.6.x", "jq-1.7", NOT_CHECKED),
        ("jq 1.6.x", "jq-1.5", NOT_MET),
        ("the latest jq", "jq-1.7", NOT_CHECKED),
        ("jq is installed", "anything", MET),
        ("jq is installed and configured", "anything", NOT_CHECKED),
        ("jq and yq are installed", "jq-1.7", NOT_MET),
        ("jq or yq", "jq-1.7", MET),
        ("(Optional) yq is installed", "", NOT_MET),
    ],
)
def test_a_program_is_looked_up_with_its_version(
    tmp_path: Path, text: str, prints: str, status: PreconditionStatus
) -> None:
    script(tmp_path, "jq", f"echo '{prints}'")
    assert found(tmp_path, text)[0] is status


def test_any_name_of_a_program_will_do(tmp_path: Path) -> None:
    script(tmp_path, "python3", "echo Python 2.7.18")
    script(tmp_path, "python", "echo Python 3.11.2")
    assert found(tmp_path, "Python 3.8+")[0] is MET


def test_a_word_behind_a_program_must_be_one_that_it_knows(tmp_path: Path) -> None:
    script(tmp_path, "docker", 'test "$1" = compose && exit 1; echo Docker version 28.2.2')
    status, detail = found(tmp_path, "Docker Compose v2")
    assert status is NOT_MET
    assert detail.startswith("`docker compose` is not on PATH; install it: apt-get install docker-compose")
    script(tmp_path, "docker", "echo Docker Compose version v2.24.5")
    assert found(tmp_path, "Docker Compose v2")[0] is MET


def test_what_is_too_old_is_named_with_the_way_to_a_newer_one(tmp_path: Path) -> None:
    script(tmp_path, "jq", "echo jq-1.5")
    status, detail = found(tmp_path, "jq >= 1.6")
    assert status is NOT_MET
    assert detail.startswith(f"{tmp_path}/bin/jq is version 1.5, needed is 1.6 or later; update it: apt-get")


def test_a_name_alone_is_in_doubt_and_blocks_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, "`frobnicate`")[0] is NOT_CHECKED
    assert found(tmp_path, "`frobnicate` is installed")[0] is NOT_MET


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("jq is installed", "sudo apt-get install jq"),
        ("`FOO_BAR` is set", "export FOO_BAR=1"),
        ("The file `x.txt` exists", "touch y > x.txt"),
        ("You are inside a git repository", "git init"),
        ("The file `x.txt` exists", "cd elsewhere"),
    ],
)
def test_what_a_step_may_bring_is_not_held_to_be_missing(tmp_path: Path, text: str, before: str) -> None:
    assert found(tmp_path, text)[0] is NOT_MET
    status, detail = found(tmp_path, text, before=before)
    assert status is NOT_CHECKED
    assert detail.endswith("a step of the page may bring it")


def test_a_fence_that_only_asks_for_a_version_brings_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, "Docker is installed", before="docker --version")[0] is NOT_MET


def test_a_variable_must_hold_something(tmp_path: Path) -> None:
    assert found(tmp_path, "`FOO_BAR` is set", FOO_BAR="x") == (MET, "")
    assert "is empty" in found(tmp_path, "`FOO_BAR` is set", FOO_BAR="")[1]
    assert "is not set; type export FOO_BAR=" in found(tmp_path, "`FOO_BAR` is set")[1]


def test_a_file_counts_from_the_working_folder_or_from_home(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work/x.txt").touch()
    (tmp_path / "home.txt").touch()
    assert found(tmp_path, "The file `x.txt` exists")[0] is MET
    assert found(tmp_path, "`~/home.txt` exists")[0] is MET
    assert "--workdir" in found(tmp_path, "`y.txt` exists")[1]


def test_a_repository_is_looked_for_in_the_folders_above(tmp_path: Path) -> None:
    assert found(tmp_path, "You are inside a git repository")[0] is NOT_MET
    assert found(tmp_path, "A git repository")[0] is NOT_CHECKED
    (tmp_path / ".git").mkdir()
    assert found(tmp_path, "You are inside a git repository")[0] is MET


def test_on_the_stand_in_any_version_of_the_aws_command_line_will_do(tmp_path: Path) -> None:
    script(tmp_path, "aws", "echo aws-cli/1.46.3 Python/3.11")
    assert found(tmp_path, "AWS CLI v2", target=Target.LIVE)[0] is NOT_MET
    assert found(tmp_path, "AWS CLI v2", target=Target.STAND_IN)[0] is NOT_CHECKED
    assert found(tmp_path, "AWS credentials are configured", target=Target.STAND_IN)[0] is NOT_CHECKED


def statuses(folder: Path, text: str) -> list[PreconditionStatus]:
    (folder / "work").mkdir()
    path = str(folder / "bin")
    circumstances = Circumstances(
        environment={"PATH": path, "HOME": str(folder)},
        search_path=path,
        folder=folder / "work",
        temporary=False,
        target=None,
        mask=make_mask({}),
        interruption=Interruption(),
        tool_version="0",
    )
    page = f"# T\n\n## Prerequisites\n\n{text}\n\n## Procedure\n\nDo it:\n\n```bash\ntrue\n```\n"
    return [result.status for result in look_up(plan(page), circumstances)]


def test_what_is_missing_of_a_list_of_choices_is_not_held_against_a_page_that_has_another(
    tmp_path: Path,
) -> None:
    script(tmp_path, "jq", "echo jq-1.7")
    assert statuses(tmp_path, "One of the following:\n\n- jq\n- yq\n- gron") == [
        NOT_CHECKED,
        MET,
        NOT_CHECKED,
        NOT_CHECKED,
    ]


def test_a_list_of_choices_of_which_nothing_is_there_is_not_met(tmp_path: Path) -> None:
    script(tmp_path, "other", "echo")
    assert statuses(tmp_path, "One of the following:\n\n- jq\n- yq") == [NOT_CHECKED, NOT_MET, NOT_MET]


@pytest.mark.parametrize(
    ("text", "body", "before", "status"),
    [
        ("Docker is running.", "exit 0", "", MET),
        (
            "Docker is running.",
            "echo Cannot connect to the Docker daemon at unix:///x >&2; exit 1",
            "",
            NOT_MET,
        ),
        ("Docker is running.", "exit 1", "sudo systemctl start docker", NOT_CHECKED),
        ("Docker is running for your users.", "exit 0", "", NOT_CHECKED),
        ("gcloud is installed and authenticated.", "echo me@example.com", "", MET),
        ("gcloud is installed and authenticated.", "echo", "", NOT_MET),
        ("gh is authenticated.", "echo token", "", MET),
        ("gh is authenticated.", "exit 1", "", NOT_MET),
        ("gh is authenticated.", "exit 1", "gh auth login", NOT_CHECKED),
        ("kubectl is configured.", "echo a", "", MET),
    ],
)
def test_a_program_is_asked_for_its_state(
    tmp_path: Path, text: str, body: str, before: str, status: PreconditionStatus
) -> None:
    program = text.partition(" ")[0].lower()
    script(tmp_path, program, body)
    assert found(tmp_path, text, before=before)[0] is status


def test_what_a_program_answers_about_its_state_is_not_shown(tmp_path: Path) -> None:
    script(tmp_path, "gh", "echo gho_secret")
    assert "gho_secret" not in found(tmp_path, "gh is authenticated.")[1]


def test_of_several_numbers_the_version_is_the_one_behind_the_name_of_the_program(tmp_path: Path) -> None:
    script(tmp_path, "own-tool", "echo 'built with Go 1.21.3'; echo 'own-tool version v0.9.1'")
    status, detail = found(tmp_path, "`own-tool` 1.0 or later is installed")
    assert (status, "version 0.9.1" in detail) == (NOT_MET, True)


UBUNTU = System(family="linux", names=frozenset({"linux", "ubuntu"}), version="22.04", shown="Ubuntu 22.04")
MAC = System(family="darwin", names=frozenset({"macos"}), version="14.5", shown="macOS 14.5")


@pytest.mark.parametrize(
    ("text", "here", "status"),
    [
        ("Linux", UBUNTU, MET),
        ("Linux", MAC, NOT_MET),
        ("A Unix-like system", MAC, MET),
        ("Ubuntu 22.04", UBUNTU, MET),
        ("Ubuntu 20.04", UBUNTU, NOT_CHECKED),
        ("Ubuntu 24.04", UBUNTU, NOT_CHECKED),
        ("Ubuntu 24.04 or later", UBUNTU, NOT_MET),
        ("Ubuntu 20.04 or later", UBUNTU, MET),
        ("Debian 12", UBUNTU, NOT_CHECKED),
        ("Debian 12", MAC, NOT_MET),
        ("macOS 13+", MAC, MET),
        ("macOS 15 or later", MAC, NOT_MET),
        ("Windows with WSL2", UBUNTU, NOT_CHECKED),
        ("Windows 11", UBUNTU, NOT_MET),
    ],
)
def test_a_system_is_held_against_the_one_that_the_page_names(
    text: str, here: System, status: PreconditionStatus
) -> None:
    (item,) = plan(f"# T\n\n## Prerequisites\n\n- {text}\n\n## Procedure\n\nDo.\n").procedure.preconditions
    (need,) = item.needs
    assert find_system(need, here).status is status


def test_systems_in_several_items_are_a_choice(tmp_path: Path) -> None:
    script(tmp_path, "other", "echo")
    assert NOT_MET not in statuses(tmp_path, "- macOS\n- Linux\n- Windows")
