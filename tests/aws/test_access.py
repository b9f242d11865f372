"""What AWS says of an account, asked by the real boto3 over loopback."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from runner.aws.access import AwsAccess
from runner.aws.calls import Reply
from runner.aws.operations import refuse
from runner.aws.wire import LoopbackServer
from runner.model import Need, NeedKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from runner.aws.calls import Request

    from .conftest import Served

pytestmark = pytest.mark.server
SONNET = "us.anthropic.claude-sonnet-4-6"


def need(kind: str, name: str = "", region: str = "") -> Need:
    return Need(kind=NeedKind(kind), name=name, region=region)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    config = tmp_path / "config"
    config.write_text(
        "[profile dev]\nregion = us-east-1\n"
        "aws_access_key_id = AKIATESTTESTTESTTEST\naws_secret_access_key = x\n"
        "[profile empty]\nregion = us-east-1\n"
        "[profile sso]\nregion = us-east-1\n"
        "sso_session = s\nsso_account_id = 123456789012\nsso_role_name = r\n"
        "[sso-session s]\nsso_region = us-east-1\nsso_start_url = https://x.invalid/start\n"
    )
    found = {"AWS_CONFIG_FILE": str(config), "HOME": str(tmp_path)}
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    return found


@pytest.fixture
def access(settings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., AwsAccess]:
    def make(url: str, *, profile: str = "dev", models: tuple[str, ...] = (), region: str = "") -> AwsAccess:
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        return AwsAccess(profile=profile, region=region, models=models, environment=settings)

    return make


@contextmanager
def answering(status: int, body: str) -> Iterator[str]:
    """A service that says the same to every request."""

    def answer(request: Request) -> Reply:
        kind = "application/json" if body.startswith("{") else "text/xml"
        return Reply(status=status, headers={"Content-Type": kind}, body=body.encode())

    server = LoopbackServer(0, answer=answer, refuse=refuse, body_limit=10_000)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.stop()
        thread.join()


def error_of(code: str) -> str:
    return f"<ErrorResponse><Error><Code>{code}</Code><Message>no.</Message></Error></ErrorResponse>"


def test_credentials_that_work_are_met_and_tell_their_account(
    served: Served, access: Callable[..., AwsAccess]
) -> None:
    asked = access(served.url)
    assert asked.ask(need("credentials")) == (True, "account 000000000000")
    assert asked.ask(need("profile", "dev")) == (True, "account 000000000000")
    assert asked.ask(need("account", "000000000000"))[0] is True
    assert asked.ask(need("account", "123456789012")) == (
        False,
        "the credentials are of account 000000000000, the page needs 123456789012",
    )


def test_a_profile_that_is_not_configured_is_told_with_what_to_type(access: Callable[..., AwsAccess]) -> None:
    said = access("http://127.0.0.1:1").ask(need("profile", "bedrock"))
    assert said == (
        False,
        "the AWS profile `bedrock` is not configured; next: aws configure --profile bedrock",
    )


def test_a_profile_without_credentials_is_told_with_what_to_type(access: Callable[..., AwsAccess]) -> None:
    said = access("http://127.0.0.1:1", profile="empty").ask(need("credentials"))
    assert said == (False, "there are no AWS credentials; next: aws configure --profile empty")


def test_a_single_sign_on_that_has_ended_is_told_with_what_to_type(access: Callable[..., AwsAccess]) -> None:
    said = access("http://127.0.0.1:1", profile="sso").ask(need("credentials"))
    assert said == (
        False,
        "there is no AWS single sign-on session, or it has expired; next: aws sso login --profile sso",
    )


@pytest.mark.parametrize(
    ("code", "holds", "words"),
    [
        ("ExpiredToken", False, "have expired; next: aws sso login --profile dev"),
        (
            "InvalidClientTokenId",
            False,
            "AWS does not know these credentials; next: aws configure --profile dev",
        ),
        ("AccessDenied", None, "this role may not ask"),
        ("Throttling", None, "AWS answered Throttling"),
    ],
)
def test_a_refusal_is_held_against_the_credentials_only_where_it_names_them(
    access: Callable[..., AwsAccess], code: str, holds: bool | None, words: str
) -> None:
    with answering(403, error_of(code)) as url:
        said = access(url).ask(need("credentials"))
    assert said[0] is holds
    assert words in said[1]


def test_a_service_that_cannot_be_reached_proves_nothing(access: Callable[..., AwsAccess]) -> None:
    holds, detail = access("http://127.0.0.1:1").ask(need("credentials"))
    assert holds is None
    assert detail.startswith("AWS could not be asked: Could not connect to the endpoint URL")


def test_access_to_the_models_of_the_page_is_asked_for(
    served: Served, access: Callable[..., AwsAccess]
) -> None:
    asked = access(served.url, models=(SONNET,))
    assert asked.ask(need("bedrock"))[0] is True
    assert asked.ask(need("model")) == (True, f"{SONNET} is active")
    assert asked.ask(need("model", SONNET, "us-west-2")) == (True, f"{SONNET} is active")
    assert access(served.url).ask(need("model")) == (None, "the page names no model")


@pytest.mark.parametrize(
    "name",
    [
        "us.anthropic.claude-3-7-sonnet-20250219-v1:0",
        "anthropic.claude-no-such-model-v1:0",
        "eu.anthropic.claude-sonnet-4-6",
    ],
)
def test_a_model_that_the_page_may_have_wrong_is_never_held_against_the_account(
    served: Served, access: Callable[..., AwsAccess], name: str
) -> None:
    holds, detail = access(served.url).ask(need("model", name))
    assert holds is None
    assert "page may" in detail


def test_an_account_without_access_to_a_model_is_told_what_it_lacks(
    served: Served, access: Callable[..., AwsAccess], monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = {
        "modelId": "anthropic.claude-sonnet-4-6",
        "agreementAvailability": {"status": "NOT_AVAILABLE"},
        "authorizationStatus": "AUTHORIZED",
        "entitlementAvailability": "NOT_AVAILABLE",
        "regionAvailability": "AVAILABLE",
        "modelDetails": {"modelArn": "arn:aws:bedrock:us-east-1::foundation-model/x", "modelId": "x"},
    }
    with answering(200, json.dumps(lacking)) as url:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", served.url)
        holds, detail = access(url).ask(need("model", SONNET))
    assert holds is False
    assert detail.startswith(
        "the account has no agreement and no entitlement for anthropic.claude-sonnet-4-6"
    )
