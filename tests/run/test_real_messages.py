"""Messages of the real programs, where they are here: each says that the environment is not ready."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from runner.run.blocked import find_cause

V1 = str(Path(sys.executable).parent / "aws")
V2 = str(Path(sys.executable).parents[1] / "aws-v2/aws")
IDENTITY = "sts get-caller-identity --region us-east-1"
SETTINGS = (
    "[profile sso]\nregion = us-east-1\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = r\n"
    "[sso-session s]\nsso_region = us-east-1\nsso_start_url = https://x.invalid/start\n"
)
KEYS = {"AWS_ACCESS_KEY_ID": "AKIATESTTESTTESTTEST", "AWS_SECRET_ACCESS_KEY": "x"}


def say(tmp_path: Path, program: str, arguments: str, **more: str) -> tuple[str, int]:
    """What a program prints in an environment in which nothing is configured, and how it ends."""
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not here")
    (tmp_path / ".aws").mkdir(exist_ok=True)
    (tmp_path / ".aws/config").write_text(SETTINGS)
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "LANG": "C.UTF-8",
        **more,
    }
    done = subprocess.run(
        [path, *arguments.split()],
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout, done.returncode


@pytest.mark.parametrize("aws", [V1, V2], ids=["v1", "v2"])
@pytest.mark.parametrize(
    ("arguments", "more", "cause"),
    [
        (f"{IDENTITY} --profile nope", {}, "the AWS profile `nope` is not configured"),
        (IDENTITY, {}, "there are no AWS credentials"),
        ("ec2 describe-vpcs", KEYS, "no AWS region is set"),
        (f"{IDENTITY} --profile sso", {}, "there is no AWS single sign-on session, or it has expired"),
        (
            f"{IDENTITY} --endpoint-url http://127.0.0.1:1",
            KEYS,
            "the network or the service cannot be reached",
        ),
    ],
    ids=lambda item: str(item)[:30],
)
def test_both_aws_command_lines(
    tmp_path: Path, aws: str, arguments: str, more: dict[str, str], cause: str
) -> None:
    found = find_cause(*say(tmp_path, aws, arguments, **more))
    assert found is not None
    assert found.cause == cause


@pytest.mark.parametrize(
    ("program", "arguments", "cause"),
    [
        ("curl", "-sS https://x.invalid/", "the name `x.invalid` cannot be resolved"),
        ("git", "clone https://x.invalid/a.git", "the name `x.invalid` cannot be resolved"),
        ("git", "clone ssh://git@x.invalid/a.git", "the name `x.invalid` cannot be resolved"),
        ("psql", "-h x.invalid", "the name `x.invalid` cannot be resolved"),
        ("docker", "-H tcp://127.0.0.1:1 ps", "the Docker daemon does not run"),
        ("kubectl", "get pods", "kubectl has no cluster to talk to"),
        ("kubectl", "config current-context", "kubectl has no cluster to talk to"),
        ("kubectl", "get pods --context nope", "kubectl has no context `nope` on this machine"),
        ("git", "commit --allow-empty -m x", ""),
        ("git", "clone nowhere", ""),
        ("curl", "-sS http://127.0.0.1:1/", ""),
        ("psql", "-h 127.0.0.1 -p 1", ""),
        ("jq", ". nowhere.json", ""),
        ("kubectl", "frobnicate", ""),
        ("docker", "frobnicate", ""),
        ("bash", "-c nowhere.sh", "the program `nowhere.sh` is not there"),
        ("env", "no-such-program", "the program `no-such-program` is not there"),
    ],
)
def test_other_programs(tmp_path: Path, program: str, arguments: str, cause: str) -> None:
    said, status = say(tmp_path, program, arguments)
    assert status != 0
    found = find_cause(said, status)
    assert (found.cause if found else "") == cause, said
