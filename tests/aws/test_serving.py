from __future__ import annotations

import json
import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from runner.aws.cache import PromptCache, prefixes
from runner.aws.messages import Mark, Segment
from runner.aws.rules import load_rules
from runner.aws.stand_in import serve, utc_now
from runner.errors import EnvironmentNotReadyError, UsageError

from .payloads import SONNET, block, payload

if TYPE_CHECKING:
    from datetime import datetime

    from .conftest import Served

pytestmark = pytest.mark.server


def port_of(url: str) -> int:
    return urlsplit(url).port or 0


def test_it_listens_on_loopback_only_and_says_where() -> None:
    with serve() as stand_in:
        assert stand_in.url.startswith("http://127.0.0.1:")
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port_of(stand_in.url)))
        with socket.socket() as elsewhere:
            elsewhere.bind(("127.0.0.2", port_of(stand_in.url)))


def test_nothing_is_left_when_it_stops() -> None:
    before = set(threading.enumerate())
    with serve() as stand_in:
        port = port_of(stand_in.url)
        assert set(threading.enumerate()) - before
    assert set(threading.enumerate()) == before
    with serve(port=port) as again:
        assert port_of(again.url) == port


def test_it_stops_at_once_although_clients_hold_connections_open() -> None:
    before = set(threading.enumerate())
    with socket.socket() as silent, socket.socket() as slow:
        with serve() as stand_in:
            for client in (silent, slow):
                client.connect(("127.0.0.1", port_of(stand_in.url)))
            slow.sendall(b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n")
            while len(set(threading.enumerate()) - before) < 3:
                time.sleep(0.01)
            started = time.monotonic()
        assert time.monotonic() - started < 1
    assert set(threading.enumerate()) == before


def test_it_stops_when_the_block_fails() -> None:
    before = set(threading.enumerate())
    with pytest.raises(KeyError), serve():
        raise KeyError
    assert set(threading.enumerate()) == before


def test_several_serve_at_once_with_caches_of_their_own(served: Served) -> None:
    body = json.dumps(payload(block(27_000, marked=True))).encode()
    served.send("POST", f"/model/{SONNET}/invoke", body)
    from .conftest import send_signed

    with serve() as other:
        assert other.url != served.url
        _, _, reply = send_signed(other.url, "POST", f"/model/{SONNET}/invoke", body)
        assert json.loads(reply)["usage"]["cache_read_input_tokens"] == 0


def test_of_many_calls_at_once_exactly_one_writes() -> None:
    model = load_rules().models[SONNET.removeprefix("us.")]
    mark = Mark(where="system.0", ttl="5m")
    plain = [Segment(key=str(number), characters=450, mark=None) for number in range(100)]
    prompt = prefixes([*plain, Segment(key="last", characters=450, mark=mark)])
    often = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            for _ in range(20):
                cache, barrier, now = PromptCache(), Barrier(8), utc_now()

                def call(
                    _: int, cache: PromptCache = cache, barrier: Barrier = barrier, now: datetime = now
                ) -> int:
                    barrier.wait()
                    return cache.use(("us-east-1", SONNET), prompt, model, now).written_tokens

                assert sorted(pool.map(call, range(8)))[-2:] == [0, 10_100]
    finally:
        sys.setswitchinterval(often)


def test_it_prints_nothing(served: Served, capfd: pytest.CaptureFixture[str]) -> None:
    served.send("POST", f"/model/{SONNET}/invoke", b"{}")
    served.send("GET", "/nothing")
    with socket.create_connection(("127.0.0.1", port_of(served.url))) as gone:
        gone.sendall(b"nonsense\r\n")
    served.send("GET", "/foundation-models")
    assert capfd.readouterr() == ("", "")


def test_a_port_in_use_is_said_with_a_cure() -> None:
    with (
        serve() as stand_in,
        pytest.raises(EnvironmentNotReadyError, match=r"port \d+: Address already in use\. Choose another"),
        serve(port=port_of(stand_in.url)),
    ):
        pass


@pytest.mark.parametrize("port", [-1, 65_536])
def test_a_port_that_does_not_exist_is_a_usage_error(port: int) -> None:
    with pytest.raises(UsageError, match="does not exist"), serve(port=port):
        pass
