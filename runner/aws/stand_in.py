"""The Bedrock stand-in: a loopback endpoint that answers as Amazon Bedrock is known to, by `bedrock.toml`.

It proves arguments, request shapes and the difference between a cache write, a cache read and neither. It
cannot prove access, availability, real token counts or real caching: no result of it is the service's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from runner.errors import EnvironmentNotReadyError, UsageError

if TYPE_CHECKING:
    from pathlib import Path
    from socket import socket

    from runner.aws.calls import Reply, Request
    from runner.aws.wire import LoopbackServer

Clock = Callable[[], datetime]

# Seconds between two looks at whether to stop.
POLL = 0.02


class StandIn(Struct, frozen=True, kw_only=True):
    """A stand-in that is serving.

    Attributes:
        listen_too: Has it answer on another listening socket as well, which it closes at its end.
    """

    url: str
    port: int
    listen_too: Callable[[socket], None]


def utc_now() -> datetime:
    """Return the time that decides about lifecycles and the cache unless a test sets its own."""
    return datetime.now(UTC)


@contextmanager
def serve(*, port: int = 0, clock: Clock = utc_now, answers: Path | None = None) -> Iterator[StandIn]:
    """Serve on 127.0.0.1 until the block is left; nothing is left behind then.

    Args:
        port: Where to listen; 0 for any free port.
        clock: Gives the time, with its zone.
        answers: A folder with what a tool is given, where Converse must use one: `<tool>.json`, read anew
            for each call.

    Raises:
        EnvironmentNotReadyError: The port cannot be had.
        UsageError: There is no such port.
    """
    from threading import Thread

    server = _bind(port, clock, answers)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": POLL}, name="bedrock-stand-in")
    thread.start()
    try:
        port = server.server_port
        yield StandIn(url=f"http://127.0.0.1:{port}", port=port, listen_too=server.listen_too)
    finally:
        server.stop()
        thread.join()


def _bind(port: int, clock: Clock, answers: Path | None) -> LoopbackServer:
    # Whoever only asks for the name StandIn need not pay for an HTTP server.
    from runner.aws.cache import PromptCache
    from runner.aws.operations import answer, refuse
    from runner.aws.rules import load_rules
    from runner.aws.wire import LoopbackServer

    cache = PromptCache()

    def answer_now(request: Request) -> Reply:
        return answer(request, cache=cache, now=clock(), answers=answers)

    try:
        return LoopbackServer(port, answer=answer_now, refuse=refuse, body_limit=load_rules().body_bytes)
    except OverflowError as error:
        raise UsageError(
            f"Port {port} does not exist. Choose one from 0 (any free port) to 65535."
        ) from error
    except OSError as error:
        message = f"The Bedrock stand-in cannot listen on port {port}: {error.strerror}."
        cure = "Choose another with --port, or leave --port out for a free one."
        raise EnvironmentNotReadyError(f"{message} {cure}") from error
