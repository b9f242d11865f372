"""Runme's attributes and front matter: what is heeded, and what is listed because it is not."""

from __future__ import annotations

from typing import Any

import pytest

from runner.model import Procedure, StepKind
from runner.plan.plan import Request, make_plan
from runner.read.fence_settings import _FORMS
from runner.read.runme import _meaning, runme_table
from runner.read.settings import NAMES
from tests.pages import procedure
from tests.read.graphs import faults

ROWS = [(part, row) for part, rows in runme_table().items() for row in rows]


@pytest.mark.parametrize(
    ("part", "row"), ROWS, ids=lambda item: item if isinstance(item, str) else item["name"]
)
def test_a_row_means_its_own_values_and_no_others(part: str, row: dict[str, Any]) -> None:
    for value in row["means"]:
        found = _meaning(part, row["name"], value)
        assert found is not None
        assert (found.setting, found.told) == (row.get("setting", ""), row.get("told", "")), value
    for value in row["leaves"]:
        found = _meaning(part, row["name"], value)
        assert found is None or found.value.pattern != row["value"], value
    assert row.get("setting", "") in {"", *_FORMS, *NAMES}
    assert row["name"] == row["name"].lower()


def fenced(attributes: str, code: str = "echo x") -> Procedure:
    return procedure(f"# T\n\n```sh {attributes}\n{code}\n```\n")


@pytest.mark.parametrize(
    "attributes",
    [
        '{"name":"go","background":"true","id":"01HF"}',
        '{"name": "go", "background": true}',
        "{ name=go background=true }",
        '{ background=true "name":"go" }',
        "{name=go background}",
    ],
)
def test_each_way_to_write_attributes_is_read(attributes: str) -> None:
    page = fenced(attributes)
    step = page.steps[0]
    assert (step.name, step.manner.background) == ("go", True)
    assert page.findings == ()


def test_braces_right_behind_the_language_are_no_part_of_it() -> None:
    for text in ("# T\n\n```bash{name=go}\necho\n```\n", "- # T\n- ```bash{name=go}\n  echo\n  ```\n"):
        step = procedure(text).steps[0]
        assert (step.language, step.name) == ("bash", "go")


def test_a_block_left_out_of_run_all_runs_only_if_it_is_asked_for() -> None:
    page = fenced('{"excludeFromRunAll":"true"}')
    assert page.findings == ()
    assert make_plan(page, Request()).steps[0].skip == "optional; --include optional runs it"


def test_an_interactive_block_gets_a_terminal() -> None:
    assert fenced("{interactive=true}").steps[0].manner.tty
    assert not fenced("{interactive=false}").steps[0].manner.tty


@pytest.mark.parametrize("attributes", ["{ignore=true}", '{"ignore":"true"}', "{ transform=false }"])
def test_a_block_that_is_to_be_ignored_is_listed_as_not_run(attributes: str) -> None:
    page = fenced(attributes)
    assert page.steps == ()
    assert [fence.line for fence in page.not_run] == [3]


@pytest.mark.parametrize("attributes", ["{cwd=/tmp/x}", "{interpreter=python3}"])
def test_what_would_run_elsewhere_or_otherwise_is_left_to_a_person(attributes: str) -> None:
    page = fenced(attributes)
    assert page.steps[0].kind is StepKind.MANUAL
    assert faults(page) == ["warning fence-setting page.md:3"]
    assert "is left to a person" in page.findings[0].message


@pytest.mark.parametrize(
    "attributes", ["{tag=x}", "{promptEnv=yes}", "{mimeType=text/plain}", '{"terminalRows":"20"}']
)
def test_what_is_not_heeded_is_listed_and_the_block_runs(attributes: str) -> None:
    page = fenced(attributes)
    assert page.steps[0].kind is StepKind.COMMAND
    assert faults(page) == ["warning fence-setting page.md:3"]
    assert "is not heeded:" in page.findings[0].message


def test_the_front_matter_of_one_of_its_pages_is_heeded_and_the_rest_listed() -> None:
    head = "---\ncwd: ..\nshell: /bin/ksh\nskipPrompts: true\n"
    head += "runme:\n  id: 01HF\n  version: v3\n  tag: ci\n---\n"
    page = procedure(head + "# T\n\n```sh\npwd\n```\n")
    assert page.settings.workdir == ".."
    assert faults(page) == ["warning unheeded-setting page.md:3", "warning unheeded-setting page.md:5"]


def test_the_pages_own_setting_comes_before_that_of_runme() -> None:
    page = procedure("---\nworkdir: here\ncwd: there\nrunme: {version: v3}\n---\n# T\n")
    assert page.settings.workdir == "here"


def test_on_other_pages_these_names_are_the_authors_own() -> None:
    page = procedure("---\ncwd: ..\nshell: fish\ntag: ci\n---\n# T\n")
    assert page.settings.workdir == ""
    assert page.findings == ()
