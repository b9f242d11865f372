"""The How-To on the stand-in: the page of today passes, the original fails truthfully."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import ROOT

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

pytestmark = [
    pytest.mark.shell,
    pytest.mark.server,
    pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed; `make test` installs it"),
]

PAGE = ROOT / "procedures/prompt-caching.md"
ORIGINAL = ROOT / "tests/original-prompt-caching.md"
V2 = ROOT / ".venv/aws-v2"


def statuses(result: dict[str, Any]) -> dict[str, str]:
    return {step["id"]: step["status"] for step in result["steps"]}


def assert_page_passes(result: dict[str, Any]) -> None:
    assert result["verdict"] == "passed"
    assert result["target"] == "stand-in"
    assert result["claims"] == {"checked": 7, "unchecked": 0}
    assert all(check["strength"] == "strong" for step in result["steps"] for check in step["checks"])
    found = statuses(result)
    assert [found[f"2.{number}"] for number in (5, 6, 7, 8)] == ["verified"] * 4


def test_the_page_passes_with_aws_cli_v1(desk: Desk) -> None:
    done = desk.run("execute", PAGE, "--output", "json")
    assert done.status == 0
    assert_page_passes(done.result)
    assert "stand-in for Amazon Bedrock on this machine: nothing was sent to AWS" in done.err


@pytest.mark.skipif(not V2.exists(), reason="AWS CLI v2 is not here; `make aws-v2` fetches it")
def test_the_page_passes_with_aws_cli_v2(desk: Desk) -> None:
    path = f"{V2}{os.pathsep}{desk.environment['PATH']}"
    done = desk.run("execute", PAGE, "--output", "json", PATH=path)
    assert done.status == 0
    assert_page_passes(done.result)


def test_the_pages_values_can_be_overridden(desk: Desk) -> None:
    arguments = ("--region", "eu-west-1", "--model", "eu.anthropic.claude-sonnet-4-6", "--profile", "mine")
    done = desk.run("execute", PAGE, *arguments, "--output", "json")
    assert done.status == 0
    commands = [step["command"] or "" for step in done.result["steps"]]
    assert any("--model-id eu.anthropic.claude-sonnet-4-6" in command for command in commands)
    assert not any("us-east-1" in command for command in commands)


def test_a_model_at_its_end_of_life_fails_the_page_and_the_page_has_advice(desk: Desk) -> None:
    model = "us.anthropic.claude-3-7-sonnet-20250219-v1:0"
    done = desk.run("execute", PAGE, "--model", model, "--output", "json")
    assert done.status == 1
    step = next(step for step in done.result["steps"] if step["status"] == "failed")
    assert "reached the end of its life" in step["stderr"]
    assert step["advice"][0]["remedy"].startswith("Choose a current one")


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_the_original_fails_because_its_model_has_reached_its_end_of_life(desk: Desk, version: str) -> None:
    path = desk.environment["PATH"]
    if version == "v2":
        if not V2.exists():
            pytest.skip("AWS CLI v2 is not here; `make aws-v2` fetches it")
        path = f"{V2}{os.pathsep}{path}"
    done = desk.run("execute", ORIGINAL, "--target", "stand-in", "--output", "json", PATH=path)
    assert done.status == 1
    assert done.result["verdict"] == "failed"
    assert statuses(done.result)["2.2"] == "failed"
    assert "This model version has reached the end of its life." in done.result["steps"][4]["stderr"]
    assert done.result["claims"] == {"checked": 0, "unchecked": 1}


def test_with_a_current_model_the_original_is_refused_by_the_messages_api(desk: Desk) -> None:
    arguments = ("--target", "stand-in", "--model", "us.anthropic.claude-sonnet-4-6")
    done = desk.run("execute", ORIGINAL, *arguments, "--output", "json")
    assert done.status == 1
    refusal = '"claude-sonnet-4-6" is not supported on this API. Please use the Messages API instead.'
    assert refusal in done.result["steps"][4]["stderr"]


def test_with_keep_going_the_originals_claim_fails_too(desk: Desk) -> None:
    arguments = ("--target", "stand-in", "--model", "us.anthropic.claude-sonnet-4-6", "--keep-going")
    done = desk.run("execute", ORIGINAL, *arguments, "--output", "json")
    assert done.status == 1
    (check,) = done.result["steps"][5]["checks"]
    assert check["claim"] == "Presence of numeric values confirms prompt caching is operational."
    assert check["passed"] is False


def test_null_twice_with_exit_status_0_fails_the_claim_and_never_passes(desk: Desk) -> None:
    reply = desk.folder / "response.json"
    reply.write_text('{"usage": {"cache_read_input_tokens": 0}}')
    arguments = ("--target", "stand-in", "--step", "2.3", "--workdir", ".")
    done = desk.run("execute", ORIGINAL, *arguments, "--output", "json")
    assert done.status == 1
    step = done.result["steps"][5]
    assert step["exit_code"] == 0
    assert step["stdout"] == "null\nnull\n"
    assert step["reason"] == "every line of stdout is a number: got `null`, which is no number"


def test_the_original_is_the_original(desk: Desk) -> None:
    digest = "90f51ce4e35992508958ef9fb6aacce66bcf7044410518b3f0569a00e50dba5d"
    assert desk.run("plan", ORIGINAL, "--output", "json").result["page_sha256"] == digest


def test_without_a_profile_the_original_is_blocked_on_the_live_target_and_says_what_to_type(
    desk: Desk,
) -> None:
    reason = "the AWS profile `bedrock` is not configured; next: aws configure --profile bedrock"
    arguments = ("execute", ORIGINAL, "--target", "live", "--output", "json", "--yes")
    done = desk.run(*arguments)
    assert done.status == 4
    assert done.result["preconditions"][0]["status"] == "not-met"
    assert done.result["preconditions"][0]["detail"] == reason
    assert done.result["counts"]["skipped"] == len(done.result["steps"])
    done = desk.run(*arguments, "--ignore-preconditions")
    assert done.status == 4
    assert done.result["steps"][4]["reason"] == reason


def test_what_the_stand_in_does_not_serve_is_blocked_and_never_blamed_on_the_page(desk: Desk) -> None:
    text = "# T\n\n## Procedure\n\n```bash\naws s3 ls\n```\n\n```bash\naws dynamodb list-tables\n```\n"
    done = desk.run("execute", desk.page(text), "--target", "stand-in", "--keep-going", "--output", "json")
    assert done.status == 4
    reason = "the stand-in does not serve this; next: run it with --target live"
    assert [step["reason"] for step in done.result["steps"]] == [reason, reason]


def test_a_configured_profile_means_the_live_target(desk: Desk) -> None:
    config = Path(desk.environment["HOME"]) / ".aws/config"
    config.parent.mkdir()
    config.write_text("[profile bedrock]\nregion = us-east-1\n")
    assert desk.run("plan", PAGE, "--output", "json").result["target"] == "live"
    assert desk.run("plan", PAGE, "--target", "stand-in", "--output", "json").result["target"] == "stand-in"
