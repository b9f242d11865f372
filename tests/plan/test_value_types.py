"""Values that do not look like what their variable's name says."""

from __future__ import annotations

import pytest

from runner.plan.plan import Request
from runner.plan.value_types import find_odd_values, odd_value, types_table
from runner.plan.values import Values
from tests.pages import page, plan, procedure


@pytest.mark.parametrize("row", types_table()["example"], ids=lambda row: f"{row['name']}={row['value']}")
def test_a_value_is_odd_as_the_tables_examples_say(row: dict[str, str]) -> None:
    odd = odd_value(row["name"], row["value"], row.get("page"))
    assert row["said"] in odd if "said" in row else not odd


def test_no_region_that_is_listed_is_odd() -> None:
    for known in types_table()["regions"].values():
        assert not [name for name in known if odd_value("region", name, None)]


def test_the_plan_warns_of_a_readers_odd_value_and_names_the_nearest() -> None:
    made = plan(
        page("aws s3 ls --region us-east-1"), Request(values=Values(shorthands={"region": "eu-wset-1"}))
    )
    (note,) = made.notes
    odd = "which is not in the list of regions of 2026-11; did you mean `eu-west-1`?"
    assert note == f"page.md:8: `region` is `eu-wset-1` (command-line), {odd}"


def test_a_secret_value_is_never_quoted_in_a_warning() -> None:
    text = page("true", before="---\nvariables: {url: {secret: true}}\n---\n")
    assert plan(text, Request(values=Values(variables={"url": "x"}))).notes == ()


def test_a_pages_own_odd_literal_is_a_finding_with_its_place() -> None:
    found = list(find_odd_values(procedure(page("true", "aws s3 ls --region eu-wset-1"))))
    assert [(item.code, item.level.value, item.location.line) for item in found] == [
        ("odd-value", "warning", 14)
    ]
    assert "did you mean `eu-west-1`?" in found[0].message
