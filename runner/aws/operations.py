"""The operations that the stand-in serves, and the way of a request to one of them.

Everything that is not in the table is refused with 501, so that no call is ever answered by accident.
"""

from __future__ import annotations

import ipaddress
import re
import time
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from msgspec import Struct

from runner.aws import control_plane, sts
from runner.aws.calls import Call, Reply, Request, json_error
from runner.aws.converse import converse
from runner.aws.faults import ServiceError
from runner.aws.invoke_model import count_tokens, invoke_model
from runner.aws.signature import read_scope, signed_service
from runner.patterns import regex

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from runner.aws.cache import PromptCache


class Operation(Struct, frozen=True, kw_only=True):
    """An operation of AWS with its place on the wire.

    Attributes:
        service: The service's name in a signature.
        path: Matches the decoded path; its group is the identifier.
    """

    name: str
    service: str
    methods: tuple[str, ...]
    path: re.Pattern[str]
    answer: Callable[[Call], Reply]


def _operation(name: str, method: str, path: str, answer: Callable[[Call], Reply]) -> Operation:
    pattern = re.compile(re.escape(path).replace(r"\{id\}", "(?P<id>.+)"), re.DOTALL)
    return Operation(name=name, service="bedrock", methods=(method,), path=pattern, answer=answer)


OPERATIONS = (
    _operation("InvokeModel", "POST", "/model/{id}/invoke", invoke_model),
    _operation("Converse", "POST", "/model/{id}/converse", converse),
    _operation("CountTokens", "POST", "/model/{id}/count-tokens", count_tokens),
    _operation("ListFoundationModels", "GET", "/foundation-models", control_plane.list_foundation_models),
    _operation("GetFoundationModel", "GET", "/foundation-models/{id}", control_plane.get_foundation_model),
    _operation(
        "GetFoundationModelAvailability",
        "GET",
        "/foundation-model-availability/{id}",
        control_plane.get_foundation_model_availability,
    ),
    _operation("ListInferenceProfiles", "GET", "/inference-profiles", control_plane.list_inference_profiles),
    _operation("GetInferenceProfile", "GET", "/inference-profiles/{id}", control_plane.get_inference_profile),
    Operation(
        name="GetCallerIdentity",
        service="sts",
        methods=("POST", "GET"),
        path=regex("/"),
        answer=sts.get_caller_identity,
    ),
)


def answer(request: Request, *, cache: PromptCache, now: datetime, answers: Path | None = None) -> Reply:
    """Answer a request, whatever it is; a refusal is a reply too."""
    started = time.monotonic()
    try:
        operation, identifier, query = _route(request)
        _check_service(request, operation)
        scope = read_scope(request.headers.get("authorization"), operation.service)
        call = Call(
            region=scope.region,
            identifier=identifier,
            query=query,
            body=request.body,
            now=now,
            started=started,
            cache=cache,
            answers=answers,
        )
        return operation.answer(call)
    except ServiceError as error:
        return refuse(error, request.target)


def refuse(error: ServiceError, target: str) -> Reply:
    """Return the reply for an error, in the form of the service that `target` belongs to."""
    return sts.xml_error(error) if target.partition("?")[0] == "/" else json_error(error)


def _route(request: Request) -> tuple[Operation, str, dict[str, str]]:
    if not request.target.startswith("/"):
        message = (
            f"The Bedrock stand-in is no way out: {request.method} {request.target!a} is not carried on."
        )
        raise ServiceError("UnsupportedOperationException", message)
    _check_host(request.headers.get("host", ""))
    path, _, query = request.target.partition("?")
    path = unquote(path, errors="replace")
    for operation in OPERATIONS:
        match = operation.path.fullmatch(path)
        if match and request.method in operation.methods:
            return operation, match.groupdict().get("id", ""), dict(parse_qsl(query, keep_blank_values=True))
    served = ", ".join(operation.name for operation in OPERATIONS)
    message = f"The Bedrock stand-in has nothing for {request.method} {path!a}. It serves {served}."
    raise ServiceError("UnsupportedOperationException", message)


def _check_service(request: Request, operation: Operation) -> None:
    """Refuse what was signed for a service that is not served: `/` is the path of many of them."""
    signed = signed_service(request.headers.get("authorization"))
    if operation.service == "sts" and signed and signed not in {known.service for known in OPERATIONS}:
        message = f"The Bedrock stand-in does not serve {signed!a}, only Bedrock and GetCallerIdentity."
        raise ServiceError("UnsupportedOperationException", message)


def _check_host(host: str) -> None:
    # A page in a browser may be led here by a name of its own (DNS rebinding); the Host header still tells.
    if not _is_loopback(host):
        message = f"The Bedrock stand-in answers to loopback hosts only, not to {host!a}."
        raise ServiceError("AccessDeniedException", message)


def _is_loopback(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
