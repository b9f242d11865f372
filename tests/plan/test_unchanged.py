"""Pages without overrides: what runs is what the page says, byte for byte."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from runner.model import StepKind
from runner.plan.lifting import lift_examples
from runner.plan.plan import Request, make_plan
from runner.plan.value_types import types_table
from runner.read.procedure import read_procedure
from runner.read.source import read_source
from tests.pages import page, plan

ROOT = Path(__file__).parents[2]
# Another folder of pages may be named, to be held against the same rule.
FOLDERS = [
    ROOT / "procedures",
    ROOT / "docs",
    ROOT / "tests",
    *map(Path, filter(None, [os.environ.get("PAGES")])),
]
PAGES = sorted(file for folder in FOLDERS for file in folder.rglob("*.md"))


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.name)
def test_without_overrides_each_command_of_a_page_is_the_pages_own(file: Path) -> None:
    procedure = read_procedure(read_source(str(file)))
    if procedure.settings.variables:
        pytest.skip("it declares variables, which are put into its templates")
    for planned in make_plan(procedure, Request()).steps:
        step = planned.step
        assert planned.text == (step.source if step.kind is StepKind.COMMAND else step.code)


def test_nothing_that_is_lifted_changes_a_page_by_itself() -> None:
    codes = [str(row["code"]) for row in lift_examples()]
    made = plan(page(*codes))
    assert [step.text for step in made.steps] == [f"{code}\n" for code in codes]
    assert len(made.variables) > len(codes) / 2


def test_the_tables_are_dated() -> None:
    assert types_table()["date"].startswith("20")
