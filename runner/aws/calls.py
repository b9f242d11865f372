"""A call to an operation and its reply: frozen data between the wire and the operations.

Nothing here decides anything; an operation is a function from `Call` to `Reply`.
"""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from runner.aws.cache import PromptCache
    from runner.aws.documents import Json
    from runner.aws.faults import ServiceError


class Request(Struct, frozen=True, kw_only=True):
    """What came over the wire.

    Attributes:
        target: The request's target as sent: path and query, still percent-encoded.
        headers: By lower-case name.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


class Call(Struct, frozen=True, kw_only=True):
    """A request that was routed and whose signature has the right scope.

    Attributes:
        identifier: What stands in the path for the model or profile, decoded; empty where nothing does.
        started: By the monotonic clock, in seconds.
        answers: The folder of what a tool is given, as `<tool>.json`; None where there is none.
    """

    region: str
    identifier: str
    query: Mapping[str, str]
    body: bytes
    now: datetime
    started: float
    cache: PromptCache
    answers: Path | None = None


class Reply(Struct, frozen=True, kw_only=True):
    """What goes back over the wire."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes


def json_reply(document: Mapping[str, Json], headers: Mapping[str, str] | None = None) -> Reply:
    """Return a successful reply with a JSON body."""
    return Reply(headers=_common() | dict(headers or {}), body=json.dumps(document).encode())


def json_error(error: ServiceError) -> Reply:
    """Return the reply that Bedrock gives for an error."""
    kind = f"{error.code}:http://internal.amazon.com/coral/com.amazon.bedrock/"
    body = json.dumps({"message": error.message}).encode()
    return Reply(status=error.status, headers=_common() | {"X-Amzn-Errortype": kind}, body=body)


def _common() -> dict[str, str]:
    return {"Content-Type": "application/json", "x-amzn-requestid": str(uuid.uuid4())}
