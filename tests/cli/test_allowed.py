"""What deletes or costs money in a cloud runs only where somebody allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.terminals import talk
from tests.pages import page

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell

DELETES = "gcloud projects delete p"
PAYS = "gcloud compute instances create vm"
QUESTION = "may they run? [y/N] "


@pytest.fixture
def cloud(desk: Desk) -> Desk:
    """A desk on whose PATH there is a program of that name that writes down its calls."""
    programs = desk.folder.parent / "programs"
    programs.mkdir()
    for name in ("gcloud", "kubectl", "kind", "aws"):
        program = programs / name
        program.write_text(f'#!/bin/sh\necho "$(basename "$0") $*" >> {desk.folder}/calls\n')
        program.chmod(0o755)
    desk.environment["PATH"] = f"{programs}:{desk.environment['PATH']}"
    return desk


def calls(desk: Desk) -> list[str]:
    file = desk.folder / "calls"
    return file.read_text().splitlines() if file.exists() else []


@pytest.mark.parametrize(
    ("command", "does", "word"), [(DELETES, "deletes", "delete"), (PAYS, "costs money", "paid")]
)
def test_without_a_terminal_such_a_step_is_blocked_and_nothing_runs(
    cloud: Desk, command: str, does: str, word: str
) -> None:
    done = cloud.run("execute", cloud.page(page("touch first", command)), "--output", "json")
    assert done.status == 4
    first, second = done.result["steps"]
    assert done.result["verdict"] == "blocked"
    assert (first["status"], second["status"]) == ("skipped", "blocked")
    assert second["impact"] == [word]
    cure = f"type --yes, or let the page say `allow` with `{word}`"
    assert second["reason"] == f"it {does} in a cloud, and nobody has allowed that; {cure}"
    assert calls(cloud) == []


@pytest.mark.parametrize("more", [["--keep-going"], ["--ignore-preconditions"]])
def test_no_other_flag_allows_it(cloud: Desk, more: list[str]) -> None:
    assert cloud.run("execute", cloud.page(page(DELETES)), *more).status == 4
    assert calls(cloud) == []


def test_yes_allows_it(cloud: Desk) -> None:
    assert cloud.run("execute", cloud.page(page(DELETES, PAYS)), "--yes").status == 0
    assert calls(cloud) == [DELETES, PAYS]


@pytest.mark.parametrize(("allow", "status"), [("delete", 4), ("paid", 4), ("[delete, paid]", 0)])
def test_the_page_allows_what_it_names(cloud: Desk, allow: str, status: int) -> None:
    text = page(DELETES, PAYS, before=f"---\nallow: {allow}\n---\n")
    done = cloud.run("execute", cloud.page(text))
    assert done.status == status
    assert len(calls(cloud)) == (0 if status else 2)
    assert "no effect" not in done.out


def test_a_logseq_page_allows_it_by_a_property(cloud: Desk) -> None:
    text = f"allow:: delete\n\n- # T\n- ## Procedure\n\t- Do it:\n\t  ```bash\n\t  {DELETES}\n\t  ```\n"
    assert cloud.run("execute", cloud.page(text)).status == 0
    assert calls(cloud) == [DELETES]


def test_what_only_this_machine_loses_is_never_held_back(cloud: Desk) -> None:
    steps = ["touch x", "rm x", "kind create cluster", "kubectl delete pod x"]
    assert cloud.run("execute", cloud.page(page(*steps))).status == 0
    assert calls(cloud) == ["kind create cluster", "kubectl delete pod x"]


def test_a_step_that_is_not_selected_holds_nothing_back(cloud: Desk) -> None:
    assert cloud.run("execute", cloud.page(page("true", DELETES)), "--step", "1.1").status == 0


def test_the_stand_in_holds_nothing_back(cloud: Desk) -> None:
    text = page("aws bedrock-runtime invoke-model --model-id m out.json")
    assert cloud.run("execute", cloud.page(text), "--target", "stand-in").status == 0
    assert len(calls(cloud)) == 1


@pytest.mark.parametrize(("answer", "status"), [("y\n", 0), ("\n", 4), ("n\n", 4), ("\x04", 4)])
def test_on_a_terminal_it_is_asked_once_for_a_page(cloud: Desk, answer: str, status: int) -> None:
    found = talk(cloud, "execute", cloud.page(page(DELETES, PAYS)), answers=[(QUESTION, answer)])
    assert found.status == status
    assert found.seen.count(QUESTION) == 1
    assert "1.1 [delete]" in found.seen
    assert "1.2 [paid]" in found.seen
    assert len(calls(cloud)) == (0 if status else 2)


def test_who_is_asked_of_each_step_is_not_asked_twice(cloud: Desk) -> None:
    text = page(DELETES)
    found = talk(cloud, "execute", cloud.page(text), "--interactive", answers=[("[q]uit? ", "\n")])
    assert QUESTION not in found.seen
    assert calls(cloud) == [DELETES]


def test_a_plan_shows_what_each_step_does_at_most(cloud: Desk) -> None:
    done = cloud.run("plan", cloud.page(page("ls", "touch x", DELETES, PAYS)))
    found = [line.rpartition("  ")[2] for line in done.out.splitlines() if "  command  " in line]
    assert found == ["[read]", "[write]", "[delete]", "[paid]"]
    assert calls(cloud) == []
