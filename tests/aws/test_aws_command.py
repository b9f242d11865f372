"""The real `aws` command in the stand-in's environment, with a home that would break it if it were read."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from runner.aws.environment import ACCESS_KEY, stand_in_environment
from runner.errors import UsageError

from .payloads import SONNET, block, payload

if TYPE_CHECKING:
    from .conftest import Served

PROGRAMS = str(Path(sys.executable).parent)
URL = "http://127.0.0.1:9"
REFERENCES = {
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_ENDPOINT_URL",
    "AWS_EC2_METADATA_DISABLED",
}
POISON = {
    "config": "[default]\nendpoint_url = http://127.0.0.1:1\n[profile bedrock]\noutput = nonsense\n",
    "credentials": "[default]\naws_access_key_id = AKIAUSERSUSERSUSERS0\naws_secret_access_key = x\n",
    "cli/alias": "this is [ no alias file\n",
    "models/bedrock-runtime/2023-09-30/service-2.json": "{ no json",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name, text in POISON.items():
        path = tmp_path / "home" / ".aws" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "home"


def seen(home: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in home.rglob("*")
    }


class Shell:
    """A page's shell, as far as it is needed here."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment

    def __call__(self, script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


@pytest.fixture
def shell(served: Served, home: Path, tmp_path: Path) -> Shell:
    environment = stand_in_environment(
        tmp_path / "settings",
        url=served.url,
        profiles=["bedrock"],
        region="us-east-1",
        inherited={
            "HOME": str(home),
            "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
            "AWS_PROFILE": "nobody",
            "AWS_MAX_ATTEMPTS": "9",
        },
    )
    (tmp_path / "work").mkdir()
    return Shell(tmp_path / "work", environment)


INVOKE = (
    f"aws bedrock-runtime invoke-model --model-id {SONNET} --body fileb://payload.json "
    "--content-type application/json --region us-east-1 --profile bedrock "
)


# What the environment is


def test_no_setting_of_the_user_comes_through_and_the_rest_does(tmp_path: Path) -> None:
    inherited = {
        "AWS_PROFILE": "x",
        "AWS_ACCESS_KEY_ID": "y",
        "AWS_CA_BUNDLE": "z",
        "LANG": "C",
        "PATH": "/nowhere",
    }
    made = stand_in_environment(tmp_path, url=URL, profiles=[], region="us-east-1", inherited=inherited)
    assert {name for name in made if name.startswith("AWS_")} == REFERENCES
    assert (made["LANG"], made["PATH"]) == ("C", "/nowhere")
    assert not (tmp_path / "bin").exists()


def test_every_proxy_is_the_stand_in_and_loopback_goes_direct(tmp_path: Path) -> None:
    inherited = {"https_proxy": "http://proxy.example", "NO_PROXY": "*", "no_proxy": "amazonaws.com"}
    made = stand_in_environment(tmp_path, url=URL, profiles=[], region="us-east-1", inherited=inherited)
    proxies = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy")
    assert {made[name] for name in proxies} == {URL}
    assert {made[name] for name in ("NO_PROXY", "no_proxy")} == {"127.0.0.1,localhost"}


def test_boto3_finds_every_profile_with_made_up_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["bedrock", "my dev", "o'neil"]
    made = stand_in_environment(tmp_path, url=URL, profiles=names, region="eu-west-1", inherited={})
    for name in REFERENCES:
        monkeypatch.setenv(name, made[name])
    for name in [*names, "default"]:
        session = boto3.Session(profile_name=name)
        credentials = session.get_credentials()
        assert credentials is not None
        assert (credentials.access_key, session.region_name) == (ACCESS_KEY, "eu-west-1")
    assert re.fullmatch(r"AKIA[A-Z0-9]{16}", ACCESS_KEY)
    assert "STANDIN" in ACCESS_KEY


def test_the_settings_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    made = stand_in_environment(tmp_path, url=URL, profiles=[], region="us-east-1", inherited={})
    assert Path(made["AWS_SHARED_CREDENTIALS_FILE"]).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["", "a]b", "a\nb", " a"])
def test_a_profile_that_no_file_can_hold_is_a_usage_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        stand_in_environment(tmp_path, url=URL, profiles=[name], region="us-east-1", inherited={})


def test_the_wrapper_stands_in_front_of_the_real_command(tmp_path: Path) -> None:
    inherited = {"PATH": PROGRAMS}
    folder = tmp_path / "a folder's name"
    made = stand_in_environment(folder, url=URL, profiles=[], region="us-east-1", inherited=inherited)
    assert made["PATH"] == f"{folder / 'bin'}:{PROGRAMS}"
    assert shutil.which("aws", path=made["PATH"]) == str(folder / "bin" / "aws")
    done = subprocess.run(["aws", "--version"], env=made, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("aws-cli/")


# What a page's commands do in it


@pytest.mark.server
def test_two_calls_of_the_page_show_a_write_and_then_a_read(shell: Shell) -> None:
    (shell.folder / "payload.json").write_text(json.dumps(payload(block(27_000, marked=True))))
    for number, expected in ((1, (6000, 0)), (2, (0, 6000))):
        done = shell(f"{INVOKE} response{number}.json")
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout) == {"contentType": "application/json"}
        usage = json.loads((shell.folder / f"response{number}.json").read_text())["usage"]
        assert (usage["cache_creation_input_tokens"], usage["cache_read_input_tokens"]) == expected


