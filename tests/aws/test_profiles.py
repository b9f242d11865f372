from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from runner.aws.profiles import profile_is_configured

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / ".aws").mkdir()
    return tmp_path


def write(home: Path, name: str, text: str | bytes) -> None:
    (home / ".aws" / name).write_bytes(text if isinstance(text, bytes) else text.encode())


@pytest.mark.parametrize(
    ("name", "config"),
    [
        ("bedrock", "[profile bedrock]\nregion = us-east-1\n"),
        ("bedrock", "[profile bedrock]\n"),
        ("my dev", '[profile "my dev"]\n'),
        ("default", "[default]\n"),
        ("default", "[profile default]\n"),
        ("bedrock", "[default]\nregion=x\n[sso-session bedrock]\n[profile   bedrock]\ns3 =\n  max = 1\n"),
    ],
)
def test_a_profile_of_the_config_file_is_configured(home: Path, name: str, config: str) -> None:
    write(home, "config", config)
    assert profile_is_configured(name, {"HOME": str(home)})


@pytest.mark.parametrize(
    "config",
    [
        "",
        "[bedrock]\n",
        "[sso-session bedrock]\n",
        "[profile bedrock2]\n",
        "[default]\n",
        "[profile bedrock x]\n",
    ],
)
def test_a_section_of_another_kind_or_name_is_not_the_profile(home: Path, config: str) -> None:
    write(home, "config", config)
    assert not profile_is_configured("bedrock", {"HOME": str(home)})


def test_a_profile_of_the_credentials_file_is_configured(home: Path) -> None:
    write(home, "credentials", "[bedrock]\naws_access_key_id = %x\n")
    assert profile_is_configured("bedrock", {"HOME": str(home)})
    assert not profile_is_configured("default", {"HOME": str(home)})


@pytest.mark.parametrize(
    "text",
    [b"\xff\xfe\x00", b"no section\n", b"[profile bedrock]\n[profile bedrock]\n", b'[profile "bedrock]\n'],
)
def test_a_malformed_file_holds_no_profile(home: Path, text: bytes) -> None:
    write(home, "config", text)
    assert not profile_is_configured("bedrock", {"HOME": str(home)})


def test_a_malformed_file_does_not_hide_the_other(home: Path) -> None:
    write(home, "config", "no section\n")
    write(home, "credentials", "[bedrock]\n")
    assert profile_is_configured("bedrock", {"HOME": str(home)})


def test_files_that_are_missing_or_folders_hold_no_profile(home: Path) -> None:
    (home / ".aws" / "config").mkdir()
    assert not profile_is_configured("default", {"HOME": str(home)})
    assert not profile_is_configured("default", {"HOME": str(home / "nowhere")})
    assert not profile_is_configured("default", {"HOME": ""})


def test_the_variables_name_other_files(home: Path, tmp_path: Path) -> None:
    write(home, "config", "[profile usual]\n")
    (tmp_path / "other").write_text("[profile bedrock]\n")
    (tmp_path / "keys").write_text("[keys]\n")
    environment = {
        "HOME": str(home),
        "AWS_CONFIG_FILE": "~/other",
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "keys"),
    }
    assert profile_is_configured("bedrock", environment)
    assert profile_is_configured("keys", environment)
    assert not profile_is_configured("usual", environment)


def test_a_key_in_the_environment_configures_the_default_profile_only(home: Path) -> None:
    environment = {"HOME": str(home), "AWS_ACCESS_KEY_ID": "AKIATESTTESTTESTTEST"}
    assert profile_is_configured("default", environment)
    assert not profile_is_configured("bedrock", environment)
    assert not profile_is_configured("default", environment | {"AWS_ACCESS_KEY_ID": ""})


def test_neither_boto3_nor_a_server_is_loaded_for_a_question() -> None:
    code = (
        "import sys, runner.aws.profiles, runner.aws.environment, runner.aws.stand_in;"
        "sys.exit(bool({'boto3', 'botocore', 'http.server', 'werkzeug'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
