"""`runbook stand-in bedrock` from outside."""

from __future__ import annotations

import signal
import socket
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.pages import page

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

pytestmark = pytest.mark.server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_its_url_is_the_first_line_and_a_signal_ends_it(desk: Desk, number: signal.Signals) -> None:
    port = free_port()
    process = desk.start("stand-in", "bedrock", "--port", str(port))
    assert process.stdout is not None
    assert process.stdout.readline() == f"http://127.0.0.1:{port}\n"
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/no/such/route", timeout=5)
    assert refused.value.code == 501
    refused.value.close()
    process.send_signal(number)
    out, err = process.communicate(timeout=10)
    assert process.returncode == 0
    assert out == ""
    assert f"AWS_ENDPOINT_URL=http://127.0.0.1:{port}" in err


def test_a_port_that_is_taken_is_said_with_a_cure(desk: Desk) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = desk.run("stand-in", "bedrock", "--port", str(taken.getsockname()[1]))
    assert done.status == 4
    assert str(taken) not in done.err
    assert "--port" in done.err or "port" in done.err


@pytest.mark.parametrize(
    ("text", "target"),
    [
        pytest.param(page("echo ok"), None, id="echo"),
        pytest.param("---\nstand-in: bedrock\n---\n" + page("echo ok"), "stand-in", id="the page's setting"),
        pytest.param(page("printf ok > x; ./x || true"), "stand-in", id="a script that may ask"),
    ],
)
def test_only_a_page_that_may_ask_a_cloud_is_run_against_the_stand_in(
    desk: Desk, text: str, target: str | None
) -> None:
    done = desk.run("execute", desk.page(text), "--target", "stand-in", "--output", "json")
    assert done.result["target"] == target
