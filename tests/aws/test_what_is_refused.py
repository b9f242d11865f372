from __future__ import annotations

import http.client
import json
import socket
from base64 import b64encode
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import pytest
from botocore.session import get_session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.aws.cache import PromptCache
from runner.aws.calls import Request
from runner.aws.operations import OPERATIONS, answer
from runner.aws.stand_in import utc_now

from .contract import check_reply
from .payloads import SONNET, block, payload, sample

if TYPE_CHECKING:
    from .conftest import Served

PATH = f"/model/{SONNET}/invoke"
GOOD = json.dumps(payload()).encode()
SCOPE = "AKIATESTTESTTESTTEST/20261122/us-east-1/{service}/aws4_request"
SIGNED = f"AWS4-HMAC-SHA256 Credential={SCOPE}, SignedHeaders=host, Signature={'0' * 64}"
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

PATHS = {
    "InvokeModel": PATH,
    "Converse": f"/model/{SONNET}/converse",
    "CountTokens": "/model/anthropic.claude-sonnet-4-6/count-tokens",
    "ListFoundationModels": "/foundation-models",
    "GetFoundationModel": "/foundation-models/anthropic.claude-sonnet-4-6",
    "GetFoundationModelAvailability": "/foundation-model-availability/anthropic.claude-sonnet-4-6",
    "ListInferenceProfiles": "/inference-profiles",
    "GetInferenceProfile": f"/inference-profiles/{SONNET}",
    "GetCallerIdentity": "/?Action=GetCallerIdentity&Version=2011-06-15",
}


def model_of(name: str) -> Any:
    for service in ("bedrock-runtime", "bedrock", "sts"):
        model = get_session().get_service_model(service)
        if name in model.operation_names:
            return model.operation_model(name)
    raise KeyError(name)


MODELS = {operation.name: model_of(operation.name) for operation in OPERATIONS}


def ask(method: str, path: str, body: bytes = b"", authorization: str = "", host: str = "127.0.0.1") -> Any:
    headers = {"host": host} | ({"authorization": authorization} if authorization else {})
    request = Request(method=method, target=path, headers=headers, body=body)
    return answer(request, cache=PromptCache(), now=utc_now())


def raw(url: str, data: bytes) -> bytes:
    address = urlsplit(url)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as connection:
        connection.sendall(data)
        received = b""
        while piece := connection.recv(65_536):
            received += piece
    return received


# Signatures


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        ("", "MissingAuthenticationToken"),
        ("Bearer abc", "InvalidSignature"),
        (SIGNED.format(service="s3"), "InvalidSignature"),
        (SIGNED.format(service="bedrock-runtime"), "InvalidSignature"),
        (SIGNED.format(service="bedrock")[:-1], "InvalidSignature"),
        (SIGNED.format(service="sts").replace("/20261122", ""), "InvalidSignature"),
    ],
)
def test_no_operation_answers_without_a_signature_for_its_service(
    operation: Any, authorization: str, code: str
) -> None:
    reply = ask(operation.methods[0], PATHS[operation.name], GOOD, authorization)
    if operation.service == "sts" and ("/s3/" in authorization or "/bedrock-runtime/" in authorization):
        # `/` is the path of many services: another one's call is not served, rather than wrongly signed.
        assert reply.status == 501
        return
    assert reply.status == 403
    check_reply(MODELS[operation.name], reply.status, reply.headers, reply.body)
    told = reply.headers.get("X-Amzn-Errortype", "") + reply.body.decode()
    assert (code if operation.service == "bedrock" else code.replace("Invalid", "")) in told.replace(
        "SignatureDoesNotMatch", "Signature"
    )


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_operation_answers_a_good_request(operation: Any) -> None:
    body = {
        "InvokeModel": GOOD,
        "Converse": b'{"messages": [{"role": "user", "content": [{"text": "x"}]}]}',
        "CountTokens": json.dumps({"input": {"invokeModel": {"body": b64encode(GOOD).decode()}}}).encode(),
    }
    authorization = SIGNED.format(service=operation.service)
    reply = ask(operation.methods[0], PATHS[operation.name], body.get(operation.name, b""), authorization)
    assert reply.status == 200
    check_reply(MODELS[operation.name], reply.status, reply.headers, reply.body)


@pytest.mark.server
def test_a_wrong_scope_is_named_to_the_caller(served: Served) -> None:
    status, headers, body = served.send("POST", PATH, GOOD, service="bedrock-runtime")
    assert status == 403
    assert headers["X-Amzn-Errortype"].startswith("InvalidSignatureException:")
    assert "'bedrock'" in json.loads(body)["message"]


# Routes


