"""HTTP on loopback: bytes in, a `Request` out, a `Reply` back, one connection for each.

Binds 127.0.0.1 and nothing else; looks up no name, writes no log, knows no operation.
"""

from __future__ import annotations

import socket
import socketserver
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import BinaryIO, cast

from runner.aws.calls import Reply, Request
from runner.aws.faults import ServiceError, invalid

HOST = "127.0.0.1"
PIECE = 65_536

# A client that was refused may still be sending: so much of it is thrown away that it can see the reply.
LINGER_SECONDS = 1.0
LINGER_BYTES = 64_000_000

# Hexadecimal digits of a chunk's size: far more than any body may have.
SIZE_DIGITS = 8

Answer = Callable[[Request], Reply]
Refuse = Callable[[ServiceError, str], Reply]


class LoopbackServer(ThreadingHTTPServer):
    """A server whose threads all end when it is closed."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, port: int, *, answer: Answer, refuse: Refuse, body_limit: int) -> None:
        self.answer = answer
        self.refuse = refuse
        self.body_limit = body_limit
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        self._others: list[tuple[socket.socket, Thread]] = []
        super().__init__((HOST, port), Exchange)

    def server_bind(self) -> None:
        """Bind without asking a name server who we are, as the library's own would."""
        socketserver.TCPServer.server_bind(self)
        self.server_name = HOST
        self.server_port = self.server_address[1]

    def process_request(self, request: socketserver._RequestType, client_address: object) -> None:
        """Remember the connection, then answer it in a thread."""
        connection = _as_socket(request)
        with self._lock:
            self._open.add(connection)
        super().process_request(connection, client_address)

    def shutdown_request(self, request: socketserver._RequestType) -> None:
        """Close a connection so that the other side can read the reply to its end."""
        connection = _as_socket(request)
        with suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
            _linger(connection)
        with self._lock:
            self._open.discard(connection)
        self.close_request(connection)

    def handle_error(self, request: socketserver._RequestType, client_address: object) -> None:
        """Say nothing about a client that went away; anything else is our fault and is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def listen_too(self, listener: socket.socket) -> None:
        """Answer on another listening socket as well; it is the server's from now on."""
        thread = Thread(target=self._accept, args=[listener], name="bedrock-stand-in-too")
        self._others.append((listener, thread))
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        with listener, suppress(OSError):
            while True:
                connection, address = listener.accept()
                self.process_request(connection, address)

    def stop(self) -> None:
        """End the serving threads' loops, cut every connection and wait for their threads."""
        for listener, thread in self._others:
            # This wakes a thread that waits for a connection; closing alone would not.
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join()
        self.shutdown()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self.server_close()


class Exchange(BaseHTTPRequestHandler):
    """One request and its reply."""

    server: LoopbackServer
    protocol_version = "HTTP/1.1"
    server_version = "runbook-stand-in"
    sys_version = ""
    timeout = 10  # seconds for which a silent client keeps its thread

    def __getattr__(self, name: str) -> Callable[[], None]:
        # The library calls do_<METHOD>; which methods there are is not decided here.
        if name.startswith("do_"):
            return self._exchange
        raise AttributeError(name)

    def _exchange(self) -> None:
        try:
            body = self._body()
        except ServiceError as error:
            reply = self.server.refuse(error, self.path)
        else:
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(method=self.command, target=self.path, headers=headers, body=body)
            reply = self.server.answer(request)
        self._send(reply)

    def _body(self) -> bytes:
        coding = self.headers.get("Transfer-Encoding", "").strip().lower()
        length = self.headers.get("Content-Length", "0").strip()
        if coding and coding != "chunked":
            raise invalid("Transfer-Encoding: only chunked is understood")
        if not (length.isascii() and length.isdigit()):
            raise invalid("Content-Length: not a number")
        # The length's own length is looked at first: Python refuses to read a number of 5,000 digits.
        if not coding and (
            len(length) > len(str(self.server.body_limit)) or int(length) > self.server.body_limit
        ):
            raise too_large(self.server.body_limit)
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        stream = cast("BinaryIO", self.rfile)
        return read_chunks(stream, self.server.body_limit) if coding else self._read(int(length))

    def _read(self, length: int) -> bytes:
        body = self.rfile.read(length)
        if len(body) < length:
            raise invalid("the body ended before its Content-Length")
        return body

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    def handle_expect_100(self) -> bool:
        """Leave the go-ahead to `_body`, which refuses what is too large before it is sent."""
        return True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's name
        """Keep quiet: what a page prints is the page's."""


def read_chunks(stream: BinaryIO, limit: int) -> bytes:
    """Read a chunked body to its end.

    Raises:
        ServiceError: It is malformed or larger than `limit` bytes.
    """
    body = bytearray()
    while size := _chunk_size(stream):
        if len(body) + size > limit:
            raise too_large(limit)
        chunk = stream.read(size)
        if len(chunk) < size or stream.readline(PIECE).strip():
            raise invalid("a chunk of the body does not end where it says")
        body += chunk
    while stream.readline(PIECE).strip():
        pass  # trailers
    return bytes(body)


def too_large(limit: int) -> ServiceError:
    """Return the error for a body of more than `limit` bytes."""
    return ServiceError("RequestTooLargeException", f"The body is larger than {limit:,} bytes")


def _chunk_size(stream: BinaryIO) -> int:
    digits = stream.readline(PIECE).partition(b";")[0].strip()
    if not digits or len(digits) > SIZE_DIGITS or digits.strip(b"0123456789abcdefABCDEF"):
        raise invalid("a chunk of the body has no size")
    return int(digits, 16)


def _linger(connection: socket.socket) -> None:
    end = time.monotonic() + LINGER_SECONDS
    left = LINGER_BYTES
    while left > 0 and (rest := end - time.monotonic()) > 0:
        connection.settimeout(rest)
        piece = connection.recv(PIECE)
        if not piece:
            return
        left -= len(piece)


def _as_socket(request: socketserver._RequestType) -> socket.socket:
    if isinstance(request, tuple):  # a datagram, which a TCP server never has
        raise TypeError(request)
    return request
