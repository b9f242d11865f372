"""What keeps a page from running, and what is told of it, by the real command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from runner.aws.stand_in import serve

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

pytestmark = pytest.mark.shell
CREDENTIALS = "aws_access_key_id = AKIATESTTESTTESTTEST\naws_secret_access_key = x\n"


def page(*needs: str, steps: str = "echo ok", before: str = "") -> str:
    listed = "".join(f"- {need}\n" for need in needs)
    fence = f"\n```bash\n{before}\n```\n" if before else ""
    return f"# T\n\n## Prerequisites\n\n{listed}{fence}\n## Procedure\n\nDo it:\n\n```bash\n{steps}\n```\n"


def settings(desk: Desk, text: str) -> None:
    config = Path(desk.environment["HOME"]) / ".aws/config"
    config.parent.mkdir()
    config.write_text(text)


def test_a_missing_program_is_told_with_how_to_install_it(desk: Desk) -> None:
    for text in (page("mise ≥ 2025.5.6 installed globally"), page(steps="mise run x")):
        done = desk.run("execute", desk.page(text), "--output", "json", PATH="/usr/bin:/bin")
        assert done.status == 4
        assert "install it: brew install mise (macOS)" in done.out
        assert done.result["verdict"] == "blocked"
        assert done.result["steps"][0]["stdout"] == ""


def test_an_optional_precondition_never_blocks(desk: Desk) -> None:
    text = page("(Optional) mise is installed", "mise ≥ 2025 (optional)", "(Recommended) mise")
    assert desk.run("execute", desk.page(text), PATH="/usr/bin:/bin").status == 0


def test_a_fence_under_preconditions_runs_first_and_may_bring_what_is_missing(desk: Desk) -> None:
    text = page("`FOO_BAR` is set.", before="export FOO_BAR=1", steps='echo "$FOO_BAR"')
    done = desk.run("execute", desk.page(text), "--output", "json")
    assert done.status == 0
    assert done.result["preconditions"][0]["status"] == "not-checked"
    assert done.result["steps"][1]["stdout"] == "1\n"


def test_plan_shows_how_each_is_read_and_looks_nothing_up(desk: Desk) -> None:
    done = desk.run("plan", desk.page(page("Docker Engine ≥ 20.10", "A clear head")), PATH="/usr/bin:/bin")
    assert done.status == 0
    assert "(line 5): the program `docker` is on PATH, version 20.10 or later" in done.out
    assert "not checked: “A clear head” (line 6)" in done.out


@pytest.mark.server
def test_aws_is_asked_with_the_pages_own_profile_where_the_target_is_live(desk: Desk) -> None:
    settings(desk, f"[profile bedrock]\nregion = us-east-1\n{CREDENTIALS}")
    steps = (
        "aws bedrock get-foundation-model --model-identifier anthropic.claude-sonnet-4-6 --profile bedrock"
    )
    text = page("AWS credentials are configured.", "Access to Amazon Bedrock", steps=steps)
    with serve() as stand_in:
        done = desk.run("execute", desk.page(text), "--output", "json", AWS_ENDPOINT_URL=stand_in.url)
    assert done.status == 0
    assert [(item["status"], item["detail"]) for item in done.result["preconditions"]] == [
        ("met", "account 000000000000"),
        ("met", "17 inference profiles"),
    ]


def test_credentials_that_are_not_there_block_the_page_before_its_first_step(desk: Desk) -> None:
    settings(desk, "[profile bedrock]\nregion = us-east-1\n")
    text = page("AWS credentials are configured.", steps="touch made; aws s3 ls --profile bedrock")
    done = desk.run(
        "execute", desk.page(text), "--workdir", ".", "--target", "live", AWS_EC2_METADATA_DISABLED="true"
    )
    assert done.status == 4
    assert "there are no AWS credentials; next: aws configure --profile bedrock" in done.out
    assert not (desk.folder / "made").exists()


def test_a_step_that_aws_refuses_is_told_with_the_pages_own_profile(desk: Desk) -> None:
    settings(
        desk,
        "[profile dev]\nregion = us-east-1\nsso_session = s\nsso_account_id = 123456789012\n"
        "sso_role_name = r\n[sso-session s]\nsso_region = us-east-1\nsso_start_url = https://x.invalid/s\n",
    )
    text = page(steps="export AWS_PROFILE=dev\naws sts get-caller-identity")
    done = desk.run("execute", desk.page(text), "--target", "live", "--output", "json")
    assert done.status == 4
    reason = "there is no AWS single sign-on session, or it has expired; next: aws sso login --profile dev"
    assert done.result["steps"][0]["reason"] == reason


def test_an_error_that_the_page_expects_blocks_nothing(desk: Desk) -> None:
    text = page(steps="echo 'Unable to locate credentials' >&2; exit_with() { return 3; }; exit_with")
    assert desk.run("execute", desk.page(text)).status == 4
    claim = "\nThe command fails with `Unable to locate credentials`.\n"
    assert desk.run("execute", desk.page(text + claim)).status == 0


def test_every_precondition_that_is_not_met_is_told_at_the_top(desk: Desk) -> None:
    text = (
        "# T\n\n## Prerequisites\n\n- `no-such-tool` is installed.\n- `NO_SUCH_NAME` is set.\n"
        "\n## Procedure\n\nDo it:\n\n```bash\ntrue\n```\n"
    )
    done = desk.run("execute", desk.page(text), "--output", "json")
    assert done.status == 4
    reason = done.result["steps"][0]["reason"]
    assert "2 preconditions not met: (line 5) `no-such-tool` is not on PATH" in reason
    assert "(line 6) the variable `NO_SUCH_NAME` is not set" in reason