@pytest.mark.server
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", PATH),
        ("PUT", PATH),
        ("BREW", PATH),
        ("HEAD", "/foundation-models"),
        ("DELETE", f"/inference-profiles/{SONNET}"),
        ("POST", f"/model/{SONNET}/invoke-with-response-stream"),
        ("POST", f"/model/{SONNET}/converse-stream"),
        ("POST", "/model//invoke"),
        ("GET", "/guardrails"),
        ("GET", "/"),
        ("POST", "/async-invoke"),
    ],
)
def test_what_is_not_served_is_501(served: Served, method: str, path: str) -> None:
    status, _, body = served.send(method, path, service="sts" if path == "/" else "bedrock")
    assert status == 501
    assert method == "HEAD" or b"GetCallerIdentity" in body


@pytest.mark.server
@pytest.mark.parametrize(
    "line",
    [
        "CONNECT bedrock-runtime.us-east-1.amazonaws.com:443",
        "CONNECT 127.0.0.1:443",
        "GET http://169.254.169.254/latest/meta-data/",
        "POST http://example.com/model/x/invoke",
        "GET http://127.0.0.1/foundation-models",
        "GET http://[",
        "OPTIONS *",
    ],
)
def test_as_a_proxy_it_carries_nothing_on(served: Served, line: str) -> None:
    authorization = SIGNED.format(service="bedrock")
    request = f"{line} HTTP/1.1\r\nHost: example.com\r\nAuthorization: {authorization}\r\n\r\n"
    assert raw(served.url, request.encode()).startswith(b"HTTP/1.1 501 ")


@pytest.mark.server
@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("localhost:8080", 200),
        ("[::1]:80", 200),
        ("bedrock.evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("10.0.0.1", 403),
        ("0.0.0.0", 403),
        ("[", 403),
    ],
)
def test_only_loopback_names_are_answered(served: Served, host: str, status: int) -> None:
    assert served.send("GET", "/foundation-models", headers={"Host": host})[0] == status


@pytest.mark.server
def test_a_request_without_a_host_is_refused(served: Served) -> None:
    request = f"GET /foundation-models HTTP/1.0\r\nAuthorization: {SIGNED.format(service='bedrock')}\r\n\r\n"
    assert raw(served.url, request.encode()).startswith(b"HTTP/1.1 403 ")


@pytest.mark.server
@pytest.mark.parametrize(
    "data",
    [b"\r\n\r\n", b"NONSENSE\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00\xff\r\n\r\n", b"GET /\r\n\r\n"],
)
def test_what_is_no_http_is_never_a_success(served: Served, data: bytes) -> None:
    assert b" 200 " not in raw(served.url, data)[:20]


@pytest.mark.server
def test_a_percent_encoded_arn_with_slashes_and_colons_is_understood(served: Served) -> None:
    arn = f"arn:aws:bedrock:us-east-1:123456789012:inference-profile/{SONNET}"
    assert served.send("POST", f"/model/{quote(arn, safe='')}/invoke", GOOD)[0] == 200
    assert served.send("POST", f"/model/{arn}/invoke", GOOD)[0] == 200


# Bodies on the wire


def signed_head(*headers: str) -> bytes:
    authorization = f"Authorization: {SIGNED.format(service='bedrock')}"
    return "\r\n".join([f"POST {PATH} HTTP/1.1", "Host: 127.0.0.1", authorization, *headers, "", ""]).encode()


@pytest.mark.server
def test_a_body_of_just_the_limit_is_taken_and_one_byte_more_is_not(served: Served) -> None:
    room = 25_000_000 - len(json.dumps(payload(block(0))))
    largest = json.dumps(payload(block(room))).encode()
    assert len(largest) == 25_000_000
    assert served.send("POST", PATH, largest)[0] == 200
    assert served.send("POST", PATH, largest + b" ")[0] == 413


@pytest.mark.server
def test_a_body_that_is_announced_too_large_is_not_waited_for(served: Served) -> None:
    for length in ("10000000000", "9" * 5000):
        assert raw(served.url, signed_head(f"Content-Length: {length}")).startswith(b"HTTP/1.1 413 ")


@pytest.mark.server
def test_a_client_that_asks_first_is_told_to_go_on_only_if_its_body_is_wanted(served: Served) -> None:
    expecting = "Expect: 100-continue"
    wanted = raw(served.url, signed_head(expecting, f"Content-Length: {len(GOOD)}") + GOOD)
    assert wanted.startswith(b"HTTP/1.1 100 ")
    assert b"HTTP/1.1 200 " in wanted
    refused = raw(served.url, signed_head(expecting, "Content-Length: 99000000"))
    assert refused.startswith(b"HTTP/1.1 413 ")


def chunks(*pieces: bytes) -> bytes:
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (*pieces, b""))


@pytest.mark.server
def test_a_chunked_body_is_taken(served: Served) -> None:
    head = signed_head("Transfer-Encoding: chunked")
    received = raw(served.url, head + chunks(GOOD[:7], GOOD[7:]))
    assert received.startswith(b"HTTP/1.1 200 ")
    assert b"msg_bdrk_01" in received