@pytest.mark.server
def test_the_original_page_fails_as_it_does_on_the_service(shell: Shell) -> None:
    old = {"prompt": "Human: Test.\n\nAssistant:", "cache_control": {"type": "default"}, "max_tokens": 10}
    (shell.folder / "payload.json").write_text(json.dumps(old))
    done = shell(f"{INVOKE} response.json")
    assert done.returncode == 255
    assert "An error occurred (ValidationException) when calling the InvokeModel operation" in done.stderr
    assert '"claude-sonnet-4-6" is not supported on this API.' in done.stderr
    assert not (shell.folder / "response.json").exists()
    ended = INVOKE.replace(SONNET, "us.anthropic.claude-3-7-sonnet-20250219-v1:0")
    done = shell(f"{ended} response.json")
    assert "An error occurred (ResourceNotFoundException)" in done.stderr
    assert "has reached the end of its life" in done.stderr


@pytest.mark.server
@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("sts get-caller-identity --query Account", '"000000000000"'),
        (
            (
                f"bedrock-runtime converse --model-id {SONNET} --query stopReason "
                """--messages '[{"role":"user","content":[{"text":"hi"}]}]'"""
            ),
            '"end_turn"',
        ),
        (
            (
                "bedrock-runtime count-tokens --model-id anthropic.claude-sonnet-4-6 --query inputTokens "
                """--input '{"converse":{"messages":[{"role":"user","content":[{"text":"123456789"}]}]}}'"""
            ),
            "2",
        ),
        ("bedrock list-foundation-models --query 'modelSummaries[0].providerName'", '"Anthropic"'),
        (
            (
                "bedrock get-foundation-model --model-identifier anthropic.claude-sonnet-4-6 "
                "--query modelDetails.modelLifecycle.status"
            ),
            '"ACTIVE"',
        ),
        (
            (
                "bedrock get-foundation-model-availability --model-id anthropic.claude-sonnet-4-6 "
                "--query authorizationStatus"
            ),
            '"AUTHORIZED"',
        ),
        ("bedrock list-inference-profiles --query 'inferenceProfileSummaries[0].status'", '"ACTIVE"'),
        (
            f"bedrock get-inference-profile --inference-profile-identifier {SONNET} --query type",
            '"SYSTEM_DEFINED"',
        ),
    ],
)
def test_the_command_reaches_every_operation(shell: Shell, command: str, expected: str) -> None:
    done = shell(f"aws {command}")
    assert (done.stdout.strip(), done.stderr) == (expected, "")


@pytest.mark.server
def test_an_unknown_profile_is_still_unknown(shell: Shell) -> None:
    done = shell("aws sts get-caller-identity --profile other")
    assert done.returncode == 255
    assert "The config profile (other) could not be found" in done.stderr


@pytest.mark.server
@pytest.mark.parametrize(
    "command",
    [
        "unset AWS_ENDPOINT_URL; aws sts get-caller-identity --region us-east-1",
        "aws sts get-caller-identity --endpoint-url https://sts.us-east-1.amazonaws.com",
        "aws sts get-caller-identity --endpoint-url http://sts.us-east-1.amazonaws.com",
    ],
)
def test_no_request_leaves_the_machine(shell: Shell, command: str) -> None:
    shell.environment["AWS_MAX_ATTEMPTS"] = "1"
    done = shell(command)
    assert done.returncode == 255
    assert "127.0.0.1" in done.stderr or "501" in done.stderr or "no way out" in done.stderr


@pytest.mark.server
def test_a_poisoned_home_neither_affects_a_run_nor_is_changed(shell: Shell, home: Path) -> None:
    before = seen(home)
    done = shell("aws sts get-caller-identity --query Account && aws configure list && aws --version")
    assert (done.returncode, done.stderr) == (0, "")
    assert "AKIA" not in done.stdout
    assert seen(home) == before


@pytest.mark.server
def test_the_poison_does_work_where_it_is_read(shell: Shell) -> None:
    shell.environment["PATH"] = shell.environment["PATH"].partition(":")[2]
    assert shell("aws sts get-caller-identity").returncode != 0


@pytest.mark.server
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_nothing_below_aws_of_the_home_is_opened(shell: Shell, home: Path) -> None:
    trace = "strace -f -qq -o trace -e trace=%file"
    done = shell(f"{trace} aws sts get-caller-identity")
    assert done.returncode == 0, done.stderr
    opened = (shell.folder / "trace").read_text()
    assert "settings/credentials" in opened
    assert f"{home}/.aws" not in opened


def test_a_program_in_the_users_own_site_is_still_found(tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "aws").write_text('#!/bin/sh\necho "$PYTHONUSERBASE $HOME"\n')
    (programs / "aws").chmod(0o755)
    inherited: dict[str, Any] = {"PATH": f"{programs}:/usr/bin:/bin", "HOME": "/home/someone"}
    made = stand_in_environment(tmp_path / "s", url=URL, profiles=[], region="us-east-1", inherited=inherited)
    done = subprocess.run(["aws"], env=made, capture_output=True, text=True, check=True)
    assert done.stdout == f"/home/someone/.local {tmp_path / 's' / 'home'}\n"
