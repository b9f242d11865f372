"""A stand-in for each test, with a clock that the test moves and clients that check every reply."""

from __future__ import annotations

import http.client
import io
import os
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.response import StreamingBody

from runner.aws.stand_in import serve

from .contract import check_reply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEY, SECRET = "AKIATESTTESTTESTTEST", "no-secret-at-all"
SETTINGS = ("AWS_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith(SETTINGS)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@dataclass(frozen=True)
class Served:
    """A stand-in that runs for a test."""

    url: str
    clock: Clock
    client: Callable[..., Any]
    send: Callable[..., tuple[int, http.client.HTTPMessage, bytes]]


@pytest.fixture
def served() -> Iterator[Served]:
    clock = Clock()
    with serve(clock=clock) as stand_in, ExitStack() as stack:

        def client(service: str = "bedrock-runtime", region: str = "us-east-1") -> Any:
            made = checked_client(stand_in.url, service, region)
            stack.callback(made.close)
            return made

        def send(method: str, path: str, body: bytes = b"", **options: Any) -> Any:
            return send_signed(stand_in.url, method, path, body, **options)

        yield Served(url=stand_in.url, clock=clock, client=client, send=send)


@cache
def _session() -> boto3.Session:
    return boto3.Session(aws_access_key_id=KEY, aws_secret_access_key=SECRET)


def checked_client(url: str, service: str, region: str) -> Any:
    """Return a boto3 client that holds every reply to the service's model, good or bad."""
    config = Config(retries={"max_attempts": 0}, parameter_validation=False)
    made = _session().client(service, region_name=region, endpoint_url=url, config=config)

    def hold(operation_model: Any, response_dict: Any, **_: Any) -> None:
        body = response_dict["body"]
        if not isinstance(body, bytes):
            # A stream can be read once, so it is put back.
            body = body.read()
            response_dict["body"] = StreamingBody(io.BytesIO(body), len(body))
        check_reply(operation_model, response_dict["status_code"], response_dict["headers"], body)

    made.meta.events.register("before-parse", hold)
    return made


def send_signed(
    url: str,
    method: str,
    path: str,
    body: bytes = b"",
    *,
    service: str = "bedrock",
    region: str = "us-east-1",
    headers: dict[str, str] | None = None,
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Sign and send a request as it stands, which no client library would."""
    request = AWSRequest(method=method, url=f"{url}{path}", data=body)
    SigV4Auth(Credentials(KEY, SECRET), service, region).add_auth(request)
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    try:
        connection.request(method, path, body, dict(request.headers.items()) | (headers or {}))
        reply = connection.getresponse()
        return reply.status, reply.headers, reply.read()
    finally:
        connection.close()