@pytest.mark.server
@pytest.mark.parametrize(
    "body", [b"zz\r\n", b"-1\r\nx\r\n", b"\r\n", b"2\r\nabcd\r\n0\r\n\r\n", b"ffffffffffff\r\n"]
)
def test_a_malformed_chunk_is_refused(served: Served, body: bytes) -> None:
    assert raw(served.url, signed_head("Transfer-Encoding: chunked") + body).startswith(b"HTTP/1.1 400 ")


@pytest.mark.server
def test_a_chunked_body_is_refused_once_it_is_too_large(served: Served) -> None:
    head = signed_head("Transfer-Encoding: chunked")
    assert raw(served.url, head + chunks(b" " * 24_999_999, b"12") + b"").startswith(b"HTTP/1.1 413 ")
    assert raw(served.url, head + b"7fffffff\r\n").startswith(b"HTTP/1.1 413 ")


@pytest.mark.server
@pytest.mark.parametrize("header", ["Content-Length: -1", "Content-Length: many", "Transfer-Encoding: gzip"])
def test_a_body_whose_length_cannot_be_told_is_refused(served: Served, header: str) -> None:
    assert raw(served.url, signed_head(header)).startswith(b"HTTP/1.1 400 ")


@pytest.mark.server
def test_a_body_that_breaks_off_is_refused(served: Served) -> None:
    address = urlsplit(served.url)
    connection = http.client.HTTPConnection(address.netloc, timeout=10)
    try:
        connection.connect()
        connection.sock.sendall(signed_head("Content-Length: 99") + b"{}")
        connection.sock.shutdown(socket.SHUT_WR)
        assert connection.sock.recv(100).startswith(b"HTTP/1.1 400 ")
    finally:
        connection.close()


# Bodies of any form

TAKING_BODIES = ("InvokeModel", "Converse", "CountTokens")


def places(value: Any) -> list[tuple[Any, Any]]:
    items: Any = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    return [place for key, child in items for place in [(value, key), *places(child)]]


NAMES = st.sampled_from(
    sorted({key for name in TAKING_BODIES for _, key in places(sample(name)) if isinstance(key, str)})
)
WORDS = st.sampled_from(
    ["user", "text", "ephemeral", "default", "5m", "1h", "tool_result", "bedrock-2023-05-31"]
)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | WORDS | st.just("\ud800")
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)


def accepted_or_invalid(name: str, body: bytes) -> None:
    reply = ask("POST", PATHS[name], body, SIGNED.format(service="bedrock"))
    assert reply.status in (200, 400)
    check_reply(MODELS[name], reply.status, reply.headers, reply.body)


@MANY
@given(name=st.sampled_from(TAKING_BODIES), body=st.binary(max_size=200))
def test_any_bytes_get_a_reply_of_the_model(name: str, body: bytes) -> None:
    accepted_or_invalid(name, body)


@MANY
@given(name=st.sampled_from(TAKING_BODIES), document=VALUES)
def test_any_json_gets_a_reply_of_the_model(name: str, document: Any) -> None:
    accepted_or_invalid(name, json.dumps(document).encode())


@pytest.mark.parametrize("name", TAKING_BODIES)
def test_the_sample_that_is_damaged_below_is_good(name: str) -> None:
    reply = ask("POST", PATHS[name], json.dumps(sample(name)).encode(), SIGNED.format(service="bedrock"))
    assert reply.status == 200, reply.body


@MANY
@given(data=st.data(), name=st.sampled_from(TAKING_BODIES))
def test_a_good_body_with_one_wrong_value_gets_a_reply_of_the_model(data: Any, name: str) -> None:
    document = sample(name)
    holder, key = data.draw(st.sampled_from(places(document)))
    holder[key] = data.draw(VALUES)
    accepted_or_invalid(name, json.dumps(document).encode())


@MANY
@given(
    operation=st.sampled_from(OPERATIONS),
    identifier=st.text(min_size=1, max_size=20),
    query=st.dictionaries(
        st.sampled_from(["type", "maxResults", "nextToken", "byProvider", "byInferenceType", "Action"]),
        st.text(max_size=8),
    ),
)
def test_any_identifier_and_query_get_a_reply_of_the_model(
    operation: Any, identifier: str, query: dict[str, str]
) -> None:
    path = PATHS[operation.name].partition("?")[0].replace(SONNET, quote(identifier, safe=""))
    path = path.replace("anthropic.claude-sonnet-4-6", quote(identifier, safe=""))
    asked = "&".join(f"{name}={quote(value)}" for name, value in query.items())
    reply = ask(operation.methods[0], f"{path}?{asked}", GOOD, SIGNED.format(service=operation.service))
    assert reply.status in (200, 400, 501)
    if reply.status != 501:
        check_reply(MODELS[operation.name], reply.status, reply.headers, reply.body)
    else:
        assert operation.service == "sts"
