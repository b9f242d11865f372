"""Values of a page that cannot go together."""

from __future__ import annotations

from typing import Any

import pytest

from runner.plan.coherence import coherence_table, find_incoherence, misplaced
from runner.plan.plan import Request
from runner.plan.values import Values
from tests.pages import page, plan, procedure

MODEL = "us.anthropic.claude-sonnet-4-6"
CALL = f"aws bedrock-runtime converse --model-id {MODEL} --region us-east-1"


def codes(text: str) -> list[str]:
    return [finding.code for finding in find_incoherence(procedure(text))]


@pytest.mark.parametrize(
    "row", coherence_table()["example"], ids=lambda row: f"{row['model']} {row['region']}"
)
def test_a_model_and_a_region_go_together_as_the_examples_say(row: dict[str, Any]) -> None:
    assert (misplaced(row["model"], row["region"]) == "") is row["fits"]


def test_a_model_of_another_area_than_its_steps_region_is_a_finding() -> None:
    assert codes(page(CALL)) == []
    assert codes(page(CALL.replace("us-east-1", "eu-west-1"))) == ["model-and-region"]
    assert codes(page("export AWS_REGION=eu-west-1", CALL.removesuffix(" --region us-east-1"))) == [
        "model-and-region"
    ]
    assert codes(page("aws s3 ls --region eu-west-1", CALL)) == []


def test_the_plan_says_so_of_the_readers_values() -> None:
    made = plan(page(CALL), Request(values=Values(shorthands={"region": "eu-west-1"})))
    assert len(made.notes) == 1
    assert made.notes[0].startswith(
        f"page.md:8: step 1.1: the model `{MODEL}` with the region `eu-west-1`: an"
    )
    assert plan(page(CALL)).notes == ()


@pytest.mark.parametrize(
    "before",
    [
        "aws configure --profile dev",
        "aws configure set region us-east-1 \\\n  --profile dev",
        "aws configure sso",
        "cat > ~/.aws/config <<EOF\n[profile dev]\nEOF",
        "aws-vault add dev",
    ],
)
def test_a_profile_that_the_page_sets_up_is_no_finding(before: str) -> None:
    assert codes(page(before, "aws s3 ls --profile dev")) == []


def test_a_profile_that_the_page_never_sets_up_is_a_finding_once() -> None:
    text = page("aws configure", "aws s3 ls --profile dev", "AWS_PROFILE=dev aws s3 ls")
    found = list(find_incoherence(procedure(text)))
    assert [(item.code, item.location.line) for item in found] == [("profile-not-configured", 14)]
    assert "`aws configure` alone sets up the profile `default`" in found[0].message


def test_a_profile_is_no_finding_where_the_preconditions_name_it_or_it_is_the_default_or_the_readers() -> (
    None
):
    named = "# T\n\n## Prerequisites\n\n- An AWS profile `dev`.\n\n## Procedure\n\n```bash\n"
    named += "aws s3 ls --profile dev\n```\n"
    assert codes(named) == []
    assert codes(page("aws s3 ls --profile default")) == []
    mine = Request(values=Values(shorthands={"profile": "mine"}))
    assert plan(page("aws s3 ls --profile dev"), mine).notes == ()
